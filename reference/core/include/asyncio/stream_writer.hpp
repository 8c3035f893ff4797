#pragma once

#include <any>
#include <coroutine>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <asyncio/clock.hpp>
#include <asyncio/coro.hpp>
#include <asyncio/event_loop.hpp>
#include <asyncio/flow_control.hpp>
#include <asyncio/stream_reader.hpp>
#include <asyncio/transport.hpp>

namespace asyncio {

/// How a connection is to become a TLS connection: the arguments of `loop.start_tls`.
struct TlsUpgrade {
    std::any context;
    std::string server_hostname;
    bool server_side = false;
    std::string buffered = {};                         ///< bytes of TLS that have arrived already
    std::optional<Clock::Time> ssl_handshake_timeout;  ///< none: the loop's default, 60 s
    std::optional<Clock::Time> ssl_shutdown_timeout;   ///< none: the loop's default, 30 s
};

class StreamWriter;

namespace detail {

/// What `drain` returns: the call, not begun yet. Where there is nothing to wait for when it is awaited, that
/// is all; otherwise it runs as a coroutine.
class [[nodiscard]] DrainAwaitable {
  public:
    struct Drained {};

    explicit DrainAwaitable(StreamWriter& writer) : writer_(writer) {}
    DrainAwaitable(const DrainAwaitable&) = delete;
    DrainAwaitable& operator=(const DrainAwaitable&) = delete;
    ~DrainAwaitable() = default;

    bool await_ready() const;
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> awaiting) {
        coroutine_ = begin();
        coroutine_.await_suspend(awaiting);
    }
    void await_resume() {
        if (coroutine_) {
            coroutine_.await_resume();
        }
    }

    /// What the call ended with, once it is done; null where the buffer has drained.
    std::exception_ptr failure() const { return coroutine_ ? coroutine_.failure() : nullptr; }

    /// The call as a coroutine, which can be kept or made a task.
    Coro<void> as_coro() &&;
    operator Coro<void>() && { return std::move(*this).as_coro(); }  // NOLINT: a call *is* a coroutine

  private:
    Coro<Drained> begin();

    StreamWriter& writer_;
    Coro<Drained> coroutine_;
};

}  // namespace detail

/// The writing half of a connection: `asyncio.StreamWriter`. Not thread safe.
///
/// What Python's reference counting does, ownership does here. The writer owns its transport, protocol and
/// reader; a suspended call owns the writer it was called on, if a std::shared_ptr does. From 3.11.5 on, a
/// writer that goes while its transport is open closes it, with a ResourceWarning; once its loop is closed,
/// there is the warning only.
class StreamWriter : public std::enable_shared_from_this<StreamWriter> {
  public:
    /// `reader` may be null: then `drain` does not raise the reader's exception.
    StreamWriter(std::shared_ptr<Transport> transport, std::shared_ptr<FlowControl> protocol,
                 std::shared_ptr<StreamReader> reader, EventLoop& loop);
    StreamWriter(const StreamWriter&) = delete;
    StreamWriter& operator=(const StreamWriter&) = delete;
    ~StreamWriter();

    using Drain = detail::DrainAwaitable;

    const std::shared_ptr<Transport>& transport() const noexcept { return transport_; }

    /// Writes bytes to the transport, which sends or keeps them: follow it by `co_await drain()`.
    void write(std::string_view data) { transport_->write(data); }
    /// Writes pieces in order.
    void writelines(const std::vector<std::string>& data) { transport_->writelines(data); }
    /// Closes the writing end once what was written is sent.
    void write_eof() { transport_->write_eof(); }
    bool can_write_eof() const { return transport_->can_write_eof(); }
    /// Closes the transport; `wait_closed` tells when it is.
    void close() { transport_->close(); }
    /// Whether the transport is closed or being closed (from 3.7).
    bool is_closing() const { return transport_->is_closing(); }
    /// What the transport knows under a name ("peername"…); `fallback` where it knows nothing.
    std::any get_extra_info(std::string_view name, std::any fallback = {}) const;

    /// Waits until the transport's buffer has drained; does not suspend where it need not. Throws the
    /// reader's exception if there is one, else ConnectionResetError where the connection was lost. On a
    /// closing transport it first suspends for one iteration.
    Drain drain() { return Drain(*this); }
    /// Waits until the connection is closed; throws what it was lost with (from 3.7). All calls wait for one
    /// future: cancelling one cancels every other, now and later.
    Coro<void> wait_closed();
    /// Makes the connection a TLS connection, on the server's side if it was made with a client callback
    /// (from 3.11).
    Coro<void> start_tls(TlsUpgrade upgrade);

    /// Python's `repr(writer)`.
    std::string repr() const;

  private:
    friend class detail::DrainAwaitable;

    bool drains_at_once() const;
    Coro<detail::DrainAwaitable::Drained> drain_waiting();

    std::shared_ptr<Transport> transport_;
    std::shared_ptr<FlowControl> protocol_;
    std::shared_ptr<StreamReader> reader_;
    detail::RefPtr<detail::LoopLink> link_;
};

}  // namespace asyncio
