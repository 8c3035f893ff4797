#pragma once

#include <ostream>
#include <string>

#include "streamspec/model/release.hpp"
#include "streamspec/model/replay_report.hpp"
#include "streamspec/report/style.hpp"

namespace streamspec {

/// Writes a replay's report for people: every failure as a timeline with the command that reproduces it
/// alone, what could not be asked and why, and at the end a table with a row for each release and subject;
/// where adapters were replayed, before it a matrix of groups of scripts and subjects.
void write_replay_text(std::ostream& out, const ReplayReport& report, const Style& style);

/// The command that asks one of the report's questions alone.
std::string reproduce_command(const ReplayReport& report, const std::string& script,
                              const ReplayReport::Row& row);

}  // namespace streamspec
