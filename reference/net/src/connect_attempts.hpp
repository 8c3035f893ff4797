#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <vector>

#include <asyncio/coro.hpp>
#include <asyncio/net/address_info.hpp>
#include <asyncio/net/event_loop.hpp>
#include <asyncio/net/socket.hpp>

namespace asyncio::net::detail {

/// The addresses to bind to before connecting, where the caller names some.
using LocalAddresses = std::optional<std::vector<AddressInfo>>;

/// What became of the attempts to connect.
struct Attempts {
    Socket socket;
    std::vector<std::exception_ptr> errors;
};

/// Connects one address; throws what the system, or the local address, has against it.
Coro<Socket> connect_one(EventLoop& loop, AddressInfo info, Port port,
                         std::shared_ptr<const LocalAddresses> local);

/// Tries the addresses one after the other, until one connects.
Coro<Attempts> connect_in_turn(EventLoop& loop, std::vector<AddressInfo> infos, Port port,
                               std::shared_ptr<const LocalAddresses> local);

/// Raises what the attempts together mean.
[[noreturn]] void throw_all(std::vector<std::exception_ptr> errors, bool all_errors);

}  // namespace asyncio::net::detail
