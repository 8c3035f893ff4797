#include <algorithm>
#include <cctype>
#include <cerrno>
#include <map>
#include <utility>

#include <asyncio/net/errors.hpp>
#include <asyncio/net/event_loop.hpp>
#include <netinet/in.h>
#include <sys/socket.h>

#include "make_transport.hpp"
#include "resolve.hpp"

namespace asyncio::net {

namespace {

/// Stops waiting for a descriptor on every way out.
class WriterScope {
  public:
    WriterScope(EventLoop& loop, int descriptor) : loop_(loop), descriptor_(descriptor) {}
    WriterScope(const WriterScope&) = delete;
    WriterScope& operator=(const WriterScope&) = delete;
    ~WriterScope() { loop_.remove_writer(descriptor_); }

  private:
    EventLoop& loop_;
    int descriptor_;
};

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

const BaseException& as_error(const std::exception_ptr& error) {
    return *exception_cast(error);
}

/// A socket to connect one address with, bound to a local one where that is asked for.
Socket bound_socket(const AddressInfo& info, const std::optional<std::vector<AddressInfo>>& local) {
    Socket socket(info.family(), info.type(), info.protocol());
    if (!local) {
        return socket;
    }
    std::exception_ptr last;
    for (const AddressInfo& candidate : *local) {
        if (candidate.family() != info.family()) {
            continue;
        }
        try {
            socket.bind(candidate.address());
            return socket;
        } catch (const OSError& error) {
            last = os_error(error.error_number().value_or(0), "error while attempting to bind on address " +
                                                                  candidate.address().repr() + ": " +
                                                                  lower(error.what()));
        }
    }
    if (!last) {
        throw OSError("no matching local address with family=" + std::to_string(info.family()) + " found");
    }
    std::rethrow_exception(last);
}

using LocalAddresses = std::optional<std::vector<AddressInfo>>;

Coro<Socket> connect_one(EventLoop& loop, AddressInfo info, Port port,
                         std::shared_ptr<const LocalAddresses> local) {
    Socket socket = bound_socket(info, *local);
    detail::require_port_in_range(info, port, "connect");
    Coro<void> connecting = loop.sock_connect(socket.view(), info.address());
    co_await connecting;
    co_return std::move(socket);
}

/// Python's `_interleave_addrinfos`: the families take turns, the first one begins with `first` addresses.
std::vector<AddressInfo> interleaved(std::vector<AddressInfo> infos, int first) {
    std::vector<std::pair<int, std::vector<AddressInfo>>> families;
    for (AddressInfo& info : infos) {
        auto found = std::find_if(families.begin(), families.end(),
                                  [&](const auto& family) { return family.first == info.family(); });
        if (found == families.end()) {
            found = families.insert(found, {info.family(), {}});
        }
        found->second.push_back(std::move(info));
    }
    std::vector<AddressInfo> result;
    if (families.empty()) {
        return result;
    }
    std::vector<AddressInfo>& front = families.front().second;
    const auto ahead = std::min<std::size_t>(static_cast<std::size_t>(std::max(first - 1, 0)), front.size());
    std::move(front.begin(), front.begin() + static_cast<std::ptrdiff_t>(ahead), std::back_inserter(result));
    front.erase(front.begin(), front.begin() + static_cast<std::ptrdiff_t>(ahead));
    for (std::size_t round = 0;; ++round) {
        bool any = false;
        for (auto& [family, members] : families) {
            if (round < members.size()) {
                result.push_back(std::move(members[round]));
                any = true;
            }
        }
        if (!any) {
            return result;
        }
    }
}

/// What became of the attempts to connect.
struct Attempts {
    Socket socket;
    std::vector<std::exception_ptr> errors;
};

Coro<Attempts> connect_in_turn(EventLoop& loop, std::vector<AddressInfo> infos, Port port,
                               std::shared_ptr<const LocalAddresses> local) {
    Attempts attempts;
    for (const AddressInfo& info : infos) {
        try {
            Coro<Socket> connecting = connect_one(loop, info, port, local);
            attempts.socket = co_await connecting;
            break;
        } catch (const OSError&) {
            attempts.errors.push_back(std::current_exception());
        }
    }
    co_return std::move(attempts);
}

/// Happy eyeballs (RFC 8305): each address is tried when the one before it failed, or took longer than
/// `delay`; the first one that connects wins, and the others are cancelled.
class Race : public std::enable_shared_from_this<Race> {
  public:
    Race(EventLoop& loop, std::vector<AddressInfo> infos, Port port,
         std::shared_ptr<const LocalAddresses> local, Clock::Time delay)
        : loop_(loop),
          infos_(std::move(infos)),
          port_(std::move(port)),
          local_(std::move(local)),
          delay_(delay),
          over_(loop.create_future<void>()) {}
    ~Race() { stop(); }
    Race(const Race&) = delete;
    Race& operator=(const Race&) = delete;

