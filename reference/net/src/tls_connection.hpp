#pragma once

#include <any>
#include <cstddef>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <asyncio/detail/read_buffer.hpp>
#include <asyncio/future.hpp>
#include <asyncio/net/event_loop.hpp>
#include <asyncio/net/transports.hpp>
#include <asyncio/protocol.hpp>

#include "tls_session.hpp"

namespace asyncio::net::detail {

class SocketTransport;

/// How a connection becomes a TLS connection.
struct TlsSettings {
    TlsSettings() {}  // NOLINT(modernize-use-equals-default): that would be an aggregate

    std::shared_ptr<SslContext> context;
    bool server_side = false;
    std::string server_hostname;
    std::optional<Clock::Time> handshake_timeout;
    std::optional<Clock::Time> shutdown_timeout;
    bool tell_connection_made = true;  ///< the protocol is to hear of the connection: not for `start_tls`
    std::optional<Future<void>> waiter;
};

/// TLS between a socket's transport (whose protocol it is) and a protocol (whose transport it is):
/// `asyncio.sslproto.SSLProtocol` and `_SSLProtocolTransport` in one.
class TlsConnection final : public Protocol, public StreamTransport {
  public:
    TlsConnection(EventLoop& loop, std::shared_ptr<Protocol> app_protocol, TlsSettings settings);
    ~TlsConnection() override;

    // What the socket's transport tells.
    void connection_made(const std::shared_ptr<Transport>& transport) override;
    void connection_lost(const std::exception_ptr& exception) override;
    void data_received(std::string_view data) override;
    bool eof_received() override;
    void pause_writing() override;
    void resume_writing() override;
    void loop_closed() noexcept override;

    // What the protocol asks.
    void pause_reading() override;
    void resume_reading() override;
    bool is_reading() const override { return !app_reading_paused_; }
    void write(std::string_view data) override;
    void write_eof() override;
    bool can_write_eof() const override { return false; }
    void close() override;
    void abort() override;
    bool is_closing() const override;
    std::any get_extra_info(std::string_view name) const override;
    std::string repr() const override { return "<_SSLProtocolTransport>"; }
    void set_write_buffer_limits(std::optional<std::size_t> high, std::optional<std::size_t> low) override;
    std::pair<std::size_t, std::size_t> get_write_buffer_limits() const override;
    std::size_t get_write_buffer_size() const override;
    std::shared_ptr<Protocol> get_protocol() const override { return app_protocol_; }
    void set_protocol(std::shared_ptr<Protocol> protocol) override { app_protocol_ = std::move(protocol); }

    /// Itself as a transport, owned.
    std::shared_ptr<TlsConnection> self() {
        return std::static_pointer_cast<TlsConnection>(Protocol::shared_from_this());
    }
    /// Bytes that arrived before TLS began: they are TLS's.
    void feed_encrypted(std::string_view data) { session_.feed(data); }

  private:
    enum class State { unwrapped, handshake, wrapped, flushing, shutdown };
    enum class AppState { initial, made, eof, lost };

    void start_handshake();
    void do_handshake();
    void handshake_failed(const std::exception_ptr& error);
    void handshake_done();
    void do_read();
    void deliver_input();
    void do_flush();
    void do_shutdown();
    void start_shutdown();
    void shutdown_complete(const std::exception_ptr& error);
    void send_backlog();
    void process_outgoing();
    void control_app_writing();
    void control_ssl_reading();
    void call_eof_received();
    void fatal_error(const std::exception_ptr& error, const char* message);
    void force_close(const std::exception_ptr& error);
    void wake_waiter(const std::exception_ptr& error);
    void cancel_timers() noexcept;
    StreamTransport* marks_below() const;
    void go_on();
    /// Does something that the connection does not survive if it throws.
    template <class Step>
    void guarded(Step step) {
        try {
            step();
        } catch (...) {
            fatal_error(std::current_exception(), "Fatal error on SSL protocol");
        }
    }

    EventLoop& loop_;
    bool rewritten_;  ///< as 3.11 rewrote it
    std::shared_ptr<SslContext> context_;
    TlsSession session_;
    std::shared_ptr<Protocol> app_protocol_;
    std::shared_ptr<Transport> transport_;
    std::optional<Future<void>> waiter_;
    std::optional<Clock::Time> handshake_timeout_;
    std::optional<Clock::Time> shutdown_timeout_;
    std::optional<TimerHandle> handshake_timer_;
    std::optional<TimerHandle> shutdown_timer_;
    asyncio::detail::ReadBuffer backlog_;
    std::size_t high_ = 0;
    std::size_t low_ = 0;
    int connection_lost_count_ = 0;
    State state_ = State::unwrapped;
    AppState app_state_;
    bool closed_ = false;
    bool eof_received_ = false;
    bool app_reading_paused_ = false;
    bool app_writing_paused_ = false;
    bool ssl_reading_paused_ = false;
    bool ssl_writing_paused_ = false;
};

}  // namespace asyncio::net::detail
