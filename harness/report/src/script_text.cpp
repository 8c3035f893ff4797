#include "streamspec/report/script_text.hpp"

#include <algorithm>

#include "streamspec/model/needs.hpp"
#include "streamspec/report/narrate.hpp"
#include "streamspec/report/timeline.hpp"

namespace streamspec {
namespace {

using Lines = std::vector<std::string>;

/// What some releases showed in a turn.
struct Observed {
    std::vector<Release> releases;
    Lines lines;
};

/// What each variant that was played showed, those that showed the same taken together.
template <class LinesOf>
std::vector<Observed> observed(const Golden& golden, LinesOf&& lines_of) {
    std::vector<Observed> all;
    for (const auto& variant : golden.variants) {
        if (!variant.unsupported.empty()) {
            continue;
        }
        auto lines = lines_of(variant.trace);
        auto same =
            std::find_if(all.begin(), all.end(), [&](const Observed& each) { return each.lines == lines; });
        if (same == all.end()) {
            same = all.insert(all.end(), {{}, std::move(lines)});
        }
        same->releases.insert(same->releases.end(), variant.releases.begin(), variant.releases.end());
    }
    for (auto& each : all) {
        std::sort(each.releases.begin(), each.releases.end());
    }
    return all;
}

void write_lines(std::ostream& out, const Lines& lines) {
    for (const auto& line : lines) {
        out << "         " << line << '\n';
    }
}

void write_observed(std::ostream& out, const std::vector<Observed>& all, const ScriptPage& page,
                    const Style& style) {
    if (all.empty()) {
        return;
    }
    if (all.size() == 1) {
        write_lines(out, all.front().lines);
        return;
    }
    if (all.size() == 2) {
        write_side_by_side(out, "in " + narrate(all[0].releases, page.recorded), all[0].lines,
                           "in " + narrate(all[1].releases, page.recorded), all[1].lines, style);
        return;
    }
    for (const auto& each : all) {
        out << style.yellow("  in " + narrate(each.releases, page.recorded)) << '\n';
        for (const auto& pair : align(all.front().lines, each.lines)) {
            if (pair.right != nullptr) {
                bool marked = &each != &all.front() && !pair.same();
                out << (marked ? style.red("     ≠   ") : "         ") << *pair.right << '\n';
            }
        }
    }
}

void write_head(std::ostream& out, const ScriptPage& page, const Style& style) {
    out << style.bold(page.id) << "\n" << page.script.summary << "\n\n";
    for (const auto& clause : page.clauses) {
        out << style.bold(clause.id) << style.dim("  (" + clause.releases.str() + ")  ") << clause.text
            << '\n';
    }
    for (auto feature : needs(page.script).without({})) {
        out << style.dim("needs ") << name(feature) << '\n';
    }
    out << '\n';
}

}  // namespace

void write_script_text(std::ostream& out, const ScriptPage& page, const Style& style) {
    write_head(out, page, style);
    write_objects(out, page.script, style);
    if (page.golden != nullptr) {
        auto setup = observed(*page.golden, [](const Trace& trace) {
            Lines lines;
            for (const auto& event : trace.setup) {
                lines.push_back(narrate(event));
            }
            return lines;
        });
        write_observed(out, setup, page, style);
    }
    for (std::size_t i = 0; i < page.script.turns.size(); ++i) {
        write_turn_actions(out, page.script, i, style);
        if (page.golden != nullptr) {
            auto turn = observed(*page.golden, [&](const Trace& trace) {
                return i < trace.turns.size() ? observed_lines(trace.turns[i]) : Lines{"(no such turn)"};
            });
            write_observed(out, turn, page, style);
        }
    }
    if (page.golden == nullptr) {
        out << "\nNot recorded yet.\n";
        return;
    }
    out << "\nRecorded from ";
    std::vector<Release> releases;
    for (const auto& [release, recording] : page.golden->recordings) {
        releases.push_back(release);
    }
    out << narrate(releases, page.recorded);
    const auto& variants = page.golden->variants;
    auto played = static_cast<std::size_t>(std::count_if(
        variants.begin(), variants.end(), [](const Variant& each) { return each.unsupported.empty(); }));
    if (played > 1) {
        out << ", which show " << played << " different traces.\n";
    } else {
        out << (played == variants.size() ? ", which agree.\n" : ".\n");
    }
    for (const auto& variant : variants) {
        if (!variant.unsupported.empty()) {
            out << style.yellow("Unsupported in " + narrate(variant.releases, page.recorded)) << ": no "
                << narrate(variant.unsupported) << ".\n";
        }
    }
}

}  // namespace streamspec
