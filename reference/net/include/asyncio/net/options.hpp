#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <asyncio/clock.hpp>
#include <asyncio/net/socket.hpp>
#include <asyncio/net/ssl_context.hpp>

namespace asyncio::net {

/// A port: a number, the name of a service, or none.
class Port {
  public:
    Port() = default;
    Port(int number) : number_(number) {}                        // NOLINT: a port is a number
    Port(std::string service) : service_(std::move(service)) {}  // NOLINT: or a name
    Port(const char* service) : service_(service) {}             // NOLINT
    Port(std::nullopt_t /*none*/) {}                             // NOLINT: or none

    bool given() const noexcept { return number_ || service_; }
    const std::optional<int>& number() const noexcept { return number_; }
    const std::optional<std::string>& service() const noexcept { return service_; }

  private:
    std::optional<int> number_;
    std::optional<std::string> service_;
};

/// The hosts that a server listens on: one, several, or none given (all interfaces, as the empty string).
class Hosts {
  public:
    Hosts() = default;
    Hosts(std::nullopt_t /*none*/) {}                                   // NOLINT: Python's None
    Hosts(std::string host) : hosts_{std::move(host)}, given_(true) {}  // NOLINT: one host
    Hosts(const char* host) : Hosts(std::string(host)) {}               // NOLINT
    Hosts(std::vector<std::string> hosts) : hosts_(std::move(hosts)), given_(true) {}  // NOLINT: several

    bool given() const noexcept { return given_; }
    const std::vector<std::string>& names() const noexcept { return hosts_; }

  private:
    std::vector<std::string> hosts_;
    bool given_ = false;
};

/// Whether and how TLS is used: `ssl=` of Python's functions. `true`: a default context.
class Ssl {
  public:
    Ssl() = default;
    Ssl(bool on) : on_(on) {}                 // NOLINT: ssl=True
    Ssl(std::shared_ptr<SslContext> context)  // NOLINT: ssl=context
        : on_(context != nullptr), context_(std::move(context)) {}

    explicit operator bool() const noexcept { return on_; }
    /// The context that was given; null where none was.
    const std::shared_ptr<SslContext>& context() const noexcept { return context_; }

  private:
    bool on_ = false;
    std::shared_ptr<SslContext> context_;
};

/// The keyword arguments of `open_connection` and `create_connection` (and their Unix twins), under Python's
/// names. (Not an aggregate: g++ 12 destroys temporary aggregates twice in the expression that awaits.)
struct ConnectOptions {
    ConnectOptions() {}  // NOLINT(modernize-use-equals-default): that would be an aggregate

    std::optional<std::int64_t> limit;  ///< bytes; of the reader of `open_connection`
    Ssl ssl;
    std::optional<std::string> server_hostname;
    std::optional<Clock::Time> ssl_handshake_timeout;  ///< default 60 s
    std::optional<Clock::Time> ssl_shutdown_timeout;   ///< default 30 s
    int family = 0;
    int proto = 0;
    int flags = 0;
    std::shared_ptr<Socket> sock;  ///< a connected socket, which the transport takes over
    std::optional<std::pair<std::string, int>> local_addr;
    std::optional<Clock::Time>
        happy_eyeballs_delay;       ///< how long to wait before the next address is tried too
    std::optional<int> interleave;  ///< how many addresses of the first family come first
    bool all_errors = false;        ///< an ExceptionGroup of what each address raised
};

/// The keyword arguments of `start_server` and `create_server` (and their Unix twins).
struct ServerOptions {
    ServerOptions() {}  // NOLINT(modernize-use-equals-default): that would be an aggregate

    std::optional<std::int64_t> limit;
    Ssl ssl;
    std::optional<Clock::Time> ssl_handshake_timeout;
    std::optional<Clock::Time> ssl_shutdown_timeout;
    int family = 0;
    std::optional<int> flags;  ///< default AI_PASSIVE
    std::shared_ptr<Socket> sock;
    int backlog = 100;
    std::optional<bool> reuse_address;  ///< default true
    bool reuse_port = false;
    bool keep_alive = false;
    bool start_serving = true;
    bool cleanup_socket = true;  ///< a Unix server removes its socket's file when it closes (from 3.13)
};

}  // namespace asyncio::net
