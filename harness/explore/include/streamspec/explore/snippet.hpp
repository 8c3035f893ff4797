#pragma once

#include <optional>
#include <string>

#include "streamspec/model/release.hpp"
#include "streamspec/model/script.hpp"

namespace streamspec {

/// \file
/// Programs that show, without the harness, what a script shows. Both print a line for each event of the
/// trace, in the same words, so that what they print can be compared. `script` has its epilogue, as what is
/// left unread may be all that there is to see; `what`, in a sentence, stands above. Where a script cannot be
/// shown so (the layer wire; what random scripts have not) the answer is one comment that says why.

/// A Python program, for any CPython from 3.5 on.
std::string python_snippet(const Script& script, const std::string& what);

/// A C++ program that links asyncio::core and behaves as `release`; none: as the newest one of record.
std::string cpp_snippet(const Script& script, const std::string& what, const std::optional<Release>& release);

}  // namespace streamspec
