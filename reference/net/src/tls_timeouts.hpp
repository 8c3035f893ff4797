#pragma once

#include <chrono>
#include <string>

#include <asyncio/clock.hpp>

namespace asyncio::net::detail {

inline constexpr Clock::Time kHandshakeTimeout = std::chrono::seconds(60);
inline constexpr Clock::Time kShutdownTimeout = std::chrono::seconds(30);

/// A time as Python would print the number of its seconds: the default is a float there.
std::string seconds_text(Clock::Time time);

}  // namespace asyncio::net::detail
