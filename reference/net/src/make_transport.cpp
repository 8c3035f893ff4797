#include "make_transport.hpp"

#include <asyncio/net/errors.hpp>

#include "socket_server.hpp"
#include "socket_transport.hpp"
#include "tls_connection.hpp"

namespace asyncio::net {
namespace detail {

std::shared_ptr<Transport> make_transport(EventLoop& loop, Socket socket, std::shared_ptr<Protocol> protocol,
                                          TransportSettings settings) {
    if (!settings.ssl) {
        return SocketTransport::open(loop, std::move(socket), std::move(protocol), std::move(settings.waiter),
                                     std::move(settings.server));
    }
    TlsSettings tls;
    tls.context = std::move(settings.ssl);
    tls.server_side = settings.server_side;
    tls.server_hostname = std::move(settings.server_hostname);
    tls.handshake_timeout = settings.ssl_handshake_timeout;
    tls.shutdown_timeout = settings.ssl_shutdown_timeout;
    tls.waiter = std::move(settings.waiter);
    auto connection = std::make_shared<TlsConnection>(loop, std::move(protocol), std::move(tls));
    SocketTransport::open(loop, std::move(socket), connection, std::nullopt, std::move(settings.server));
    return connection;
}

}  // namespace detail

Coro<std::shared_ptr<Transport>> EventLoop::start_tls(std::shared_ptr<Transport> transport,
                                                      std::shared_ptr<Protocol> protocol,
                                                      const TlsUpgrade& upgrade) {
    const auto* const context = std::any_cast<std::shared_ptr<SslContext>>(&upgrade.context);
    if (context == nullptr || *context == nullptr) {
        throw TypeError("sslcontext is expected to be an instance of ssl.SSLContext");
    }
    const auto stream = std::dynamic_pointer_cast<StreamTransport>(transport);
    if (!stream) {
        throw TypeError("transport " + transport->repr() + " is not supported by start_tls()");
    }
    const Future<void> waiter = create_future<void>();
    detail::TlsSettings tls;
    tls.context = *context;
    tls.server_side = upgrade.server_side;
    tls.server_hostname = upgrade.server_hostname;
    tls.handshake_timeout = upgrade.ssl_handshake_timeout;
    tls.shutdown_timeout = upgrade.ssl_shutdown_timeout;
    tls.tell_connection_made = false;
    tls.waiter = waiter;
    const auto connection =
        std::make_shared<detail::TlsConnection>(*this, std::move(protocol), std::move(tls));
    connection->feed_encrypted(upgrade.buffered);
    // Data must not reach the handshake before it has begun.
    transport->pause_reading();
    stream->set_protocol(connection);
    Handle making = call_soon([connection, transport] { connection->connection_made(transport); });
    Handle resuming = call_soon([transport] { transport->resume_reading(); });
    std::exception_ptr failed;
    try {
        co_await waiter;
    } catch (...) {
        failed = std::current_exception();
    }
    if (failed) {
        transport->close();
        making.cancel();
        resuming.cancel();
        std::rethrow_exception(failed);
    }
    co_return connection;
}

}  // namespace asyncio::net
