#pragma once

#include <functional>
#include <string_view>

namespace asyncio {

/// Told of each warning on this thread: its category ("DeprecationWarning") and text.
using WarningHandler = std::function<void(std::string_view category, std::string_view text)>;

/// Sets this thread's handler and returns the former one; none restores the default, which writes to stderr.
/// Mirrors `warnings.showwarning`.
WarningHandler set_warning_handler(WarningHandler handler);

/// Mirrors `warnings.warn`.
void warn(std::string_view category, std::string_view text);

}  // namespace asyncio
