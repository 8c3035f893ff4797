#include "streamspec/report/replay_text.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "failure_text.hpp"
#include "replay_matrix.hpp"
#include "streamspec/report/narrate.hpp"

namespace streamspec {
namespace {

/// Failures that are shown in full; of the others there is one line each.
constexpr std::size_t kShownInFull = 5;

/// Verdicts on one script that say the same of several releases.
struct Finding {
    std::string script;
    std::vector<std::size_t> rows;
    const Verdict* verdict = nullptr;
};

bool same_difference(const Fail& a, const Fail& b) {
    if (!a.difference || !b.difference) {
        return a.difference.has_value() == b.difference.has_value();
    }
    const auto& x = *a.difference;
    const auto& y = *b.difference;
    return x.aspect == y.aspect && x.turn == y.turn && x.what == y.what && x.expected == y.expected &&
           x.seen == y.seen;
}

bool same(const Verdict& a, const Verdict& b) {
    if (const auto* fail = std::get_if<Fail>(&a)) {
        const auto* other = std::get_if<Fail>(&b);
        return other != nullptr && same_difference(*fail, *other);
    }
    const auto* none = std::get_if<NoAnswer>(&a);
    const auto* other = std::get_if<NoAnswer>(&b);
    return none != nullptr && other != nullptr && none->file == other->file &&
           none->pointer == other->pointer && none->reason == other->reason;
}

template <class Kind>
std::vector<Finding> findings(const ReplayReport& report) {
    std::vector<Finding> found;
    for (const auto& answer : report.answers) {
        if (!std::holds_alternative<Kind>(answer.verdict)) {
            continue;
        }
        auto place = std::find_if(found.begin(), found.end(), [&](const Finding& finding) {
            return finding.script == answer.script && same(*finding.verdict, answer.verdict);
        });
        if (place == found.end()) {
            place = found.insert(found.end(), {answer.script, {}, &answer.verdict});
        }
        place->rows.push_back(answer.row);
    }
    return found;
}

/// The releases of these rows, which are of one subject.
std::string releases_of(const ReplayReport& report, const std::vector<std::size_t>& rows) {
    std::vector<Release> all;
    for (const auto& row : report.rows) {
        if (std::find(all.begin(), all.end(), row.release.asked) == all.end()) {
            all.push_back(row.release.asked);
        }
    }
    std::sort(all.begin(), all.end());
    std::vector<Release> releases;
    for (auto row : rows) {
        releases.push_back(report.rows[row].release.asked);
    }
    std::sort(releases.begin(), releases.end());
    return narrate(releases, all);
}

/// "3.11.7, 3.12.1"; where the report has several subjects, "NAME (3.11.7), OTHER (3.12.1)".
std::string where_of(const ReplayReport& report, const std::vector<std::size_t>& rows) {
    if (!report.judges_adapters()) {
        return releases_of(report, rows);
    }
    std::string text;
    std::vector<std::size_t> left = rows;
    while (!left.empty()) {
        const auto& first = report.rows[left.front()];
        auto rest = std::stable_partition(left.begin(), left.end(), [&](std::size_t row) {
            return report.rows[row].subject == first.subject && report.rows[row].options == first.options;
        });
        text += text.empty() ? "" : ", ";
        text += first.subject + " (" + releases_of(report, {left.begin(), rest}) + ")";
        left.erase(left.begin(), rest);
    }
    return text;
}

/// How a row of the table is called.
std::string title_of(const ReplayReport& report, const ReplayReport::Row& row) {
    return report.judges_adapters() ? row.subject + " as " + row.release.asked.str()
                                    : row.release.asked.str();
}

/// Writes one replay's report.
class Writer {
  public:
    Writer(std::ostream& out, const ReplayReport& report, const Style& style)
        : out_(out), report_(report), style_(style) {}

