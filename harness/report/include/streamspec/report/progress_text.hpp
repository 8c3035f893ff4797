#pragma once

#include <cstddef>
#include <string>

namespace streamspec {

/// "43%, 765 of 1780 scripts". `all` is not 0.
std::string progress_count(std::size_t done, std::size_t all);

/// A bar and the count, in no more than that many columns; where there is little room the count or the bar
/// alone. `all` is not 0.
std::string progress_bar(std::size_t done, std::size_t all, std::size_t width);

}  // namespace streamspec
