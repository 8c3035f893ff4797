#pragma once

#include <string>

#include <asyncio/exceptions.hpp>

namespace asyncio::net::detail {

/// Python's TypeError for a keyword argument that a function does not have.
inline void require_known(bool known, const std::string& keyword) {
    if (!known) {
        throw TypeError("got an unexpected keyword argument '" + keyword + "'");
    }
}

}  // namespace asyncio::net::detail
