#pragma once

#include <filesystem>
#include <string>

#include "streamspec/engine/corpus.hpp"
#include "streamspec/model/replay_report.hpp"

namespace streamspec {

/// The report and all that its page tells of the corpus, as JSON: traces, clauses and releases in words, each
/// text and each turn once (tools/site/README.md).
std::string site_data(const ReplayReport& report, const Corpus& corpus);

/// Writes a page that opens from disk: index.html, its script and style, the data, and a badge for each row.
/// The folder is made where it is missing. Throws InputError where it cannot be written.
void write_site(const std::filesystem::path& folder, const ReplayReport& report, const Corpus& corpus);

/// Writes a badge for each row, named after its subject and, where the subject has several, its release.
/// Throws InputError.
void write_badges(const std::filesystem::path& folder, const ReplayReport& report);

}  // namespace streamspec
