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
#include <asyncio/net/socket.hpp>
#include <asyncio/net/transports.hpp>

#include "io_services.hpp"
#include "watch.hpp"

namespace asyncio::net::detail {

class SocketServer;

/// A connected socket as a transport: `asyncio.selector_events._SelectorSocketTransport`, method by method.
/// It owns itself until the connection is lost, as the selector owns Python's.
class SocketTransport final : public StreamTransport, private LiveTransport {
    struct Private {};  ///< what only `open` can name

  public:
    /// Takes the socket over; `waiter`, if any, is completed after the protocol's connection_made.
    static std::shared_ptr<SocketTransport> open(EventLoop& loop, Socket socket,
                                                 std::shared_ptr<Protocol> protocol,
                                                 std::optional<Future<void>> waiter,
                                                 std::shared_ptr<SocketServer> server);
    SocketTransport(Private, EventLoop& loop, Socket socket, std::shared_ptr<Protocol> protocol,
                    std::shared_ptr<SocketServer> server);
    ~SocketTransport() override;

    void pause_reading() override;
    void resume_reading() override;
    bool is_reading() const override { return !closing_ && !paused_; }
    void write(std::string_view data) override;
    void writelines(const std::vector<std::string>& data) override;
    void write_eof() override;
    bool can_write_eof() const override { return true; }
    void close() override;
    void abort() override;
    bool is_closing() const override { return closing_; }
    std::any get_extra_info(std::string_view name) const override;
    std::string repr() const override;

    void set_write_buffer_limits(std::optional<std::size_t> high, std::optional<std::size_t> low) override;
    std::pair<std::size_t, std::size_t> get_write_buffer_limits() const override;
    std::size_t get_write_buffer_size() const override { return queued().size(); }
    std::shared_ptr<Protocol> get_protocol() const override { return protocol_; }
    void set_protocol(std::shared_ptr<Protocol> protocol) override { protocol_ = std::move(protocol); }

    EventLoop& loop() const noexcept { return services().loop(); }
    /// The open connections of a server, the oldest first.
    static std::vector<std::shared_ptr<SocketTransport>> clients_of(const SocketServer& server,
                                                                    const IoServices& services);
    /// An error of the connection: reports what is none of the system's, and closes at once.
    void fatal_error(const std::exception_ptr& error, const char* message);
    /// Closes at once; the protocol hears of it with `error`.
    void force_close(const std::exception_ptr& error);

  private:
    /// The bytes that wait to be sent, and when the protocol is told that they are many.
    struct WriteQueue {
        asyncio::detail::ReadBuffer bytes;
        std::size_t low;
        std::size_t high;
    };

    void start(std::shared_ptr<SocketTransport> self, std::optional<Future<void>> waiter);

    // While the transport is open, or a callback of it is queued, it has a reference to itself.
    void unreferenced() noexcept override;
    void on_readable() override { read_ready(); }
    void on_writable() override { write_ready(); }
    void read_ready();
    void write_ready();
    void flush() override;
    void abandon() noexcept override;

    /// Whether something waits to be sent. An empty piece at the end of `writelines` counts (3.12 on):
    /// nothing ever takes it off.
    bool has_unsent() const noexcept { return !queued().empty() || stuck_on_empty_piece_; }
    std::string_view queued() const noexcept { return queue_ ? queue_->bytes.view() : std::string_view(); }
    WriteQueue& queue();
    /// Everything that was queued is sent, or not to be sent.
    void clear_queue() noexcept;
    bool over_high_water() const noexcept;
    bool over_low_water() const noexcept;
    /// Sends what is possible now of `data`; returns how much, none where the connection failed.
    std::optional<std::size_t> send_now(std::string_view data);
    void send_buffered();
    void finish_sending();
    void coalesce(std::string_view data);
    bool may_coalesce(const std::vector<std::string>& data) const noexcept;
    bool ignore_after_loss();
    void writelines_unjoined(const std::vector<std::string>& data);
    void shut_down_writing();
    void maybe_pause_protocol();
    void maybe_resume_protocol();
    void connection_lost_soon(const std::exception_ptr& error);
    void connection_is_lost(const std::exception_ptr& error);
    void require_loop(const char* method) const;

    std::shared_ptr<Protocol> protocol_;
    std::shared_ptr<SocketServer> server_;
    std::shared_ptr<SocketTransport> self_;  ///< until the connection is lost
    SocketAddress sockname_;
    SocketAddress peername_;
    std::unique_ptr<WriteQueue> queue_;  ///< null until something has to wait, or the limits are set
    Socket socket_;
    int descriptor_;                 ///< its number: `repr` tells it after the socket was closed too
    int connection_lost_count_ = 0;  ///< Python's `_conn_lost`: closings, and writes ignored after them
    bool loop_gone_ = false;
    bool lost_ = false;  ///< connection_lost was called: Python's `_loop` is None
    bool closing_ = false;
    bool eof_ = false;
    bool paused_ = false;
    bool protocol_paused_ = false;
    bool stuck_on_empty_piece_ = false;
    bool closed_by_us_ = false;
    bool flush_queued_ = false;
};

}  // namespace asyncio::net::detail
