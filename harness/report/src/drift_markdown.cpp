#include "streamspec/report/drift_markdown.hpp"

#include "streamspec/report/drift_narration.hpp"
#include "streamspec/report/narrate.hpp"

namespace streamspec {
namespace {

/// A text as one cell of a table.
std::string cell(std::string_view text) {
    std::string result;
    for (char c : text) {
        if (c == '|') {
            result += "\\|";
        } else {
            result += c == '\n' ? ' ' : c;
        }
    }
    return result;
}

/// A text as code, within a cell.
std::string code(std::string_view text) {
    if (text.empty()) {
        return "";
    }
    const auto* quote = text.find('`') == std::string_view::npos ? "`" : "``";
    return quote + cell(text) + quote;
}

/// Writes one drift.
class Writer {
  public:
    Writer(std::ostream& out, const DriftReport& report) : out_(out), report_(report) {}

    void write() {
        out_ << "# From " << report_.from.asked.str() << " to " << report_.to.asked.str() << "\n\n"
             << report_.changes.size() << " of " << report_.scripts << " scripts show a difference.\n";
        for (const auto* release : {&report_.from, &report_.to}) {
            if (auto note = narrate_substitute(*release); !note.empty()) {
                out_ << "\n" << note << ".\n";
            }
        }
        write_entries(true, "Clauses that hold in one of the two");
        write_entries(false, "Clauses that hold in both, and whose scripts show a difference all the same");
        if (!report_.not_shown.empty()) {
            out_
                << "\n## Clauses that hold in one of the two, and for which no script shows a difference\n\n";
            for (const auto& clause : report_.not_shown) {
                out_ << "- " << clause.id << '\n';
            }
        }
    }

  private:
    void write_entries(bool in_one, const char* title) {
        bool first = true;
        for (const auto& entry : report_.entries) {
            if (entry.holds_in_one() == in_one) {
                if (first) {
                    out_ << "\n## " << title << '\n';
                }
                first = false;
                write_entry(entry);
            }
        }
    }

    void write_entry(const DriftReport::Entry& entry) {
        out_ << "\n### " << entry.clause.id << " (" << entry.clause.releases.str() << ")\n\n";
        if (auto fate = narrate_fate(entry, report_); !fate.empty()) {
            out_ << "*This " << fate << ".*\n\n";
        }
        out_ << entry.clause.text << "\n\n";
        out_ << "| script | it shows | where | " << report_.from.asked.str() << " | "
             << report_.to.asked.str() << " |\n| --- | --- | --- | --- | --- |\n";
        for (auto i : entry.changes) {
            const auto& change = report_.changes[i];
            auto text = narrate(change);
            auto where = text.where + (text.doing.empty() ? "" : ": ") + code(text.doing);
            out_ << "| " << code(change.id) << " | " << cell(change.script->summary) << " | " << where
                 << " | " << code(text.before) << " | " << code(text.after) << " |\n";
        }
        const char* separator = "\nThe same, in passing: ";
        for (auto i : entry.in_passing) {
            out_ << separator << code(report_.changes[i].id);
            separator = ", ";
        }
        out_ << (entry.in_passing.empty() ? "" : ".\n");
    }

    std::ostream& out_;
    const DriftReport& report_;
};

}  // namespace

void write_drift_markdown(std::ostream& out, const DriftReport& report) {
    Writer(out, report).write();
}

}  // namespace streamspec
