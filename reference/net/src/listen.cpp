#include <algorithm>
#include <cerrno>
#include <utility>

#include <asyncio/logging.hpp>
#include <asyncio/net/errors.hpp>
#include <asyncio/net/event_loop.hpp>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "keywords.hpp"
#include "resolve.hpp"
#include "socket_server.hpp"

namespace asyncio::net {

namespace {

void check(const ServerOptions& options, const Dialect& dialect) {
    using detail::require_known;
    require_known(dialect.knows_handshake_timeout || !options.ssl_handshake_timeout, "ssl_handshake_timeout");
    require_known(dialect.knows_handshake_timeout || options.start_serving, "start_serving");
    require_known(dialect.knows_shutdown_timeout || !options.ssl_shutdown_timeout, "ssl_shutdown_timeout");
    require_known(dialect.knows_keep_alive || !options.keep_alive, "keep_alive");
    require_known(dialect.unix_server_removes_socket || options.cleanup_socket, "cleanup_socket");
    if (options.ssl && !options.ssl.context()) {
        throw TypeError("ssl argument must be an SSLContext or None");
    }
    if (options.ssl_handshake_timeout && !options.ssl) {
        throw ValueError("ssl_handshake_timeout is only meaningful with ssl");
    }
    if (options.ssl_shutdown_timeout && !options.ssl) {
        throw ValueError("ssl_shutdown_timeout is only meaningful with ssl");
    }
}

detail::Accepting accepting(ProtocolFactory factory, const ServerOptions& options) {
    detail::Accepting result;
    result.factory = std::move(factory);
    result.ssl = options.ssl.context();
    result.ssl_handshake_timeout = options.ssl_handshake_timeout;
    result.ssl_shutdown_timeout = options.ssl_shutdown_timeout;
    result.backlog = options.backlog;
    return result;
}

/// A socket bound to an address that was asked for; none where the system has no such family.
Socket bound_to(const AddressInfo& info, const Port& port, const ServerOptions& options,
                const Dialect& dialect) {
    Socket socket;
    try {
        socket = Socket(info.family(), info.type(), info.protocol());
    } catch (const OSError&) {
        return socket;
    }
    const SocketView view = socket.view();
    if (options.reuse_address.value_or(true)) {
        view.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1);
    }
    if (options.reuse_port) {
        view.setsockopt(SOL_SOCKET, SO_REUSEPORT, 1);
    }
    if (options.keep_alive) {
        view.setsockopt(SOL_SOCKET, SO_KEEPALIVE, 1);
    }
    if (info.family() == AF_INET6) {
        view.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 1);
    }
    detail::require_port_in_range(info, port, "bind", dialect);
    try {
        socket.bind(info.address());
    } catch (const OSError& error) {
        const std::exception_ptr refused = bind_error(error, info.address().repr(), dialect);
        if (error.error_number() == EADDRNOTAVAIL) {
            return Socket();  // the others may do; Python tells of it in debug mode only
        }
        exception_cast(refused)->set_context(std::current_exception());
        if (dialect.bind_error_suppresses_context) {
            exception_cast(refused)->suppress_context();
        }
        std::rethrow_exception(refused);
    }
    return socket;
}

Coro<std::shared_ptr<Server>> serving(EventLoop& loop, std::vector<Socket> sockets,
                                      detail::Accepting accepting, bool start, std::string socket_file) {
    auto server = std::make_shared<detail::SocketServer>(loop, std::move(sockets), std::move(accepting));
    if (!socket_file.empty()) {
        server->remove_on_close(std::move(socket_file));
    }
    if (start) {
        server->begin_serving();
        co_await asyncio::detail::TickAwaiter{};
    }
    co_return server;
}

void remove_stale_socket(const std::string& path) {
    if (path.empty() || path.front() == '\0') {
        return;
    }
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0) {
        if (S_ISSOCK(status.st_mode)) {
            ::unlink(path.c_str());
        }
    } else if (errno != ENOENT) {
        log_error("Unable to check or remove stale UNIX socket '" + path +
                  "': " + exception_cast(os_error(errno))->repr());
    }
}

}  // namespace

