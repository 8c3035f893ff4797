#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <asyncio/future.hpp>
#include <asyncio/net/event_loop.hpp>
#include <asyncio/net/server.hpp>

#include "io_services.hpp"

namespace asyncio::net::detail {

class SocketTransport;

/// What a server makes of a connection.
struct Accepting {
    ProtocolFactory factory;
    std::shared_ptr<SslContext> ssl;
    std::optional<Clock::Time> ssl_handshake_timeout;
    std::optional<Clock::Time> ssl_shutdown_timeout;
    int backlog = 100;
};

/// `asyncio.base_events.Server` and the accepting half of `BaseSelectorEventLoop`.
class SocketServer final : public Server,
                           private Listening,
                           public std::enable_shared_from_this<SocketServer> {
  public:
    SocketServer(EventLoop& loop, std::vector<Socket> sockets, Accepting accepting);
    ~SocketServer() override;

    EventLoop& get_loop() const noexcept override { return loop_; }
    std::vector<SocketView> sockets() const override;
    bool is_serving() const noexcept override { return serving_; }
    Coro<void> start_serving() override;
    Coro<void> serve_forever() override;
    void close() override;
    void close_clients() override;
    void abort_clients() override;
    Coro<void> wait_closed() override;
    std::string repr() const override;

    void begin_serving();
    /// Remove this file when closing: a Unix server's socket.
    void remove_on_close(std::string path);

    /// A connection of this server begins, and ends.
    void attach() noexcept { ++clients_; }
    void detach();
    /// The same where nobody is to hear of it any more: the loop goes.
    void forget() noexcept { --clients_; }

  private:
    class Listener;

    void abandon() noexcept override;
    void accept_from(Listener& listener);
    void retry_later(Listener& listener);
    void wake_waiters();
    void remove_socket_file() const noexcept;
    void require_client_methods(const char* method) const;
    std::vector<std::shared_ptr<SocketTransport>> open_clients() const;
    static Coro<void> accepted(std::shared_ptr<SocketServer> server, Socket socket);

    EventLoop& loop_;
    asyncio::detail::RefPtr<asyncio::detail::LoopLink> link_;  ///< says whether the loop is still there
    bool closes_clients_;
    Accepting accepting_;
    std::vector<std::unique_ptr<Listener>> listeners_;
    std::size_t clients_ = 0;
    std::vector<Future<void>> waiters_;
    std::optional<Future<void>> serving_forever_;
    std::string socket_file_;
    unsigned long socket_inode_ = 0;
    bool serving_ = false;
    bool closed_ = false;
    bool woken_ = false;
};

}  // namespace asyncio::net::detail
