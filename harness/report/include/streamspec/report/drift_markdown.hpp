#pragma once

#include <ostream>

#include "streamspec/model/drift.hpp"

namespace streamspec {

/// Writes a drift as Markdown: a heading a clause, and below it a table of the scripts that show it.
void write_drift_markdown(std::ostream& out, const DriftReport& report);

}  // namespace streamspec
