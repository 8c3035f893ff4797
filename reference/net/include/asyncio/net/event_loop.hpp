#pragma once

#include <csignal>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <asyncio/core.hpp>
#include <asyncio/net/options.hpp>
#include <asyncio/net/socket.hpp>
#include <boost/asio/io_context.hpp>

namespace asyncio::net {

namespace detail {
class IoServices;
class LiveTransport;
}  // namespace detail

class AddressInfo;
class Server;

/// When `write` hands bytes to the system.
enum class WriteMode {
    immediate,  ///< at once where nothing is queued: CPython's way
    coalesced   ///< once in an iteration of the loop, all that was written in it, in one call
};

/// What a transport is made for: a protocol of a new connection.
using ProtocolFactory = std::function<std::shared_ptr<Protocol>()>;

/// What `create_connection` returns.
struct Connection {
    std::shared_ptr<Transport> transport;
    std::shared_ptr<Protocol> protocol;
};

/// asyncio's event loop on sockets: a `boost::asio::io_context` is its selector. It waits there for
/// readiness, and reads and writes without blocking. Not thread safe, but for `call_soon_threadsafe`.
///
/// A loop that owns its context is run by its own methods (`run_forever`…). One on a context of the caller's
/// can be run so too; or, after `attach`, by whoever runs the context: then tasks and streams live among the
/// caller's own handlers.
class EventLoop : public asyncio::EventLoop {
  public:
    explicit EventLoop(Dialect dialect = Dialect::newest());
    /// A loop on a context that somebody else owns, and that must outlive it.
    explicit EventLoop(boost::asio::io_context& context, Dialect dialect = Dialect::newest());
    /// A loop whose timers follow a clock that somebody else owns, and that must outlive it; sockets know
    /// real time only. For tests.
    explicit EventLoop(Clock& clock, Dialect dialect = Dialect::newest());
    ~EventLoop() override;

    /// The context that the loop uses; whatever else runs on it runs along.
    boost::asio::io_context& context();

    /// From now on the loop runs whenever its context does, until `detach`: `run_forever` must not be called.
    void attach();
    void detach();

    /// Runs until `stop`: `loop.run_forever`. Ctrl-C ends it by KeyboardInterrupt, on the main thread, where
    /// the process left SIGINT to its default. Throws RuntimeError where the loop runs or is closed.
    void run_forever() override;

    /// Closes all that is open and forgets all tasks: `loop.close`. Closing twice is fine. Throws
    /// RuntimeError where the loop runs.
    void close();
    bool is_closed() const noexcept { return closed_; }

    /// Runs `callback` in the next iteration; the only method that other threads may call:
    /// `loop.call_soon_threadsafe`.
    void call_soon_threadsafe(std::function<void()> callback);

    /// Calls `callback` whenever the descriptor can be read: `loop.add_reader`. A second call replaces the
    /// first.
    void add_reader(int descriptor, std::function<void()> callback);
    /// Returns whether there was one.
    bool remove_reader(int descriptor);
    /// The same for writing: `loop.add_writer`.
    void add_writer(int descriptor, std::function<void()> callback);
    bool remove_writer(int descriptor);

    /// Calls `callback` for a signal instead of what the system does: `loop.add_signal_handler`.
    void add_signal_handler(int signal, std::function<void()> callback);
    bool remove_signal_handler(int signal);

    /// Resolves names in a thread of its own: `loop.getaddrinfo`. Throws GaiError. No host: this one.
    Coro<std::vector<AddressInfo>> getaddrinfo(std::optional<std::string> host, Port port, int family = 0,
                                               int type = 0, int proto = 0, int flags = 0);
    /// Connects a non-blocking socket that the caller keeps: `loop.sock_connect`.
    Coro<void> sock_connect(SocketView socket, SocketAddress address);

    /// Connects to `host` and `port` (or takes the options' socket) and makes a transport and a protocol of
    /// it: `loop.create_connection`. No host: the local one.
    Coro<Connection> create_connection(ProtocolFactory factory, std::optional<std::string> host, Port port,
                                       ConnectOptions options = ConnectOptions());
    /// `loop.create_server`.
    Coro<std::shared_ptr<Server>> create_server(ProtocolFactory factory, Hosts hosts, Port port,
                                                ServerOptions options = ServerOptions());
    /// `loop.create_unix_connection`.
    Coro<Connection> create_unix_connection(ProtocolFactory factory, std::optional<std::string> path,
                                            ConnectOptions options = ConnectOptions());
    /// `loop.create_unix_server`.
    Coro<std::shared_ptr<Server>> create_unix_server(ProtocolFactory factory, std::optional<std::string> path,
                                                     ServerOptions options = ServerOptions());
    Coro<std::shared_ptr<Transport>> start_tls(std::shared_ptr<Transport> transport,
                                               std::shared_ptr<Protocol> protocol,
                                               const TlsUpgrade& upgrade) override;

    /// When written bytes are sent; may be changed at any time.
    void set_write_mode(WriteMode mode) noexcept { write_mode_ = mode; }
    WriteMode write_mode() const noexcept { return write_mode_; }

    /// The net loop that runs on this thread. Throws RuntimeError "no running event loop".
    static EventLoop& running();

    /// \internal
    detail::IoServices& services() noexcept { return *services_; }

  protected:
    bool select(std::optional<Clock::Time> timeout) override;
    void work_waits() override;

  private:
    friend class detail::IoServices;

    void require_open() const;
    void require_running_signals();
    void turn();
    void arm_turn_timer();

    std::unique_ptr<boost::asio::io_context> own_context_;
    boost::asio::io_context& context_;
    std::unique_ptr<detail::IoServices> services_;
    WriteMode write_mode_ = WriteMode::immediate;
    bool closed_ = false;
};

/// The net loop of this thread: the running one, else the one that `asyncio::set_event_loop` was given, else
/// one that is made for the thread and kept to its end: `asyncio.get_event_loop` of the main thread. Throws
/// RuntimeError where the thread's loop is one of core, without sockets.
EventLoop& get_event_loop(const Dialect& dialect = Dialect::newest());

}  // namespace asyncio::net
