#include <string_view>

#include "case_groups.hpp"
#include "streamspec/report/ci_formats.hpp"

namespace streamspec {
namespace {

/// A message of a workflow command; a property of one may not have `:` and `,` either.
std::string escaped(std::string_view text, bool property) {
    std::string result;
    for (char c : text) {
        switch (c) {
            case '%':
                result += "%25";
                break;
            case '\r':
                result += "%0D";
                break;
            case '\n':
                result += "%0A";
                break;
            case ':':
                result += property ? "%3A" : ":";
                break;
            case ',':
                result += property ? "%2C" : ",";
                break;
            default:
                result += c;
        }
    }
    return result;
}

void write_command(std::ostream& out, const char* command, std::string_view file, std::string_view title,
                   std::string_view message) {
    out << "::" << command << ' ';
    if (!file.empty()) {
        out << "file=" << escaped(file, true) << ',';
    }
    out << "title=" << escaped(title, true) << "::" << escaped(message, false) << '\n';
}

void write_failure(std::ostream& out, const CaseGroup& group) {
    const auto& first = *group.results.front();
    auto message = first.message;
    if (first.outcome == CaseResult::Outcome::error && group.results.size() > 1) {
        message += " (and " + std::to_string(group.results.size() - 1) + " more)";
    }
    if (!first.detail.empty()) {
        message += "\n\n" + first.detail;
    }
    if (!first.command.empty()) {
        message += "\nreproduce: " + first.command;
    }
    write_command(out, "error", first.file, first.name + " in " + group.title, message);
}

}  // namespace

void write_github(std::ostream& out, const CaseRun& run) {
    for (const auto& group : failures_of(run)) {
        write_failure(out, group);
    }
    for (const auto& problem : run.problems) {
        write_command(out, "error", problem.file, "streamspec " + run.verb, line_of(problem));
    }
    auto summary = run.summary();
    for (const auto& note : run.notes) {
        summary += '\n' + note;
    }
    write_command(out, "notice", "", "streamspec " + run.verb, summary);
}

}  // namespace streamspec
