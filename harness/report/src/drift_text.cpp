#include "streamspec/report/drift_text.hpp"

#include <map>

#include "streamspec/report/drift_narration.hpp"
#include "streamspec/report/narrate.hpp"

namespace streamspec {
namespace {

/// Writes one drift.
class Writer {
  public:
    Writer(std::ostream& out, const DriftReport& report, const Style& style)
        : out_(out), report_(report), style_(style) {}

    void write() {
        out_ << style_.bold("From " + report_.from.asked.str() + " to " + report_.to.asked.str()) << ": "
             << report_.changes.size() << " of " << report_.scripts << " scripts show a difference.\n";
        for (const auto* release : {&report_.from, &report_.to}) {
            if (auto note = narrate_substitute(*release); !note.empty()) {
                out_ << note << '\n';
            }
        }
        write_entries(true, "CLAUSES THAT HOLD IN ONE OF THE TWO");
        write_entries(false, "CLAUSES THAT HOLD IN BOTH, AND WHOSE SCRIPTS SHOW A DIFFERENCE ALL THE SAME");
        if (!report_.not_shown.empty()) {
            out_ << "\nNo script shows a difference for: ";
            const char* separator = "";
            for (const auto& clause : report_.not_shown) {
                out_ << separator << clause.id;
                separator = ", ";
            }
            out_ << '\n';
        }
    }

  private:
    void write_entries(bool in_one, const char* title) {
        bool first = true;
        for (const auto& entry : report_.entries) {
            if (entry.holds_in_one() == in_one) {
                if (first) {
                    out_ << '\n' << style_.yellow(title) << '\n';
                }
                first = false;
                write_entry(entry);
            }
        }
    }

    void write_entry(const DriftReport::Entry& entry) {
        out_ << '\n' << style_.bold(entry.clause.id) << style_.dim("  (" + entry.clause.releases.str() + ")");
        if (auto fate = narrate_fate(entry, report_); !fate.empty()) {
            out_ << "  " << fate;
        }
        out_ << '\n';
        write_indented(entry.clause.text);
        std::map<std::string, std::vector<std::size_t>> told_elsewhere;
        for (auto i : entry.changes) {
            auto [place, first] = told_.emplace(i, entry.clause.id);
            if (first) {
                write_change(report_.changes[i]);
            } else {
                told_elsewhere[place->second].push_back(i);
            }
        }
        for (const auto& [clause, changes] : told_elsewhere) {
            write_ids("see " + clause, changes);
        }
        write_ids("in passing", entry.in_passing);
    }

    void write_ids(const std::string& title, const std::vector<std::size_t>& changes) {
        const char* separator = "  ";
        for (auto i : changes) {
            out_ << separator << (separator[0] == ' ' ? style_.dim(title + ": ") : "")
                 << report_.changes[i].id;
            separator = ", ";
        }
        out_ << (changes.empty() ? "" : "\n");
    }

    void write_indented(const std::string& text) {
        out_ << "  ";
        for (char c : text) {
            out_ << c;
            if (c == '\n') {
                out_ << "  ";
            }
        }
        out_ << '\n';
    }

    void write_change(const DriftReport::Change& change) {
        out_ << "  " << style_.bold(change.id) << "  " << change.script->summary << '\n';
        auto text = narrate(change);
        if (!text.where.empty()) {
            out_ << "    " << text.where << (text.doing.empty() ? "" : ": ") << style_.dim(text.doing)
                 << '\n';
        }
        auto before = narrate(change.before.releases, report_.recorded);
        auto after = narrate(change.after.releases, report_.recorded);
        auto width = std::max(columns(before), columns(after));
        out_ << "    " << fit(before, width) << "  " << style_.red(text.before) << '\n';
        out_ << "    " << fit(after, width) << "  " << style_.green(text.after) << '\n';
    }

    std::ostream& out_;
    const DriftReport& report_;
    const Style& style_;
    /// The clause under which a change was told.
    std::map<std::size_t, std::string> told_;
};

}  // namespace

void write_drift_text(std::ostream& out, const DriftReport& report, const Style& style) {
    Writer(out, report, style).write();
}

}  // namespace streamspec
