#pragma once

#include <concepts>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>
#include <utility>

#include <asyncio/coro.hpp>
#include <asyncio/event_loop.hpp>
#include <asyncio/flow_control.hpp>
#include <asyncio/future.hpp>
#include <asyncio/stream_reader.hpp>
#include <asyncio/stream_writer.hpp>
#include <asyncio/task.hpp>

namespace asyncio {

/// What is called for each client that connects: a plain function, or a coroutine function, which is made a
/// task. Copies share one function.
class ClientConnected {
  public:
    using Reader = std::shared_ptr<StreamReader>;
    using Writer = std::shared_ptr<StreamWriter>;

    /// What returns a coroutine or none.
    using Maker = std::function<std::optional<Coro<void>>(Reader, Writer)>;

    ClientConnected() = default;
    explicit ClientConnected(Maker maker)
        : function_(maker ? std::make_shared<const Maker>(std::move(maker)) : nullptr) {}
    template <class Function>
    requires(!std::same_as<std::remove_cvref_t<Function>, ClientConnected>) &&
        std::invocable<Function&, Reader, Writer> ClientConnected(
            Function function)  // NOLINT: a callback is given as it is
        : ClientConnected(as_coroutine_maker(std::move(function))) {}

    explicit operator bool() const noexcept { return static_cast<bool>(function_); }
    /// Calls it; returns its coroutine, none for a plain function.
    std::optional<Coro<void>> operator()(Reader reader, Writer writer) const {
        return (*function_)(std::move(reader), std::move(writer));
    }

  private:
    template <class Function>
    static Maker as_coroutine_maker(Function function) {
        return [function = std::move(function)](Reader reader,
                                                Writer writer) mutable -> std::optional<Coro<void>> {
            if constexpr (std::same_as<std::invoke_result_t<Function&, Reader, Writer>, Coro<void>>) {
                return function(std::move(reader), std::move(writer));
            } else {
                function(std::move(reader), std::move(writer));
                return std::nullopt;
            }
        };
    }

    std::shared_ptr<const Maker> function_;
};

/// Feeds a reader from a connection, and makes a writer for a client callback:
/// `asyncio.StreamReaderProtocol`.
///
/// Ownership, as CPython's reference counts have it: from 3.8 on the protocol owns its reader only until the
/// connection is made (and then only if it has a client callback); a reader that went swallows what arrives.
/// Before 3.8 it owns the reader until the connection is lost. To 3.12 it owns the writer that it made for
/// the client callback; from 3.13 on only the callback does.
class StreamReaderProtocol final : public FlowControl {
  public:
    /// `reader` may be null: then everything that arrives is ignored (before 3.8: AttributeError).
    StreamReaderProtocol(std::shared_ptr<StreamReader> reader, ClientConnected client_connected_cb,
                         EventLoop& loop);
    StreamReaderProtocol(std::shared_ptr<StreamReader> reader, EventLoop& loop)
        : StreamReaderProtocol(std::move(reader), ClientConnected(), loop) {}
    /// On the loop that `get_event_loop` gives: no loop is named. May throw RuntimeError, by the dialect.
    StreamReaderProtocol(std::shared_ptr<StreamReader> reader, ClientConnected client_connected_cb,
                         const Dialect& dialect)
        : StreamReaderProtocol(std::move(reader), std::move(client_connected_cb), get_event_loop(dialect)) {}
    ~StreamReaderProtocol() override;

    void connection_made(const std::shared_ptr<Transport>& transport) override;
    void connection_lost(const std::exception_ptr& exception) override;
    void data_received(std::string_view data) override;
    /// True, so that the other direction stays open; false over TLS, which knows no half-closed connection.
    bool eof_received() override;
    Future<void> close_waiter() override;
    void loop_closed() noexcept override;

    bool has_client_callback() const noexcept { return static_cast<bool>(client_connected_cb_); }
    /// The connection goes on over another transport: what `StreamWriter::start_tls` leaves behind.
    void replace_transport(const std::shared_ptr<Transport>& transport,
                           const std::shared_ptr<StreamWriter>& writer);

  private:
    std::string_view type_name() const noexcept override { return "StreamReaderProtocol"; }
    bool holds_reader_weakly() const;
    /// The reader, if it is still there.
    std::shared_ptr<StreamReader> reader() const;
    /// The reader; before 3.8, AttributeError where there is none.
    std::shared_ptr<StreamReader> reader_for(const char* method) const;
    void watch_client(const std::shared_ptr<Transport>& transport, const Task<void>& task);

    bool over_ssl_ = false;
    std::weak_ptr<StreamReader> reader_;
    /// What it owns: first the reader, then the transport or (which owns both) the writer.
    std::shared_ptr<const void> owned_;
    ClientConnected client_connected_cb_;
    detail::RefPtr<detail::FutureState<void>> client_task_;
    detail::RefPtr<detail::FutureState<void>> closed_;  ///< made when somebody asks, or something is known
};

}  // namespace asyncio
