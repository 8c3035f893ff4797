#pragma once

#include <string>

#include "streamspec/model/drift.hpp"

namespace streamspec {

/// What kind of change it is: the same for two scripts that differ in the same respect of an error of the
/// same type, or of what the same call returned.
std::string drift_kind(const DriftReport::Change& change);

}  // namespace streamspec