    void write() {
        write_failures();
        write_no_answers();
        write_problems();
        if (report_.judges_adapters()) {
            write_matrix(out_, report_, style_);
        }
        write_table();
        write_unsupported();
        write_substitutes();
        write_aspects();
        write_last_words();
    }

  private:
    void write_failures() {
        auto failures = findings<Fail>(report_);
        for (std::size_t i = 0; i < failures.size(); ++i) {
            write_failure(failures[i], i < kShownInFull);
        }
        if (failures.size() > kShownInFull) {
            out_ << "(" << failures.size() - kShownInFull
                 << " of the failures are one line each: replay them alone)\n\n";
        }
    }

    void write_failure(const Finding& finding, bool in_full) {
        const auto& fail = std::get<Fail>(*finding.verdict);
        out_ << style_.red("FAIL") << "  " << style_.bold(finding.script) << "  in "
             << where_of(report_, finding.rows);
        if (!fail.difference) {
            out_ << "  " << reason_of(*finding.verdict) << '\n';
            return;
        }
        out_ << "  " << reason_of(*finding.verdict) << '\n';
        if (!in_full) {
            return;
        }
        write_failure_body(out_, fail, style_);
        out_ << "  reproduce: "
             << style_.bold(reproduce_command(report_, finding.script, report_.rows[finding.rows.front()]))
             << "\n\n";
    }

    void write_no_answers() {
        std::map<std::string, std::size_t> told;
        std::set<std::string> absent;
        for (const auto& finding : findings<NoAnswer>(report_)) {
            const auto& none = std::get<NoAnswer>(*finding.verdict);
            if (is_of_absent(finding)) {
                absent.insert(none.reason);
                continue;
            }
            if (!none.bad_input && ++told[none.reason] > kShownInFull) {
                continue;
            }
            out_ << style_.yellow("ERROR") << " " << style_.bold(finding.script) << "  in "
                 << where_of(report_, finding.rows) << '\n';
            write_reason(none.file, none.pointer, none.reason);
        }
        write_untold(told);
        write_absent(absent);
    }

    /// Whether the subject was never there: that is told once, and not of each script.
    bool is_of_absent(const Finding& finding) const {
        const auto* none = std::get_if<NoAnswer>(finding.verdict);
        return none != nullptr && !none->bad_input &&
               report_.rows[finding.rows.front()].absent == none->reason;
    }

    void write_absent(const std::set<std::string>& reasons) {
        for (const auto& reason : reasons) {
            const bool told =
                std::any_of(report_.problems.begin(), report_.problems.end(),
                            [&](const ReplayReport::Problem& problem) { return problem.reason == reason; });
            if (!told) {
                out_ << style_.yellow("ERROR") << " on every script\n";
                write_reason("", "", reason);
            }
        }
    }

    void write_untold(const std::map<std::string, std::size_t>& told) {
        for (const auto& [reason, count] : told) {
            if (count > kShownInFull) {
                out_ << style_.yellow("ERROR") << " on " << count - kShownInFull << " more scripts\n";
                write_reason("", "", reason);
            }
        }
    }

    void write_problems() {
        for (const auto& problem : report_.problems) {
            out_ << style_.yellow("ERROR") << '\n';
            write_reason(problem.file, problem.pointer, problem.reason);
        }
    }

    void write_reason(const std::string& file, const std::string& pointer, const std::string& reason) {
        out_ << "  ";
        if (!file.empty()) {
            out_ << file << (pointer.empty() ? "" : pointer.front() == '/' ? "#" : ", ") << pointer << ": ";
        }
        out_ << reason << "\n\n";
    }

