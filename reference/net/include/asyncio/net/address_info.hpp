#pragma once

#include <string>

#include <asyncio/net/socket.hpp>

namespace asyncio::net {

/// One answer of `getaddrinfo`.
class AddressInfo {
  public:
    AddressInfo(int family, int type, int protocol, SocketAddress address)
        : family_(family), type_(type), protocol_(protocol), address_(std::move(address)) {}

    int family() const noexcept { return family_; }
    int type() const noexcept { return type_; }
    int protocol() const noexcept { return protocol_; }
    const SocketAddress& address() const noexcept { return address_; }
    friend bool operator==(const AddressInfo&, const AddressInfo&) = default;

  private:
    int family_;
    int type_;
    int protocol_;
    SocketAddress address_;
};

}  // namespace asyncio::net
