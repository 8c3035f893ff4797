#pragma once

#include <functional>
#include <string_view>

namespace asyncio {

/// Told of each record that Python's `asyncio` logger gets: level ("DEBUG", "WARNING", "ERROR") and text.
using LogHandler = std::function<void(std::string_view level, std::string_view text)>;

/// Sets this thread's handler and returns the former one; none restores the default, which writes to stderr
/// what is more than DEBUG.
LogHandler set_log_handler(LogHandler handler);

/// \internal
void log_debug(std::string_view text);
/// \internal
void log_warning(std::string_view text);
/// \internal
void log_error(std::string_view text);

}  // namespace asyncio
