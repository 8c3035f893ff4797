#pragma once

#include <ostream>
#include <string>

#include "streamspec/model/verdict.hpp"
#include "streamspec/report/style.hpp"

namespace streamspec {

/// "result, turn 1": the aspect that differs, and where.
std::string place_of(const Difference& difference);

/// Why a script has not passed, in a line; empty where it has.
std::string reason_of(const Verdict& verdict);

/// "result, flow"
std::string names_of(AspectSet aspects);

/// Writes how a script went, up to where it differs, expected and seen side by side. `fail` has a difference.
void write_failure_body(std::ostream& out, const Fail& fail, const Style& style);

}  // namespace streamspec
