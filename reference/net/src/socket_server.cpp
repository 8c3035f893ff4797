#include "socket_server.hpp"

#include <cerrno>
#include <utility>

#include <asyncio/net/errors.hpp>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include "make_transport.hpp"
#include "socket_transport.hpp"
#include "watch.hpp"

namespace asyncio::net::detail {

namespace {

/// As CPython's `constants.ACCEPT_RETRY_DELAY`.
constexpr Clock::Time kAcceptRetryDelay = std::chrono::seconds(1);

bool out_of_resources(int error) {
    return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

}  // namespace

/// One listening socket of a server.
class SocketServer::Listener {
  public:
    Listener(SocketServer& server, Socket socket) : server_(server), socket_(std::move(socket)) {}
    ~Listener() { stop(); }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    Socket& socket() noexcept { return socket_; }
    void accept(bool wanted) {
        if (!watch_) {
            watch_ = new AcceptWatch(*this, server_.loop_.services(), socket_.fileno());
        }
        watch_->want_read(wanted);
    }
    void stop() noexcept {
        if (watch_) {
            watch_->give_back();
        }
        socket_.close();
    }

  private:
    class AcceptWatch final : public Watch {
      public:
        AcceptWatch(Listener& listener, IoServices& services, int descriptor)
            : Watch(services, descriptor), listener_(listener) {}

      private:
        void on_readable() override { listener_.server_.accept_from(listener_); }
        void on_writable() override {}
        Listener& listener_;
    };

