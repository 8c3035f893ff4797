#pragma once

#include <cstddef>
#include <functional>

#include "streamspec/model/script.hpp"

namespace streamspec {

/// What reducing a script came to.
struct Shrunk {
    Script script;
    std::size_t tried = 0;  ///< how many smaller scripts were put to the question
};

/// The smallest script that can be reached from this one by leaving out turns, actions, steps and objects,
/// joining turns, unwrapping calls, shortening bytes and lowering numbers, and that is still `wanted`, as
/// `script` is. None of these alone makes it smaller. `script` has no epilogue.
Shrunk shrink(const Script& script, const std::function<bool(const Script&)>& wanted);

}  // namespace streamspec
