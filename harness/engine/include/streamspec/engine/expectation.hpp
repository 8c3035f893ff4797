#pragma once

#include "streamspec/model/feature.hpp"
#include "streamspec/model/script.hpp"
#include "streamspec/model/trace.hpp"

namespace streamspec {

/// What a golden trace lets expect of a subject that has only some features. What the epilogue left out for
/// it is left out here too; where that would have had an effect, nothing can be expected from there on, and
/// the trace ends. `script` has its whole epilogue.
Trace expectation(Trace golden, const Script& script, FeatureSet features);

/// Whether the epilogue of `script` leaves something out for a subject with these features.
bool leaves_something_out(const Script& script, FeatureSet features);

}  // namespace streamspec
