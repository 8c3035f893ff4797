#pragma once

#include <memory>
#include <vector>

#include "connect_attempts.hpp"

namespace asyncio::net::detail {

/// Python's `_interleave_addrinfos`: the families take turns, the first one begins with `first` addresses.
std::vector<AddressInfo> interleaved(std::vector<AddressInfo> infos, int first);

/// Happy eyeballs (RFC 8305): each address is tried when the one before it failed, or took longer than
/// `delay`; the first one that connects wins, and the others are cancelled.
Coro<Attempts> connect_in_race(EventLoop& loop, std::vector<AddressInfo> infos, Port port,
                               std::shared_ptr<const LocalAddresses> local, Clock::Time delay);

}  // namespace asyncio::net::detail
