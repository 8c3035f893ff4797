#include "replay_matrix.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace streamspec {
namespace {

constexpr std::size_t kWidestColumn = 24;
constexpr std::string_view kGap = "  ";

std::string group_of(const std::string& script) {
    return script.substr(0, script.find('/'));
}

/// "12", "9 2F 1U": what passed, and what else there is. Nothing was asked: "-".
std::string cell(const Tally& tally) {
    if (tally.total() == 0) {
        return "-";
    }
    auto text = std::to_string(tally.pass);
    auto add = [&](std::size_t count, const char* letter) {
        if (count > 0) {
            text += " " + std::to_string(count) + letter;
        }
    };
    add(tally.fail, "F");
    add(tally.error, "E");
    add(tally.known, "K");
    add(tally.unsupported, "U");
    return text;
}

std::string release_head(const ReplayReport::Row& row) {
    return "as " + row.release.asked.str();
}

std::string painted(const Style& style, const Tally& tally, const std::string& text) {
    return tally.fail > 0 ? style.red(text) : tally.error > 0 ? style.yellow(text) : text;
}

}  // namespace

void write_matrix(std::ostream& out, const ReplayReport& report, const Style& style) {
    std::map<std::string, std::vector<Tally>> groups;
    for (const auto& answer : report.answers) {
        auto& tallies = groups[group_of(answer.script)];
        tallies.resize(report.rows.size());
        tallies[answer.row].add(answer.verdict);
    }
    std::size_t first = 5;
    std::vector<std::size_t> widths;
    for (const auto& row : report.rows) {
        const auto widest = std::max(columns(row.name), columns(release_head(row)));
        widths.push_back(std::clamp<std::size_t>(widest, 7, kWidestColumn));
    }
    for (const auto& [group, tallies] : groups) {
        first = std::max(first, columns(group));
        for (std::size_t i = 0; i < tallies.size(); ++i) {
            widths[i] = std::max(widths[i], columns(cell(tallies[i])));
        }
    }
    auto heads = [&](const char* title, auto text_of) {
        auto line = fit(title, first);
        for (std::size_t i = 0; i < report.rows.size(); ++i) {
            line += std::string(kGap) + fit(text_of(report.rows[i]), widths[i]);
        }
        out << style.bold(line.substr(0, line.find_last_not_of(' ') + 1)) << '\n';
    };
    heads("group", [](const ReplayReport::Row& row) { return row.name; });
    heads("", release_head);
    for (const auto& [group, tallies] : groups) {
        out << fit(group, first);
        for (std::size_t i = 0; i < tallies.size(); ++i) {
            auto text = cell(tallies[i]);
            auto fill = i + 1 < tallies.size() ? widths[i] - columns(text) : 0;
            out << kGap << painted(style, tallies[i], text) << std::string(fill, ' ');
        }
        out << '\n';
    }
    out << style.dim("passed, and: F failed, E no answer, K known to differ, U unsupported") << "\n\n";
}

}  // namespace streamspec
