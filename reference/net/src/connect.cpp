#include <cerrno>
#include <utility>

#include <asyncio/net/errors.hpp>
#include <asyncio/net/event_loop.hpp>
#include <sys/socket.h>

#include "connect_attempts.hpp"
#include "happy_eyeballs.hpp"
#include "keywords.hpp"
#include "make_transport.hpp"
#include "resolve.hpp"

namespace asyncio::net {

namespace {

/// Stops waiting for a descriptor on every way out.
class WriterScope {
  public:
    WriterScope(EventLoop& loop, int descriptor) : loop_(loop), descriptor_(descriptor) {}
    WriterScope(const WriterScope&) = delete;
    WriterScope& operator=(const WriterScope&) = delete;
    ~WriterScope() { loop_.remove_writer(descriptor_); }

  private:
    EventLoop& loop_;
    int descriptor_;
};

/// Refuses keyword arguments that the release does not have.
void check_known(const ConnectOptions& options, const Dialect& dialect) {
    using detail::require_known;
    require_known(dialect.knows_happy_eyeballs || !options.happy_eyeballs_delay, "happy_eyeballs_delay");
    require_known(dialect.knows_happy_eyeballs || !options.interleave, "interleave");
    require_known(dialect.knows_all_errors || !options.all_errors, "all_errors");
    require_known(dialect.knows_handshake_timeout || !options.ssl_handshake_timeout, "ssl_handshake_timeout");
    require_known(dialect.knows_shutdown_timeout || !options.ssl_shutdown_timeout, "ssl_shutdown_timeout");
}

/// Checks the TLS options, and returns the host name that the certificate is checked against.
std::string checked_server_hostname(const ConnectOptions& options, const std::optional<std::string>& host) {
    if (options.server_hostname && !options.ssl) {
        throw ValueError("server_hostname is only meaningful with ssl");
    }
    std::string name = options.server_hostname.value_or("");
    if (!options.server_hostname && options.ssl) {
        if (!host || host->empty()) {
            throw ValueError("You must set server_hostname when using ssl without a host");
        }
        name = *host;
    }
    if (options.ssl_handshake_timeout && !options.ssl) {
        throw ValueError("ssl_handshake_timeout is only meaningful with ssl");
    }
    if (options.ssl_shutdown_timeout && !options.ssl) {
        throw ValueError("ssl_shutdown_timeout is only meaningful with ssl");
    }
    return name;
}

/// A transport over a connected socket, once its protocol knows of it.
Coro<Connection> connection_over(EventLoop& loop, Socket socket, ProtocolFactory factory,
                                 ConnectOptions options, std::string server_hostname) {
    Connection connection;
    connection.protocol = factory();
    const Future<void> waiter = loop.create_future<void>();
    detail::TransportSettings settings;
    if (options.ssl) {
        settings.ssl = options.ssl.context() ? options.ssl.context() : SslContext::create_default();
    }
    settings.server_hostname = std::move(server_hostname);
    settings.ssl_handshake_timeout = options.ssl_handshake_timeout;
    settings.ssl_shutdown_timeout = options.ssl_shutdown_timeout;
    settings.waiter = waiter;
    connection.transport =
        detail::make_transport(loop, std::move(socket), connection.protocol, std::move(settings));
    const detail::CloseUnlessReleased closing(connection.transport);
    co_await waiter;
    closing.release();
    co_return connection;
}

}  // namespace

Coro<void> EventLoop::sock_connect(SocketView socket, SocketAddress address) {
    require_open();
    if (::connect(socket.fileno(), address.data(), address.size()) == 0) {
        co_return;
    }
    if (errno != EINPROGRESS && errno != EINTR && errno != EAGAIN) {
        std::rethrow_exception(os_error(errno));
    }
    Future<void> connected = create_future<void>();
    add_writer(socket.fileno(), [socket, address, connected]() mutable {
        if (connected.done()) {
            return;
        }
        const int error = socket.getsockopt(SOL_SOCKET, SO_ERROR);
        if (error == 0) {
            connected.set_result();
        } else {
            connected.set_exception(os_error(error, "Connect call failed " + address.repr()));
        }
    });
    const WriterScope waiting(*this, socket.fileno());
    co_await connected;
}

Coro<Connection> EventLoop::create_connection(ProtocolFactory factory, std::optional<std::string> host,
                                              Port port, ConnectOptions options) {
    require_open();
    check_known(options, dialect());
    std::string server_hostname = checked_server_hostname(options, host);
    if (options.happy_eyeballs_delay && !options.interleave) {
        options.interleave = 1;
    }
    Socket socket;
    if (host || port.given()) {
        if (options.sock) {
            throw ValueError("host/port and sock can not be specified at the same time");
        }
        Coro<std::vector<AddressInfo>> resolving =
            detail::resolve(*this, {host, port}, options.family, options.proto, options.flags);
        std::vector<AddressInfo> infos = co_await resolving;
        if (infos.empty()) {
            throw OSError("getaddrinfo() returned empty list");
        }
        auto local = std::make_shared<detail::LocalAddresses>();
        if (options.local_addr) {
            Coro<std::vector<AddressInfo>> resolving_local =
                detail::resolve(*this, {options.local_addr->first, options.local_addr->second},
                                options.family, options.proto, options.flags);
            *local = co_await resolving_local;
            if ((*local)->empty()) {
                throw OSError("getaddrinfo() returned empty list");
            }
        }
        if (options.interleave && *options.interleave > 0) {
            infos = detail::interleaved(std::move(infos), *options.interleave);
        }
        Coro<detail::Attempts> connecting =
            options.happy_eyeballs_delay
                ? detail::connect_in_race(*this, std::move(infos), port, std::move(local),
                                          *options.happy_eyeballs_delay)
                : detail::connect_in_turn(*this, std::move(infos), port, std::move(local));
        detail::Attempts attempts = co_await connecting;
        if (!attempts.socket) {
            detail::throw_all(std::move(attempts.errors), options.all_errors);
        }
        socket = std::move(attempts.socket);
    } else {
        if (!options.sock) {
            throw ValueError("host and port was not specified and no sock specified");
        }
        if (options.sock->view().type() != SOCK_STREAM) {
            throw ValueError("A Stream Socket was expected, got " + options.sock->repr());
        }
        socket = std::move(*options.sock);
    }
    Coro<Connection> making = connection_over(*this, std::move(socket), std::move(factory),
                                              std::move(options), std::move(server_hostname));
    co_return co_await making;
}

Coro<Connection> EventLoop::create_unix_connection(ProtocolFactory factory, std::optional<std::string> path,
                                                   ConnectOptions options) {
    require_open();
    check_known(options, dialect());
    if (options.ssl) {
        if (!options.server_hostname) {
            throw ValueError("you have to pass server_hostname when using ssl");
        }
    } else {
        static_cast<void>(checked_server_hostname(options, std::nullopt));
    }
    Socket socket;
    if (path) {
        if (options.sock) {
            throw ValueError("path and sock can not be specified at the same time");
        }
        socket = Socket(AF_UNIX, SOCK_STREAM, 0);
        Coro<void> connecting = sock_connect(socket.view(), SocketAddress::unix_path(*path));
        co_await connecting;
    } else {
        if (!options.sock) {
            throw ValueError("no path and sock were specified");
        }
        if (options.sock->view().family() != AF_UNIX || options.sock->view().type() != SOCK_STREAM) {
            throw ValueError("A UNIX Domain Stream Socket was expected, got " + options.sock->repr());
        }
        socket = std::move(*options.sock);
    }
    std::string server_hostname = options.server_hostname.value_or("");
    Coro<Connection> making = connection_over(*this, std::move(socket), std::move(factory),
                                              std::move(options), std::move(server_hostname));
    co_return co_await making;
}

}  // namespace asyncio::net
