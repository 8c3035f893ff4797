#pragma once

#include <ostream>

#include "streamspec/model/drift.hpp"
#include "streamspec/report/style.hpp"

namespace streamspec {

/// Writes a drift for people: an entry a clause, and the scripts that show it below, with what they showed
/// before and show after.
void write_drift_text(std::ostream& out, const DriftReport& report, const Style& style);

}  // namespace streamspec
