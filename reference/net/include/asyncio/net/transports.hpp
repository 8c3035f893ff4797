#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <utility>

#include <asyncio/protocol.hpp>
#include <asyncio/transport.hpp>

namespace asyncio::net {

/// What a transport over a socket (TLS or not) has beyond `asyncio::Transport`.
///
/// `get_extra_info` knows "socket" (SocketView), "sockname", "peername" (SocketAddress), and over TLS
/// "sslcontext" (std::shared_ptr<SslContext>), "ssl_object" (SslObject), "peercert" (Certificate), "cipher"
/// (CipherInfo); "compression" is empty: there is none.
class StreamTransport : public Transport {
  public:
    /// Bytes waiting to be sent at which the protocol is paused (more than `high`) and resumed (at most
    /// `low`): `transport.set_write_buffer_limits`. Default 64 KiB and a quarter of `high`. Throws ValueError
    /// unless high >= low.
    virtual void set_write_buffer_limits(std::optional<std::size_t> high, std::optional<std::size_t> low) = 0;
    /// (low, high), in bytes.
    virtual std::pair<std::size_t, std::size_t> get_write_buffer_limits() const = 0;
    /// How many bytes wait to be sent.
    virtual std::size_t get_write_buffer_size() const = 0;
    virtual bool is_reading() const = 0;
    virtual std::shared_ptr<Protocol> get_protocol() const = 0;
    virtual void set_protocol(std::shared_ptr<Protocol> protocol) = 0;
};

}  // namespace asyncio::net
