#include <algorithm>
#include <cstdio>
#include <string_view>

#include "case_groups.hpp"
#include "streamspec/report/ci_formats.hpp"
#include "streamspec/report/xml_text.hpp"

namespace streamspec {
namespace {

using Outcome = CaseResult::Outcome;

std::string attribute(std::string_view name, std::string_view value) {
    return " " + std::string(name) + "=\"" + xml_text(value) + "\"";
}

std::string seconds(std::chrono::duration<double> time) {
    char text[32];
    std::snprintf(text, sizeof text, "%.6f", time.count());
    return text;
}

/// "readexactly/limit" is the case `limit` of the class `readexactly`.
std::string class_of(const CaseResult& result, const std::string& verb) {
    auto slash = result.name.find('/');
    return "streamspec." + (slash == std::string::npos ? verb : result.name.substr(0, slash));
}

void write_element(std::ostream& out, const char* element, const CaseResult& result) {
    out << "<" << element << attribute("type", name(result.outcome)) << attribute("message", result.message)
        << ">" << xml_text(result.detail);
    if (!result.command.empty()) {
        out << xml_text("reproduce: " + result.command + "\n");
    }
    out << "</" << element << ">";
}

void write_case(std::ostream& out, const CaseResult& result, const std::string& verb) {
    out << "    <testcase" << attribute("name", result.name) << attribute("classname", class_of(result, verb))
        << attribute("time", seconds(result.took));
    if (result.outcome == Outcome::pass) {
        out << "/>\n";
        return;
    }
    out << ">";
    if (result.counts) {
        write_element(out, result.outcome == Outcome::fail ? "failure" : "error", result);
    } else {
        out << "<skipped" << attribute("message", std::string(name(result.outcome)) + ": " + result.message)
            << "/>";
    }
    out << "</testcase>\n";
}

void write_head(std::ostream& out, const std::string& title, std::size_t id, const RunStamp& stamp,
                const std::vector<const CaseResult*>& results, const CaseRun& run, std::size_t problems) {
    auto count = [&](auto is) {
        return std::to_string(std::count_if(results.begin(), results.end(),
                                            [&](const CaseResult* result) { return is(*result); }));
    };
    std::chrono::duration<double> took{};
    for (const auto* result : results) {
        took += result->took;
    }
    auto errors = std::count_if(results.begin(), results.end(), [](const CaseResult* result) {
        return result->counts && result->outcome == Outcome::error;
    });
    out << "  <testsuite" << attribute("name", title) << attribute("package", "streamspec")
        << attribute("id", std::to_string(id)) << attribute("timestamp", stamp.time)
        << attribute("hostname", stamp.host) << attribute("tests", std::to_string(results.size() + problems))
        << attribute("failures", count([](const CaseResult& each) {
                         return each.counts && each.outcome == Outcome::fail;
                     }))
        << attribute("errors", std::to_string(static_cast<std::size_t>(errors) + problems))
        << attribute("skipped", count([](const CaseResult& each) {
                         return !each.counts && each.outcome != Outcome::pass;
                     }))
        << attribute("time", seconds(took)) << ">\n    <properties>\n      <property"
        << attribute("name", "streamspec.verb") << attribute("value", run.verb) << "/>\n    </properties>\n";
}

void write_tail(std::ostream& out, const std::string& text) {
    out << "    <system-out>" << xml_text(text) << "</system-out>\n    <system-err/>\n  </testsuite>\n";
}

}  // namespace

void write_junit(std::ostream& out, const CaseRun& run, const RunStamp& stamp) {
    out << "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
    std::size_t id = 0;
    for (const auto& suite : suites_of(run)) {
        write_head(out, suite.title, id++, stamp, suite.results, run, 0);
        for (const auto* result : suite.results) {
            write_case(out, *result, run.verb);
        }
        write_tail(out, "");
    }
    // What is wrong with the whole is no result of anybody, and must not get lost.
    std::string notes;
    for (const auto& note : run.notes) {
        notes += note + '\n';
    }
    if (!run.problems.empty() || !notes.empty()) {
        write_head(out, "streamspec " + run.verb, id, stamp, {}, run, run.problems.size());
        for (const auto& problem : run.problems) {
            write_case(out,
                       CaseResult{problem.file.empty() ? run.verb : problem.file,
                                  "",
                                  "",
                                  "",
                                  Outcome::error,
                                  line_of(problem),
                                  {},
                                  {},
                                  {},
                                  {},
                                  {},
                                  {},
                                  true},
                       run.verb);
        }
        write_tail(out, notes);
    }
    out << "</testsuites>\n";
}

}  // namespace streamspec