    static Coro<Attempts> run(std::shared_ptr<Race> race) {
        const StopAtEnd stopping(*race);
        race->errors_.resize(race->infos_.size());
        race->start_next();
        const Future<void> over = race->over_;
        co_await over;
        Attempts attempts;
        attempts.socket = std::move(race->winner_);
        for (const std::exception_ptr& error : race->errors_) {
            if (error) {
                attempts.errors.push_back(error);
            }
        }
        co_return std::move(attempts);
    }

  private:
    struct StopAtEnd {
        explicit StopAtEnd(Race& race) : race_(race) {}
        ~StopAtEnd() { race_.stop(); }
        Race& race_;
    };

    static Coro<void> attempt(std::shared_ptr<Race> race, std::size_t index) {
        try {
            Coro<Socket> connecting =
                connect_one(race->loop_, race->infos_[index], race->port_, race->local_);
            Socket socket = co_await connecting;
            if (!race->over_.done()) {
                race->winner_ = std::move(socket);
                race->over_.set_result();
            }
            co_return;
        } catch (const OSError&) {
            race->errors_[index] = std::current_exception();
        }
        ++race->failed_;
        race->start_next();
    }

    void start_next() {
        if (timer_) {
            timer_->cancel();
            timer_.reset();
        }
        if (over_.done()) {
            return;
        }
        if (next_ == infos_.size()) {
            if (failed_ == infos_.size()) {
                over_.set_result();
            }
            return;
        }
        tasks_.push_back(loop_.create_task(attempt(shared_from_this(), next_++)));
        if (next_ < infos_.size()) {
            timer_ = loop_.call_later(delay_, [weak = weak_from_this()] {
                if (const std::shared_ptr<Race> race = weak.lock()) {
                    race->start_next();
                }
            });
        }
    }

    void stop() {
        if (timer_) {
            timer_->cancel();
            timer_.reset();
        }
        for (Task<void>& task : std::exchange(tasks_, {})) {
            task.cancel();
        }
    }

