#pragma once

#include <optional>
#include <string>
#include <vector>

#include <asyncio/net/address_info.hpp>
#include <asyncio/net/event_loop.hpp>

namespace asyncio::net::detail {

/// Host (none: not given) and port of what is to be resolved.
struct HostAndPort {
    HostAndPort(std::optional<std::string> the_host, Port the_port)
        : host(std::move(the_host)), port(std::move(the_port)) {}
    std::optional<std::string> host;
    Port port;
};

/// Addresses of a stream socket; a numeric host needs no look-up: `_ensure_resolved`.
Coro<std::vector<AddressInfo>> resolve(EventLoop& loop, HostAndPort target, int family, int proto, int flags);

/// A port that fits: throws OverflowError "`function`(): port must be 0-65535.".
void require_port_in_range(const AddressInfo& info, const Port& port, const char* function);

}  // namespace asyncio::net::detail
