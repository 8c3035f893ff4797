#pragma once

#include <cerrno>

namespace asyncio::net::detail {

/// Whether a call of the system only has to be made again later.
inline bool would_block(int error) noexcept {
    return error == EAGAIN || error == EINTR;
}

}  // namespace asyncio::net::detail
