#include "streamspec/report/style.hpp"

#include <algorithm>

namespace streamspec {
namespace {

bool continues_character(char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

}  // namespace

std::string Style::painted(std::string_view code, std::string_view text) const {
    if (!colour || text.empty()) {
        return std::string(text);
    }
    std::string result = "\x1b[";
    result += code;
    result += 'm';
    result += text;
    result += "\x1b[0m";
    return result;
}

std::size_t columns(std::string_view text) noexcept {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return !continues_character(c); }));
}

std::string cut(std::string_view text, std::size_t width) {
    if (columns(text) <= width) {
        return std::string(text);
    }
    if (width == 0) {
        return {};
    }
    std::size_t end = 0;
    for (std::size_t taken = 0; end < text.size(); ++end) {
        if (!continues_character(text[end]) && ++taken == width) {
            break;
        }
    }
    return std::string(text.substr(0, end)) + "…";
}

std::string fit(std::string_view text, std::size_t width) {
    auto result = cut(text, width);
    result.append(width - columns(result), ' ');
    return result;
}

std::string right(std::string_view text, std::size_t width) {
    auto have = columns(text);
    std::string result(have < width ? width - have : 0, ' ');
    result += text;
    return result;
}

}  // namespace streamspec
