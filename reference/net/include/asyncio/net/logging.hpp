#pragma once

#include <functional>
#include <string_view>

namespace asyncio::net {

/// Told of each record that Python's `asyncio` logger gets: level ("WARNING", "ERROR") and text.
using LogHandler = std::function<void(std::string_view level, std::string_view text)>;

/// Sets this thread's handler and returns the former one; none restores the default, which writes to stderr.
LogHandler set_log_handler(LogHandler handler);

/// \internal
void log_warning(std::string_view text);
/// \internal
void log_error(std::string_view text);

}  // namespace asyncio::net
