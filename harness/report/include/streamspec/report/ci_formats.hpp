#pragma once

#include <ostream>
#include <string>

#include "streamspec/report/case_run.hpp"

/// \file
/// A run in the formats that systems of continuous integration read. Whatever the verb.

namespace streamspec {

/// When and where a run took place, for formats that tell it.
struct RunStamp {
    std::string host;  ///< "localhost" where it is not known
    std::string time;  ///< UTC, as 2026-01-31T12:00:00
};

/// JUnit XML, with one testsuite for each subject and release; valid against the schema of Ant's JUnit task
/// and against that of Jenkins. What is known or unsupported is skipped.
void write_junit(std::ostream& out, const CaseRun& run, const RunStamp& stamp);

/// TAP 14. What is known is `not ok` with TODO, what is unsupported is skipped, what went wrong with the
/// whole run bails out.
void write_tap(std::ostream& out, const CaseRun& run);

/// Annotations of GitHub Actions: an `::error` for each failure (those that say the same of several subjects
/// or releases are one), and a `::notice` with the counts.
void write_github(std::ostream& out, const CaseRun& run);

/// Markdown, as for the summary of a job: the counts of each subject, and the failures folded up.
void write_markdown(std::ostream& out, const CaseRun& run);

/// A result as one line of JSON, without the line's end: `kind` is "verdict".
std::string json_line(const CaseResult& result);
/// What is known only at the end of a run, as lines of JSON: each problem and note, and a summary.
void write_closing_json_lines(std::ostream& out, const CaseRun& run);

}  // namespace streamspec
