#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <asyncio/net/socket.hpp>
#include <poll.h>

#include "peer_tls.hpp"
#include "streamspec/model/script_object.hpp"

namespace streamspec {

/// The other end of a connection: a plain socket that the script drives.
class Peer {
  public:
    Peer(const PeerSpec& spec, std::optional<PeerContext> tls);

    // What scripts ask for
    bool connected() const noexcept { return static_cast<bool>(socket_); }
    bool handshaken() const noexcept { return tls_ && tls_->done(); }
    bool has_sent() const noexcept;
    const std::string& received() const noexcept { return received_; }
    const std::optional<std::string>& ended() const noexcept { return ended_; }
    /// The other end of a pair, once.
    asyncio::net::Socket take_other() { return std::move(other_); }

    /// Throws OSError.
    void connect(const asyncio::net::SocketAddress& address);
    void attach(asyncio::net::Socket socket);
    void start_tls(const PeerContext& context);
    void send(std::string_view data);
    void shutdown();
    void unwrap();
    void close();
    void reset();
    void pause() noexcept { reads_ = false; }
    void resume();
    /// Takes so many bytes of what was received.
    std::string read(std::size_t count);
    void give_up();

    /// Sends and receives what can be; whether that was anything.
    bool pump();
    /// What its socket is to be polled for; none: nothing.
    std::optional<pollfd> interest() const;

  private:
    bool pump_out();
    bool pump_in();
    void fail(int error);
    void close_socket();

    asyncio::net::Socket socket_;
    asyncio::net::Socket other_;
    bool reads_;
    std::optional<std::int64_t> receive_buffer_;
    std::optional<PeerContext> tls_from_start_;
    std::unique_ptr<PeerTls> tls_;
    std::string to_send_;
    std::string received_;
    std::optional<std::string> ended_;
    std::function<void()> after_sending_;
};

/// A socket of the peer's side that listens.
class Listener {
  public:
    /// `path` is that of a Unix socket. Throws OSError.
    Listener(const ListenerSpec& spec, const std::string& path);

    const asyncio::net::SocketAddress& address() const noexcept { return address_; }
    /// Who is accepted next, after those that were added before.
    void add(Peer& peer) { peers_.push_back(&peer); }
    asyncio::net::Socket take_socket() { return std::move(socket_); }
    void close() { socket_.close(); }
    bool pump();
    std::optional<pollfd> interest() const;

  private:
    asyncio::net::Socket socket_;
    asyncio::net::SocketAddress address_;
    bool listens_;
    std::deque<Peer*> peers_;
};

}  // namespace streamspec
