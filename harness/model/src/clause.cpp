#include "streamspec/model/clause.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "streamspec/model/input_error.hpp"

namespace streamspec {
namespace {

bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

std::string_view trimmed(std::string_view text) {
    auto first = text.find_first_not_of(" \t\r");
    if (first == std::string_view::npos) {
        return {};
    }
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

/// Takes a file apart, line by line.
class ClauseParser {
  public:
    ClauseParser(std::string_view text, const std::string& file) : rest_(text), file_(file) {}

    ClauseFile parse() {
        parse_title();
        while (next_line()) {
            if (line_.starts_with("### ")) {
                parse_clause_head();
            } else if (!result_.clauses.empty()) {
                add_text();
            }
        }
        finish_clause();
        return std::move(result_);
    }

  private:
    bool next_line() {
        if (rest_.empty()) {
            return false;
        }
        auto end = std::min(rest_.find('\n'), rest_.size());
        line_ = trimmed(rest_.substr(0, end));
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        ++number_;
        return true;
    }

    [[noreturn]] void fail(const std::string& reason) const {
        throw InputError(file_, "line " + std::to_string(number_), reason);
    }

    void parse_title() {
        auto colon = next_line() ? line_.find(": ") : std::string_view::npos;
        if (colon == std::string_view::npos || !line_.starts_with("# ")) {
            fail("expected a title such as \"# READ: reading\"");
        }
        result_.topic = line_.substr(2, colon - 2);
        result_.title = line_.substr(colon + 2);
    }

    void parse_clause_head() {
        finish_clause();
        Clause clause;
        clause.id = line_.substr(4);
        if (!is_clause_id(clause.id) || clause.id.substr(0, clause.id.rfind('-')) != result_.topic) {
            fail("expected an id such as " + result_.topic + "-1, found " + clause.id);
        }
        for (const auto& earlier : result_.clauses) {
            if (earlier.id == clause.id) {
                fail("the id " + clause.id + " occurs twice");
            }
        }
        auto releases = ReleaseRange::parse(head_line("Releases: "));
        if (!releases) {
            fail("expected a range of releases, such as `all` or `3.8.7..3.12`");
        }
        clause.releases = *releases;
        clause.source = head_line("Source: ");
        if (next_line() && line_.starts_with("Tags: ")) {
            clause.tags = split_tags(line_.substr(6));
            next_line();
        }
        if (!line_.empty()) {
            fail("expected an empty line before the clause's text");
        }
        result_.clauses.push_back(std::move(clause));
    }

    std::string_view head_line(std::string_view key) {
        if (!next_line() || !line_.starts_with(key) || line_.size() == key.size()) {
            fail("expected a line \"" + std::string(key) + "…\"");
        }
        return line_.substr(key.size());
    }

    std::vector<std::string> split_tags(std::string_view list) const {
        std::vector<std::string> tags;
        while (!list.empty()) {
            auto comma = std::min(list.find(','), list.size());
            auto tag = trimmed(list.substr(0, comma));
            if (tag.empty() || tag.find(' ') != std::string_view::npos) {
                fail("expected tags, separated by commas");
            }
            tags.emplace_back(tag);
            list.remove_prefix(std::min(comma + 1, list.size()));
        }
        return tags;
    }

    void add_text() {
        if (line_.starts_with("#")) {
            fail("expected a clause (\"### " + result_.topic + "-…\") or text");
        }
        auto& text = result_.clauses.back().text;
        if (!text.empty() || !line_.empty()) {
            text += line_;
            text += '\n';
        }
    }

    void finish_clause() {
        if (result_.clauses.empty()) {
            return;
        }
        auto& clause = result_.clauses.back();
        while (!clause.text.empty() && clause.text.back() == '\n') {
            clause.text.pop_back();
        }
        if (clause.text.empty()) {
            fail("the clause " + clause.id + " has no text");
        }
    }

    std::string_view rest_;
    const std::string& file_;
    std::string_view line_;
    std::size_t number_ = 0;
    ClauseFile result_;
};

}  // namespace

ClauseFile parse_clauses(std::string_view markdown, const std::string& file) {
    return ClauseParser(markdown, file).parse();
}

bool is_clause_id(std::string_view text) noexcept {
    auto dash = text.rfind('-');
    if (dash == std::string_view::npos || dash == 0 || dash + 1 == text.size()) {
        return false;
    }
    auto topic = text.substr(0, dash);
    auto number = text.substr(dash + 1);
    return is_upper(topic.front()) &&
           std::all_of(topic.begin(), topic.end(),
                       [](char c) { return is_upper(c) || is_digit(c) || c == '_' || c == '-'; }) &&
           number.front() != '0' && std::all_of(number.begin(), number.end(), is_digit);
}

}  // namespace streamspec
