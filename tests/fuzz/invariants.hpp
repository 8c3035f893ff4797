#pragma once

#include <optional>
#include <string>

#include "streamspec/model/script.hpp"
#include "streamspec/model/trace.hpp"

namespace fuzzing {

/// What is wrong with a trace, whatever the implementation; none: nothing. A task ends once, or is pending,
/// and does nothing after its end; no body makes more calls than it has steps; what is written reaches the
/// transport once; and bytes are conserved: what a reader returns, what is left and (where nothing has a
/// right to lose bytes) nothing else is what it was fed. `script` is a random one, and has its epilogue.
std::optional<std::string> broken_invariant(const streamspec::Script& script, const streamspec::Trace& trace);

}  // namespace fuzzing