Coro<std::shared_ptr<Server>> EventLoop::create_server(ProtocolFactory factory, Hosts hosts, Port port,
                                                       ServerOptions options) {
    require_open();
    check(options, dialect());
    std::vector<Socket> sockets;
    if (hosts.given() || port.given()) {
        if (options.sock) {
            throw ValueError("host/port and sock can not be specified at the same time");
        }
        std::vector<std::optional<std::string>> names;
        for (const std::string& name : hosts.names()) {
            names.push_back(name.empty() ? std::nullopt : std::optional(name));
        }
        if (!hosts.given()) {
            names.emplace_back();
        }
        std::vector<AddressInfo> infos;
        for (const std::optional<std::string>& name : names) {
            Coro<std::vector<AddressInfo>> resolving =
                detail::resolve(*this, {name, port}, options.family, 0, options.flags.value_or(AI_PASSIVE));
            const std::vector<AddressInfo> found = co_await resolving;
            if (found.empty()) {
                throw OSError("getaddrinfo('" + name.value_or("") + "') returned empty list");
            }
            for (const AddressInfo& info : found) {
                if (std::find(infos.begin(), infos.end(), info) == infos.end()) {
                    infos.push_back(info);
                }
            }
        }
        std::string addresses;
        for (const AddressInfo& info : infos) {
            addresses += (addresses.empty() ? "" : ", ") + info.address().repr();
            if (Socket socket = bound_to(info, port, options, dialect())) {
                sockets.push_back(std::move(socket));
            }
        }
        if (sockets.empty()) {
            throw OSError("could not bind on any address out of [" + addresses + ']');
        }
    } else {
        if (!options.sock) {
            throw ValueError("Neither host/port nor sock were specified");
        }
        if (options.sock->view().type() != SOCK_STREAM) {
            throw ValueError("A Stream Socket was expected, got " + options.sock->repr());
        }
        options.sock->setblocking(false);
        sockets.push_back(std::move(*options.sock));
    }
    Coro<std::shared_ptr<Server>> starting =
        serving(*this, std::move(sockets), accepting(std::move(factory), options), options.start_serving,
                std::string());
    co_return co_await starting;
}

Coro<std::shared_ptr<Server>> EventLoop::create_unix_server(ProtocolFactory factory,
                                                            std::optional<std::string> path,
                                                            ServerOptions options) {
    require_open();
    check(options, dialect());
    std::vector<Socket> sockets;
    std::string socket_file;
    if (path) {
        if (options.sock) {
            throw ValueError("path and sock can not be specified at the same time");
        }
        Socket socket(AF_UNIX, SOCK_STREAM, 0);
        const SocketAddress address = SocketAddress::unix_path(*path);
        remove_stale_socket(*path);
        try {
            socket.bind(address);
        } catch (const OSError& error) {
            if (error.error_number() == EADDRINUSE) {
                const std::exception_ptr in_use =
                    os_error(EADDRINUSE, "Address " + address.repr() + " is already in use");
                exception_cast(in_use)->set_context(std::current_exception());
                exception_cast(in_use)->suppress_context();
                std::rethrow_exception(in_use);
            }
            throw;
        }
        if (options.cleanup_socket && dialect().unix_server_removes_socket && !path->starts_with('\0')) {
            socket_file = *path;
        }
        sockets.push_back(std::move(socket));
    } else {
        if (!options.sock) {
            throw ValueError("path was not specified, and no sock specified");
        }
        if (options.sock->view().family() != AF_UNIX || options.sock->view().type() != SOCK_STREAM) {
            throw ValueError("A UNIX Domain Stream Socket was expected, got " + options.sock->repr());
        }
        options.sock->setblocking(false);
        sockets.push_back(std::move(*options.sock));
    }
    Coro<std::shared_ptr<Server>> starting =
        serving(*this, std::move(sockets), accepting(std::move(factory), options), options.start_serving,
                std::move(socket_file));
    co_return co_await starting;
}

}  // namespace asyncio::net
