#pragma once

#include <ostream>
#include <string>

#include "streamspec/report/case_run.hpp"
#include "streamspec/report/style.hpp"

namespace streamspec {

/// Writes for people what changed since a baseline: the new failures with how they went, and the rest a line
/// each.
void write_changes_text(std::ostream& out, const CaseRun& run, const Style& style);

/// The same for machines, as canonical JSON: `changes` (as the lines of `--format jsonl`), `notes`,
/// `problems` and `exit_code`.
std::string changes_json(const CaseRun& run);

}  // namespace streamspec
