#pragma once

#include <memory>
#include <optional>
#include <string>

#include <asyncio/core.hpp>
#include <asyncio/net/event_loop.hpp>
#include <asyncio/net/options.hpp>
#include <asyncio/net/server.hpp>

/// \file
/// Python's stream functions. They run on the loop that runs (Python's `loop=` argument is gone since 3.10,
/// and has no counterpart). Limits are in bytes, default 64 KiB.

namespace asyncio::net {

/// What `open_connection` returns: `auto [reader, writer] = co_await …`.
struct Streams {
    std::shared_ptr<StreamReader> reader;
    std::shared_ptr<StreamWriter> writer;
};

/// Connects to a host and port: `asyncio.open_connection`. Throws OSError in Python's classes
/// (ConnectionRefusedError, GaiError…), SslError, ValueError for arguments that do not fit together.
Coro<Streams> open_connection(std::optional<std::string> host, Port port,
                              ConnectOptions options = ConnectOptions());
/// The same with a connected socket: `options.sock`.
Coro<Streams> open_connection(ConnectOptions options);

/// Listens on a host (or several, or all) and port, and calls back for each client: `asyncio.start_server`. A
/// callback that is a coroutine function becomes a task.
Coro<std::shared_ptr<Server>> start_server(ClientConnected client_connected_cb, Hosts hosts, Port port,
                                           ServerOptions options = ServerOptions());
/// The same with a bound socket: `options.sock`.
Coro<std::shared_ptr<Server>> start_server(ClientConnected client_connected_cb, ServerOptions options);

/// Connects to a Unix socket (none: `options.sock`): `asyncio.open_unix_connection`.
Coro<Streams> open_unix_connection(std::optional<std::string> path,
                                   ConnectOptions options = ConnectOptions());

/// Listens on a Unix socket (none: `options.sock`): `asyncio.start_unix_server`.
Coro<std::shared_ptr<Server>> start_unix_server(ClientConnected client_connected_cb,
                                                std::optional<std::string> path,
                                                ServerOptions options = ServerOptions());

}  // namespace asyncio::net
