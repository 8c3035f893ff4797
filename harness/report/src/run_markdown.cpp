#include <algorithm>
#include <string_view>

#include "case_groups.hpp"
#include "streamspec/report/ci_formats.hpp"

namespace streamspec {
namespace {

using Outcome = CaseResult::Outcome;

/// Failures that are told; a job's summary may not be long.
constexpr std::size_t kShown = 50;

std::string escaped(std::string_view text) {
    std::string result;
    for (char c : text) {
        switch (c) {
            case '<':
                result += "&lt;";
                break;
            case '&':
                result += "&amp;";
                break;
            case '\n':
                result += ' ';
                break;
            case '|':
            case '*':
            case '_':
            case '`':
            case '\\':
                result += '\\';
                [[fallthrough]];
            default:
                result += c;
        }
    }
    return result;
}

/// Text within an element of HTML, in which Markdown has no meaning.
std::string escaped_for_html(std::string_view text) {
    std::string result;
    for (char c : text) {
        result += c == '<'   ? "&lt;"
                  : c == '>' ? "&gt;"
                  : c == '&' ? "&amp;"
                             : std::string(1, c == '\n' ? ' ' : c);
    }
    return result;
}

/// A fence that is longer than any within the text.
std::string fence_of(std::string_view text) {
    std::string fence = "```";
    while (text.find(fence) != std::string_view::npos) {
        fence += '`';
    }
    return fence;
}

void write_table(std::ostream& out, const CaseRun& run) {
    out << "| subject | asked | pass | fail | error | unsupported | known |\n";
    out << "|---|--:|--:|--:|--:|--:|--:|\n";
    for (const auto& suite : suites_of(run)) {
        out << "| " << escaped(suite.title) << " | " << suite.results.size();
        for (auto outcome :
             {Outcome::pass, Outcome::fail, Outcome::error, Outcome::unsupported, Outcome::known}) {
            out << " | "
                << std::count_if(suite.results.begin(), suite.results.end(),
                                 [&](const CaseResult* result) { return result->outcome == outcome; });
        }
        out << " |\n";
    }
}

void write_failure(std::ostream& out, const CaseGroup& group) {
    const auto& first = *group.results.front();
    out << "\n<details><summary><b>" << escaped_for_html(first.name) << "</b> in "
        << escaped_for_html(group.title) << ": " << escaped_for_html(first.message);
    if (first.outcome == Outcome::error && group.results.size() > 1) {
        out << " (and " << group.results.size() - 1 << " more)";
    }
    out << "</summary>\n\n";
    auto text = first.detail;
    text += first.command.empty() ? "" : "reproduce: " + first.command + "\n";
    if (!text.empty()) {
        auto fence = fence_of(text);
        out << fence << "text\n" << text << fence << "\n\n";
    }
    out << "</details>\n";
}

void write_changes(std::ostream& out, const CaseRun& run) {
    out << "\n| changed | subject | before | now |\n|---|---|---|---|\n";
    for (const auto& result : run.cases) {
        out << "| " << escaped(result.name) << " | " << escaped(result.suite()) << " | "
            << result.before.value_or("") << " | " << name(result.outcome) << " |\n";
    }
}

}  // namespace

void write_markdown(std::ostream& out, const CaseRun& run) {
    out << "## streamspec " << run.verb << ": "
        << (run.exit_code == 0   ? "✅ nothing failed"
            : run.exit_code == 1 ? "❌ failed"
                                 : "⚠️ something could not be asked")
        << "\n\n"
        << run.summary() << "\n\n";
    write_table(out, run);
    for (const auto& note : run.notes) {
        out << "\n" << escaped(note) << '\n';
    }
    for (const auto& problem : run.problems) {
        out << "\n- **could not be asked**: " << escaped(line_of(problem)) << '\n';
    }
    if (run.compared && !run.cases.empty()) {
        write_changes(out, run);
    }
    auto failures = failures_of(run);
    for (std::size_t i = 0; i < std::min(kShown, failures.size()); ++i) {
        write_failure(out, failures[i]);
    }
    if (failures.size() > kShown) {
        out << "\nand " << failures.size() - kShown << " more\n";
    }
}

}  // namespace streamspec
