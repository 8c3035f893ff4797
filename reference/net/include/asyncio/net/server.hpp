#pragma once

#include <memory>
#include <string>
#include <vector>

#include <asyncio/coro.hpp>
#include <asyncio/net/socket.hpp>

namespace asyncio::net {

class EventLoop;

/// What listens for connections: `asyncio.Server`. It goes on listening when the last pointer to it is gone.
class Server {
  public:
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    virtual ~Server() = default;

    virtual EventLoop& get_loop() const noexcept = 0;
    /// The sockets that it listens on; empty once it is closed.
    virtual std::vector<SocketView> sockets() const = 0;
    virtual bool is_serving() const noexcept = 0;
    /// Begins to accept connections; does nothing where it does so already.
    virtual Coro<void> start_serving() = 0;
    /// The same, and waits until it is cancelled, which closes the server. Throws RuntimeError where the
    /// server is closed, or another call waits.
    virtual Coro<void> serve_forever() = 0;
    /// Stops listening. Connections stay open; closing twice is fine.
    virtual void close() = 0;
    /// Closes each connection, as its writer's `close` (from 3.13; before, AttributeError).
    virtual void close_clients() = 0;
    /// Closes each connection at once (from 3.13; before, AttributeError).
    virtual void abort_clients() = 0;
    /// Waits until the server is closed and its connections are gone (before 3.12.1: returns at once for a
    /// closed server).
    virtual Coro<void> wait_closed() = 0;
    /// Python's `repr(server)`.
    virtual std::string repr() const = 0;

  protected:
    Server() = default;
};

}  // namespace asyncio::net