    SocketServer& server_;
    Socket socket_;
    asyncio::detail::RefPtr<AcceptWatch> watch_;
};

SocketServer::SocketServer(EventLoop& loop, std::vector<Socket> sockets, Accepting accepting)
    : loop_(loop),
      link_(loop.link()),
      closes_clients_(loop.dialect().server_closes_clients),
      accepting_(std::move(accepting)) {
    for (Socket& socket : sockets) {
        listeners_.push_back(std::make_unique<Listener>(*this, std::move(socket)));
    }
}

SocketServer::~SocketServer() = default;

std::vector<SocketView> SocketServer::sockets() const {
    std::vector<SocketView> views;
    if (!closed_) {
        for (const auto& listener : listeners_) {
            views.push_back(listener->socket().view());
        }
    }
    return views;
}

void SocketServer::begin_serving() {
    if (std::exchange(serving_, true)) {
        return;
    }
    if (closed_) {
        throw TypeError("'NoneType' object is not iterable");  // Python's words for it: it has no sockets
    }
    loop_.services().add(std::static_pointer_cast<Listening>(
        std::shared_ptr<Listening>(shared_from_this(), static_cast<Listening*>(this))));
    for (const auto& listener : listeners_) {
        listener->socket().listen(accepting_.backlog);
        listener->accept(true);
    }
}

Coro<void> SocketServer::start_serving() {
    const std::shared_ptr<SocketServer> alive = shared_from_this();
    begin_serving();
    co_await asyncio::detail::TickAwaiter{};
}

Coro<void> SocketServer::serve_forever() {
    const std::shared_ptr<SocketServer> alive = shared_from_this();
    if (serving_forever_) {
        throw RuntimeError("server " + repr() + " is already being awaited on serve_forever()");
    }
    if (closed_) {
        throw RuntimeError("server " + repr() + " is closed");
    }
    begin_serving();
    const Future<void> forever = loop_.create_future<void>();
    serving_forever_ = forever;
    std::exception_ptr cancelled;
    try {
        co_await forever;
    } catch (const CancelledError&) {
        cancelled = std::current_exception();
    }
    if (cancelled) {
        close();
        try {
            co_await wait_closed();
        } catch (...) {  // NOLINT(bugprone-empty-catch): the first cancellation is what is raised
        }
        serving_forever_.reset();
        std::rethrow_exception(cancelled);
    }
}

void SocketServer::close() {
    if (std::exchange(closed_, true)) {
        return;
    }
    const std::shared_ptr<SocketServer> alive = weak_from_this().lock();
    remove_socket_file();
    for (const auto& listener : listeners_) {
        listener->stop();
    }
    if (link_->loop != nullptr) {
        loop_.services().remove(*this);
    }
    serving_ = false;
    if (serving_forever_ && !serving_forever_->done()) {
        serving_forever_->cancel();
        serving_forever_.reset();
    }
    if (clients_ == 0) {
        wake_waiters();
    }
}

void SocketServer::require_client_methods(const char* method) const {
    if (!closes_clients_) {
        throw AttributeError("'Server' object has no attribute '" + std::string(method) + "'");
    }
}

std::vector<std::shared_ptr<SocketTransport>> SocketServer::open_clients() const {
    if (link_->loop == nullptr) {
        return {};  // they went with the loop
    }
    return SocketTransport::clients_of(*this, loop_.services());
}

void SocketServer::close_clients() {
    require_client_methods("close_clients");
    for (const auto& client : open_clients()) {
        client->close();
    }
}

void SocketServer::abort_clients() {
    require_client_methods("abort_clients");
    for (const auto& client : open_clients()) {
        client->abort();
    }
}

Coro<void> SocketServer::wait_closed() {
    const std::shared_ptr<SocketServer> alive = shared_from_this();
    if (woken_ || link_->loop == nullptr || (closed_ && !loop_.dialect().server_waits_for_clients)) {
        co_return;
    }
    const Future<void> waiter = loop_.create_future<void>();
    waiters_.push_back(waiter);
    co_await waiter;
}

void SocketServer::wake_waiters() {
    woken_ = true;
    for (Future<void>& waiter : std::exchange(waiters_, {})) {
        if (!waiter.done()) {
            waiter.set_result();
        }
    }
}

void SocketServer::detach() {
    --clients_;
    if (clients_ == 0 && closed_) {
        wake_waiters();
    }
}

void SocketServer::accept_from(Listener& listener) {
    const std::shared_ptr<SocketServer> alive = shared_from_this();
    for (int accepted_now = 0; accepted_now < std::max(accepting_.backlog, 1); ++accepted_now) {
        Socket socket(::accept4(listener.socket().fileno(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (socket) {
            loop_.create_task(accepted(alive, std::move(socket)));
            continue;
        }
        const int error = errno;
        if (out_of_resources(error)) {
            loop_.call_exception_handler({"socket.accept() out of system resource",
                                          os_error(error),
                                          {"exception", "message", "socket"}});
            retry_later(listener);
        } else if (error != EAGAIN && error != EINTR && error != ECONNABORTED) {
            std::rethrow_exception(os_error(error));
        }
        return;
    }
}

void SocketServer::retry_later(Listener& listener) {
    listener.accept(false);
    loop_.call_later(kAcceptRetryDelay, [weak = weak_from_this(), &listener] {
        const std::shared_ptr<SocketServer> server = weak.lock();
        if (server && server->serving_) {
            listener.accept(true);
        }
    });
}

Coro<void> SocketServer::accepted(std::shared_ptr<SocketServer> server, Socket socket) {
    // A connection that fails before it is made concerns nobody: Python reports it in debug mode only.
    try {
        const std::shared_ptr<Protocol> protocol = server->accepting_.factory();
        const Future<void> waiter = server->loop_.create_future<void>();
        TransportSettings settings;
        settings.ssl = server->accepting_.ssl;
        settings.server_side = true;
        settings.ssl_handshake_timeout = server->accepting_.ssl_handshake_timeout;
        settings.ssl_shutdown_timeout = server->accepting_.ssl_shutdown_timeout;
        settings.server = server;
        settings.waiter = waiter;
        const std::shared_ptr<Transport> transport =
            make_transport(server->loop_, std::move(socket), protocol, std::move(settings));
        const CloseUnlessReleased closing(transport);
        co_await waiter;
        closing.release();
    } catch (const BaseException&) {  // NOLINT(bugprone-empty-catch)
    }
}

void SocketServer::remove_on_close(std::string path) {
    struct stat status {};
    if (::stat(path.c_str(), &status) == 0) {
        socket_file_ = std::move(path);
        socket_inode_ = status.st_ino;
    }
}

void SocketServer::remove_socket_file() const noexcept {
    struct stat status {};
    // Another server may have put its own socket there meanwhile.
    if (!socket_file_.empty() && ::stat(socket_file_.c_str(), &status) == 0 &&
        status.st_ino == socket_inode_) {
        ::unlink(socket_file_.c_str());
    }
}

void SocketServer::abandon() noexcept {
    closed_ = true;
    serving_ = false;
    for (const auto& listener : listeners_) {
        listener->stop();
    }
}

std::string SocketServer::repr() const {
    std::string text = "<Server sockets=(";
    const std::vector<SocketView> views = sockets();
    for (const SocketView& view : views) {
        text += view.repr() + (views.size() == 1 ? "," : &view != &views.back() ? ", " : "");
    }
    return text + ")>";
}

}  // namespace asyncio::net::detail
