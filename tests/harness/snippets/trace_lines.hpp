#pragma once

#include <string>
#include <vector>

#include "streamspec/model/trace.hpp"

namespace testing {

/// What a snippet has to print, line by line, to show what a trace tells.
std::vector<std::string> lines_of(const streamspec::Trace& trace);

/// A line as it is compared: without the text of a `repr`, which has addresses, and without that of a
/// TypeError, which can be the interpreter's.
std::string comparable(std::string line);

}  // namespace testing
