#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include <asyncio/exceptions.hpp>

namespace asyncio::net::detail {

/// The low and high mark that `set_write_buffer_limits(high, low)` means: `_FlowControlMixin` of CPython,
/// whose default is `unit` KiB.
inline std::pair<std::size_t, std::size_t> write_limits(std::optional<std::size_t> high,
                                                        std::optional<std::size_t> low, std::size_t unit) {
    if (!high) {
        high = low ? 4 * *low : unit * 1024;
    }
    if (!low) {
        low = *high / 4;
    }
    if (*high < *low) {
        throw ValueError("high (" + std::to_string(*high) + ") must be >= low (" + std::to_string(*low) +
                         ") must be >= 0");
    }
    return {*low, *high};
}

}  // namespace asyncio::net::detail
