#include "machine.hpp"

#include <cstring>
#include <memory>

#include <asyncio/net/socket.hpp>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

namespace streamspec {

namespace {

bool knows_localhost() {
    addrinfo hints{};
    hints.ai_family = AF_INET;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo("localhost", nullptr, &hints, &found) != 0) {
        return false;
    }
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, &::freeaddrinfo);
    for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
        sockaddr_in address{};
        std::memcpy(&address, each->ai_addr, sizeof address);
        if (address.sin_addr.s_addr == htonl(INADDR_LOOPBACK)) {
            return true;
        }
    }
    return false;
}

bool has_ipv6() {
    const asyncio::net::Socket probe(::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_addr = in6addr_loopback;
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): how sockets take an address
    return probe && ::bind(probe.fileno(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

FeatureSet find_missing() {
    FeatureSet missing;
    if (!knows_localhost()) {
        missing.add(Feature::localhost);
    }
    if (!has_ipv6()) {
        missing.add(Feature::ipv6);
    }
    return missing;
}

}  // namespace

FeatureSet missing_on_this_machine() {
    static const FeatureSet missing = find_missing();
    return missing;
}

}  // namespace streamspec
