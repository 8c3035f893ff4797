#include "completion.hpp"

namespace streamspec::cli {

std::string words_of(ArgumentPage::Kind kind) {
    switch (kind) {
        case ArgumentPage::Kind::script:
            return "scripts";
        case ArgumentPage::Kind::clause:
            return "clauses";
        case ArgumentPage::Kind::release:
            return "releases";
        default:
            return {};
    }
}

std::string shell_quoted(const std::string& text, const char* quote_within) {
    std::string result = "'";
    for (char c : text) {
        result += c == '\'' ? std::string(quote_within) : std::string(1, c);
    }
    return result + "'";
}

std::string spaced(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) {
        text += (text.empty() ? "" : " ") + word;
    }
    return text;
}

}  // namespace streamspec::cli
