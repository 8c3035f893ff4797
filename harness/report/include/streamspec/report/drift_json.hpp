#pragma once

#include <string>

#include "streamspec/model/drift.hpp"

namespace streamspec {

/// A drift for machines, as canonical JSON: `from` and `to`, `scripts` (how many were compared), `changes` (a
/// script each, with the first difference), `clauses` (each with the scripts that show it), `not_shown` and
/// `problems`.
std::string drift_json(const DriftReport& report);

}  // namespace streamspec
