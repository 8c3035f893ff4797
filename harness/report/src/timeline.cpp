#include "streamspec/report/timeline.hpp"

#include <algorithm>

#include "streamspec/report/narrate.hpp"

namespace streamspec {
namespace {

constexpr std::size_t kIndent = 9;

}  // namespace

void write_objects(std::ostream& out, const Script& script, const Style& style) {
    for (const auto& object : script.objects) {
        out << style.dim("  made   ") << narrate(object) << '\n';
    }
}

void write_turn_actions(std::ostream& out, const Script& script, std::size_t turn, const Style& style) {
    const auto& actions = script.turns[turn].actions;
    const auto& run = script.turns[turn].run;
    out << style.bold("turn " + std::to_string(turn));
    if (turn >= script.own_turns) {
        out << style.dim("  (epilogue)");
    }
    if (run) {
        out << style.dim("  (runs " + std::to_string(*run) + (*run == 1 ? " iteration)" : " iterations)"));
    }
    out << '\n';
    for (const auto& action : actions) {
        out << style.dim("  do     ") << narrate(action) << '\n';
    }
    for (const auto& condition : script.turns[turn].until) {
        out << style.dim("  until  ") << narrate(condition) << '\n';
    }
}

std::vector<std::string> observed_lines(const TraceTurn& turn) {
    std::vector<std::string> lines;
    for (const auto& event : turn.events) {
        lines.push_back(narrate(event));
    }
    lines.push_back("after iteration " + std::to_string(turn.iterations) + ": " + narrate(turn.state));
    return lines;
}

std::vector<LinePair> align(const std::vector<std::string>& left, const std::vector<std::string>& right) {
    // The longest common subsequence: `common[i][j]` is its length from line i of the left and j of the right
    // on.
    std::vector<std::vector<std::size_t>> common(left.size() + 1,
                                                 std::vector<std::size_t>(right.size() + 1, 0));
    for (auto i = left.size(); i-- > 0;) {
        for (auto j = right.size(); j-- > 0;) {
            common[i][j] =
                left[i] == right[j] ? common[i + 1][j + 1] + 1 : std::max(common[i + 1][j], common[i][j + 1]);
        }
    }
    std::vector<LinePair> pairs;
    std::vector<const std::string*> only_left;
    std::vector<const std::string*> only_right;
    auto flush = [&] {
        for (std::size_t k = 0; k < std::max(only_left.size(), only_right.size()); ++k) {
            pairs.push_back({k < only_left.size() ? only_left[k] : nullptr,
                             k < only_right.size() ? only_right[k] : nullptr});
        }
        only_left.clear();
        only_right.clear();
    };
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < left.size() || j < right.size()) {
        if (i < left.size() && j < right.size() && left[i] == right[j]) {
            flush();
            pairs.push_back({&left[i++], &right[j++]});
        } else if (j == right.size() || (i < left.size() && common[i + 1][j] >= common[i][j + 1])) {
            only_left.push_back(&left[i++]);
        } else {
            only_right.push_back(&right[j++]);
        }
    }
    flush();
    return pairs;
}

void write_side_by_side(std::ostream& out, const std::string& left_title,
                        const std::vector<std::string>& left, const std::string& right_title,
                        const std::vector<std::string>& right, const Style& style) {
    constexpr std::size_t kNarrowest = 12;
    std::size_t longest = columns(left_title);
    for (const auto& line : left) {
        longest = std::max(longest, columns(line));
    }
    auto room = style.width > kIndent + 3 ? style.width - kIndent - 3 : 0;
    auto half = std::max(kNarrowest, std::min(longest, room / 2));
    auto rest = std::max(kNarrowest, room - std::min(room, half));
    out << std::string(kIndent, ' ') << style.dim(fit(left_title, half) + " │ " + right_title) << '\n';
    for (const auto& pair : align(left, right)) {
        auto left_text = fit(pair.left != nullptr ? *pair.left : "", half);
        auto right_text = cut(pair.right != nullptr ? *pair.right : "", rest);
        if (pair.same()) {
            out << std::string(kIndent, ' ') << left_text << " │ " << right_text << '\n';
        } else {
            out << style.red("     ≠   ") << style.green(left_text) << " │ " << style.red(right_text) << '\n';
        }
    }
}

}  // namespace streamspec
