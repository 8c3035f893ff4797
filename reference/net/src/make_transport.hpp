#pragma once

#include <memory>
#include <optional>
#include <string>

#include <asyncio/future.hpp>
#include <asyncio/net/event_loop.hpp>
#include <asyncio/net/ssl_context.hpp>

namespace asyncio::net::detail {

class SocketServer;

/// What a transport is to be like, beside its socket and protocol.
struct TransportSettings {
    TransportSettings() {}  // NOLINT(modernize-use-equals-default): that would be an aggregate

    std::shared_ptr<SslContext> ssl;  ///< null: no TLS
    bool server_side = false;
    std::string server_hostname;
    std::optional<Clock::Time> ssl_handshake_timeout;
    std::optional<Clock::Time> ssl_shutdown_timeout;
    std::shared_ptr<SocketServer> server;
    std::optional<Future<void>> waiter;  ///< completed once the connection is made, TLS included
};

/// A transport over a connected socket; it tells the protocol of the connection soon.
std::shared_ptr<Transport> make_transport(EventLoop& loop, Socket socket, std::shared_ptr<Protocol> protocol,
                                          TransportSettings settings);

/// Closes a transport at the end of a scope, unless it was released: for what ends by an exception.
class CloseUnlessReleased {
  public:
    explicit CloseUnlessReleased(std::shared_ptr<Transport> transport) : transport_(std::move(transport)) {}
    CloseUnlessReleased(const CloseUnlessReleased&) = delete;
    CloseUnlessReleased& operator=(const CloseUnlessReleased&) = delete;
    ~CloseUnlessReleased() {
        if (transport_) {
            transport_->close();
        }
    }
    void release() const noexcept { transport_ = nullptr; }

  private:
    mutable std::shared_ptr<Transport> transport_;
};

}  // namespace asyncio::net::detail
