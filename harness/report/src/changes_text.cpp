#include "streamspec/report/changes_text.hpp"

#include <algorithm>

#include "case_groups.hpp"
#include "streamspec/model/json_writer.hpp"
#include "streamspec/report/ci_formats.hpp"

namespace streamspec {
namespace {

/// New failures that are shown in full; of the others there is one line each.
constexpr std::size_t kShownInFull = 5;

void write_new_failure(std::ostream& out, const CaseGroup& group, bool in_full, const Style& style) {
    const auto& first = *group.results.front();
    out << style.red("NEW " + std::string(name(first.outcome))) << "  " << style.bold(first.name) << "  in "
        << group.title << " (before: " << first.before.value_or("pass") << ")  " << first.message;
    if (first.outcome == CaseResult::Outcome::error && group.results.size() > 1) {
        out << " (and " << group.results.size() - 1 << " more)";
    }
    out << '\n';
    if (in_full) {
        out << first.detail << (first.command.empty() ? "" : "  reproduce: " + style.bold(first.command))
            << "\n\n";
    }
}

void write_other_change(std::ostream& out, const CaseResult& result, const Style& style) {
    auto now = std::string(name(result.outcome));
    out << (result.outcome == CaseResult::Outcome::pass ? style.green(now) : style.yellow(now)) << "  "
        << style.bold(result.name) << "  in " << result.suite() << " (before: " << result.before.value_or("")
        << ")" << (result.message.empty() ? "" : "  " + result.message) << '\n';
}

}  // namespace

void write_changes_text(std::ostream& out, const CaseRun& run, const Style& style) {
    auto failures = failures_of(run);
    for (std::size_t i = 0; i < failures.size(); ++i) {
        write_new_failure(out, failures[i], i < kShownInFull, style);
    }
    for (const auto& result : run.cases) {
        if (!result.counts) {
            write_other_change(out, result, style);
        }
    }
    for (const auto& problem : run.problems) {
        out << style.yellow("ERROR") << "  " << line_of(problem) << '\n';
    }
    for (const auto& note : run.notes) {
        out << note << '\n';
    }
    if (!failures.empty() && !failures.front().results.front()->command.empty()) {
        const auto& first = *failures.front().results.front();
        out << style.red("first new failure") << "   " << first.name << " in " << first.suite() << ": "
            << first.message << "\nsee it alone        " << first.command << '\n';
    }
}

std::string changes_json(const CaseRun& run) {
    JsonWriter writer;
    writer.object([&] {
        writer.member("changes", [&] {
            writer.array(run.cases, [&](const CaseResult& result) { writer.raw(json_line(result)); });
        });
        writer.member(
            "notes", [&] { writer.array(run.notes, [&](const std::string& note) { writer.string(note); }); });
        writer.member("problems", [&] {
            writer.array(run.problems,
                         [&](const ReplayReport::Problem& problem) { writer.string(line_of(problem)); });
        });
        writer.member("exit_code", std::int64_t{run.exit_code});
    });
    return writer.take();
}

}  // namespace streamspec