    void write_table() {
        auto total = report_.total();
        bool known = total.known > 0;
        std::size_t first = 9;
        for (const auto& row : report_.rows) {
            first = std::max(first, columns(title_of(report_, row)));
        }
        auto head = fit(report_.judges_adapters() ? "subject" : "release", first) +
                    "  scripts     pass     fail  unsupported    error" + (known ? "    known" : "");
        out_ << style_.bold(head) << '\n';
        for (std::size_t i = 0; i < report_.rows.size(); ++i) {
            write_row(fit(title_of(report_, report_.rows[i]), first), report_.tally(i), known);
        }
        write_row(fit("total", first), total, known);
        if (report_.not_run > 0) {
            out_ << "Stopped at the first failure: " << report_.not_run << " more were not run.\n";
        }
    }

    void write_row(const std::string& title, const Tally& tally, bool known) {
        auto number = [](std::size_t count, std::size_t width) {
            return right(std::to_string(count), width);
        };
        out_ << title << number(tally.total(), 9) << number(tally.pass, 9);
        out_ << (tally.fail > 0 ? style_.red(number(tally.fail, 9)) : number(tally.fail, 9));
        out_ << number(tally.unsupported, 13);
        out_ << (tally.error > 0 ? style_.yellow(number(tally.error, 9)) : number(tally.error, 9));
        if (known) {
            out_ << number(tally.known, 9);
        }
        out_ << '\n';
    }

    void write_unsupported() {
        std::map<Feature, std::size_t> missing;
        for (const auto& answer : report_.answers) {
            if (const auto* unsupported = std::get_if<Unsupported>(&answer.verdict)) {
                for (auto feature : unsupported->missing) {
                    ++missing[feature];
                }
            }
        }
        for (const auto& [feature, count] : missing) {
            out_ << "unsupported for want of " << name(feature) << ": " << count << '\n';
        }
    }

    void write_substitutes() {
        for (const auto& row : report_.rows) {
            if (row.release.asked == row.release.recorded) {
                continue;
            }
            out_ << row.release.asked.str() << " is not recorded: judged by the traces of "
                 << row.release.recorded.str();
            out_ << (row.release.differs.empty() ? "" : " (known to differ: " + row.release.differs + ")")
                 << '\n';
        }
    }

    /// Of subjects that are held to less than this replay compares.
    void write_aspects() {
        std::set<std::string> told;
        for (const auto& row : report_.rows) {
            if (!(row.aspects == report_.aspects) && told.insert(row.subject).second) {
                out_ << row.subject << " is held to " << names_of(row.aspects) << " only, as it declares\n";
            }
        }
    }

    /// What somebody needs who sees nothing but the last lines: what failed, how to see it alone, and how to
    /// learn what was expected.
    void write_last_words() {
        auto failures = findings<Fail>(report_);
        auto rest = findings<NoAnswer>(report_);
        rest.erase(std::remove_if(rest.begin(), rest.end(),
                                  [&](const Finding& finding) { return is_of_absent(finding); }),
                   rest.end());
        failures.insert(failures.end(), rest.begin(), rest.end());
        if (failures.empty()) {
            return;
        }
        const auto total = report_.total();
        const auto& first = failures.front();
        out_ << '\n'
             << style_.red(std::to_string(total.fail + total.error) + " of " + std::to_string(total.total()) +
                           " failed")
             << ", first " << style_.bold(first.script) << " in " << where_of(report_, first.rows) << ": "
             << reason_of(*first.verdict) << '\n';
        out_ << "see it alone:       "
             << reproduce_command(report_, first.script, report_.rows[first.rows.front()]) << '\n';
        out_ << "what CPython does:  streamspec show " << first.script << report_.folder_options << '\n';
    }

    std::ostream& out_;
    const ReplayReport& report_;
    const Style& style_;
};

}  // namespace

void write_replay_text(std::ostream& out, const ReplayReport& report, const Style& style) {
    Writer(out, report, style).write();
}

std::string reproduce_command(const ReplayReport& report, const std::string& script,
                              const ReplayReport::Row& row) {
    return "streamspec replay " + script + row.options + " --release " + row.release.asked.str() +
           report.folder_options + report.reproduce_options;
}

}  // namespace streamspec