    EventLoop& loop_;
    std::vector<AddressInfo> infos_;
    Port port_;
    std::shared_ptr<const LocalAddresses> local_;
    Clock::Time delay_;
    Future<void> over_;
    std::vector<std::exception_ptr> errors_;
    std::vector<Task<void>> tasks_;
    std::optional<TimerHandle> timer_;
    std::size_t next_ = 0;
    std::size_t failed_ = 0;
    Socket winner_;
};

/// Raises what the attempts together mean.
[[noreturn]] void throw_all(std::vector<std::exception_ptr> errors, bool all_errors) {
    if (all_errors) {
        throw ExceptionGroup("create_connection failed", std::move(errors));
    }
    if (errors.empty()) {
        throw TimeoutError("create_connection failed");
    }
    const std::string model = as_error(errors.front()).what();
    std::string texts;
    bool same = true;
    for (const std::exception_ptr& error : errors) {
        same = same && as_error(error).what() == model;
        texts += (texts.empty() ? "" : ", ") + std::string(as_error(error).what());
    }
    if (same) {
        std::rethrow_exception(errors.front());
    }
    throw OSError("Multiple exceptions: " + texts);
}

/// Checks the TLS options, and returns the host name that the certificate is checked against.
std::string checked_server_hostname(const ConnectOptions& options, const std::optional<std::string>& host) {
    if (options.server_hostname && !options.ssl) {
        throw ValueError("server_hostname is only meaningful with ssl");
    }
    std::string name = options.server_hostname.value_or("");
    if (!options.server_hostname && options.ssl) {
        if (!host || host->empty()) {
            throw ValueError("You must set server_hostname when using ssl without a host");
        }
        name = *host;
    }
    if (options.ssl_handshake_timeout && !options.ssl) {
        throw ValueError("ssl_handshake_timeout is only meaningful with ssl");
    }
    if (options.ssl_shutdown_timeout && !options.ssl) {
        throw ValueError("ssl_shutdown_timeout is only meaningful with ssl");
    }
    return name;
}

std::string socket_repr(const SocketView& socket) {
    return "<socket.socket fd=" + std::to_string(socket.fileno()) +
           ", family=" + std::to_string(socket.family()) + ", type=" + std::to_string(socket.type()) + '>';
}

/// A transport over a connected socket, once its protocol knows of it.
Coro<Connection> connection_over(EventLoop& loop, Socket socket, ProtocolFactory factory,
                                 ConnectOptions options, std::string server_hostname) {
    Connection connection;
    connection.protocol = factory();
    const Future<void> waiter = loop.create_future<void>();
    detail::TransportSettings settings;
    if (options.ssl) {
        settings.ssl = options.ssl.context() ? options.ssl.context() : SslContext::create_default();
    }
    settings.server_hostname = std::move(server_hostname);
    settings.ssl_handshake_timeout = options.ssl_handshake_timeout;
    settings.ssl_shutdown_timeout = options.ssl_shutdown_timeout;
    settings.waiter = waiter;
    connection.transport =
        detail::make_transport(loop, std::move(socket), connection.protocol, std::move(settings));
    const detail::CloseUnlessReleased closing(connection.transport);
    co_await waiter;
    closing.release();
    co_return connection;
}

}  // namespace

Coro<void> EventLoop::sock_connect(SocketView socket, SocketAddress address) {
    require_open();
    if (::connect(socket.fileno(), address.data(), address.size()) == 0) {
        co_return;
    }
    if (errno != EINPROGRESS && errno != EINTR && errno != EAGAIN) {
        std::rethrow_exception(os_error(errno));
    }
    Future<void> connected = create_future<void>();
    add_writer(socket.fileno(), [socket, address, connected]() mutable {
        if (connected.done()) {
            return;
        }
        const int error = socket.getsockopt(SOL_SOCKET, SO_ERROR);
        if (error == 0) {
            connected.set_result();
        } else {
            connected.set_exception(os_error(error, "Connect call failed " + address.repr()));
        }
    });
    const WriterScope waiting(*this, socket.fileno());
    co_await connected;
}

Coro<Connection> EventLoop::create_connection(ProtocolFactory factory, std::optional<std::string> host,
                                              Port port, ConnectOptions options) {
    require_open();
    std::string server_hostname = checked_server_hostname(options, host);
    if (options.happy_eyeballs_delay && !options.interleave) {
        options.interleave = 1;
    }
    Socket socket;
    if (host || port.given()) {
        if (options.sock) {
            throw ValueError("host/port and sock can not be specified at the same time");
        }
        Coro<std::vector<AddressInfo>> resolving =
            detail::resolve(*this, {host, port}, options.family, options.proto, options.flags);
        std::vector<AddressInfo> infos = co_await resolving;
        if (infos.empty()) {
            throw OSError("getaddrinfo() returned empty list");
        }
        auto local = std::make_shared<LocalAddresses>();
        if (options.local_addr) {
            Coro<std::vector<AddressInfo>> resolving_local =
                detail::resolve(*this, {options.local_addr->first, options.local_addr->second},
                                options.family, options.proto, options.flags);
            *local = co_await resolving_local;
            if ((*local)->empty()) {
                throw OSError("getaddrinfo() returned empty list");
            }
        }
        if (options.interleave && *options.interleave > 0) {
            infos = interleaved(std::move(infos), *options.interleave);
        }
        Coro<Attempts> connecting =
            options.happy_eyeballs_delay
                ? Race::run(std::make_shared<Race>(*this, std::move(infos), port, std::move(local),
                                                   *options.happy_eyeballs_delay))
                : connect_in_turn(*this, std::move(infos), port, std::move(local));
        Attempts attempts = co_await connecting;
        if (!attempts.socket) {
            throw_all(std::move(attempts.errors), options.all_errors);
        }
        socket = std::move(attempts.socket);
    } else {
        if (!options.sock) {
            throw ValueError("host and port was not specified and no sock specified");
        }
        if (options.sock->view().type() != SOCK_STREAM) {
            throw ValueError("A Stream Socket was expected, got " + socket_repr(options.sock->view()));
        }
        socket = std::move(*options.sock);
    }
    Coro<Connection> making = connection_over(*this, std::move(socket), std::move(factory),
                                              std::move(options), std::move(server_hostname));
    co_return co_await making;
}

Coro<Connection> EventLoop::create_unix_connection(ProtocolFactory factory, std::optional<std::string> path,
                                                   ConnectOptions options) {
    require_open();
    if (options.ssl) {
        if (!options.server_hostname) {
            throw ValueError("you have to pass server_hostname when using ssl");
        }
    } else {
        static_cast<void>(checked_server_hostname(options, std::nullopt));
    }
    Socket socket;
    if (path) {
        if (options.sock) {
            throw ValueError("path and sock can not be specified at the same time");
        }
        socket = Socket(AF_UNIX, SOCK_STREAM, 0);
        Coro<void> connecting = sock_connect(socket.view(), SocketAddress::unix_path(*path));
        co_await connecting;
    } else {
        if (!options.sock) {
            throw ValueError("no path and sock were specified");
        }
        if (options.sock->view().family() != AF_UNIX || options.sock->view().type() != SOCK_STREAM) {
            throw ValueError("A UNIX Domain Stream Socket was expected, got " +
                             socket_repr(options.sock->view()));
        }
        socket = std::move(*options.sock);
    }
    std::string server_hostname = options.server_hostname.value_or("");
    Coro<Connection> making = connection_over(*this, std::move(socket), std::move(factory),
                                              std::move(options), std::move(server_hostname));
    co_return co_await making;
}

}  // namespace asyncio::net
