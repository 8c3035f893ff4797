#pragma once

#include <ostream>

#include "streamspec/model/replay_report.hpp"
#include "streamspec/report/style.hpp"

namespace streamspec {

/// Writes a table with a row for each group of scripts and a column for each row of the report: how many
/// scripts passed, and how many did anything else.
void write_matrix(std::ostream& out, const ReplayReport& report, const Style& style);

}  // namespace streamspec
