#pragma once

#include <cstddef>
#include <vector>

#include "streamspec/model/script.hpp"

namespace testing {

/// Random scripts of both layers by turns, with their epilogues; the same ones each time.
std::vector<streamspec::Script> sample_scripts(std::size_t count);

/// How many of them are compiled as C++.
inline constexpr std::size_t kCompiled = 14;

}  // namespace testing
