#pragma once

#include <string>

namespace streamspec {

/// All bytes of a file. Throws InputError where it cannot be read.
std::string read_file(const std::string& path);

}  // namespace streamspec
