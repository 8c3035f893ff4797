#include <algorithm>
#include <string_view>

#include "streamspec/model/json_writer.hpp"
#include "streamspec/report/ci_formats.hpp"

namespace streamspec {
namespace {

using Outcome = CaseResult::Outcome;

/// A description, in which `#` would begin a directive.
std::string escaped(std::string_view text) {
    std::string result;
    for (char c : text) {
        if (c == '#' || c == '\\') {
            result += '\\';
        }
        result += c == '\n' || c == '\r' ? ' ' : c;
    }
    return result;
}

/// A string of YAML: a JSON string is one.
std::string quoted(std::string_view text) {
    JsonWriter writer;
    writer.string(text);
    return writer.take();
}

void write_entry(std::ostream& out, const char* key, std::string_view value) {
    if (!value.empty()) {
        out << "  " << key << ": " << quoted(value) << '\n';
    }
}

void write_diagnostic(std::ostream& out, const CaseResult& result) {
    out << "  ---\n";
    write_entry(out, "message", result.message);
    write_entry(out, "verdict", name(result.outcome));
    write_entry(out, "file", result.file);
    write_entry(out, "command", result.command);
    write_entry(out, "before", result.before.value_or(""));
    if (!result.detail.empty()) {
        // A list of lines: a block of text is beyond the YAML that TAP::Parser reads.
        out << "  detail:\n";
        std::string_view rest = result.detail;
        while (!rest.empty()) {
            auto end = std::min(rest.find('\n'), rest.size());
            out << "    - " << quoted(rest.substr(0, end)) << '\n';
            rest.remove_prefix(std::min(end + 1, rest.size()));
        }
    }
    out << "  ...\n";
}

std::string directive_of(const CaseResult& result) {
    if (result.outcome == Outcome::unsupported) {
        return " # SKIP unsupported " + escaped(result.message);
    }
    if (result.outcome == Outcome::known) {
        return " # TODO known: " + escaped(result.message);
    }
    return result.failed() && !result.counts ? " # TODO it failed before" : "";
}

}  // namespace

void write_tap(std::ostream& out, const CaseRun& run) {
    out << "TAP version 14\n";
    if (run.cases.empty() && !run.problems.empty()) {
        out << "Bail out! " << escaped(line_of(run.problems.front())) << '\n';
        return;
    }
    const auto total = run.cases.size() + run.problems.size();
    out << "1.." << total << (total == 0 ? " # SKIP nothing to tell" : "") << '\n';
    std::size_t number = 0;
    for (const auto& result : run.cases) {
        const bool good = result.outcome == Outcome::pass || result.outcome == Outcome::unsupported;
        out << (good ? "ok " : "not ok ") << ++number << " - "
            << escaped(result.name + " in " + result.suite()) << directive_of(result) << '\n';
        if (result.failed()) {
            write_diagnostic(out, result);
        }
    }
    for (const auto& problem : run.problems) {
        out << "not ok " << ++number << " - " << escaped(line_of(problem)) << '\n';
    }
    for (const auto& note : run.notes) {
        out << "# " << note << '\n';
    }
    out << "# " << run.summary() << '\n';
}

}  // namespace streamspec
