// The awaiting calls of the wire layer.

#include <fstream>

#include <sys/socket.h>

#include "streamspec/subject/subject.hpp"
#include "wire_run.hpp"

namespace streamspec {
namespace {

using asyncio::Coro;

int address_family(Family family) {
    return family == Family::ipv4 ? AF_INET : family == Family::ipv6 ? AF_INET6 : AF_UNIX;
}

asyncio::Clock::Time seconds(const Value& value) {
    return std::chrono::seconds(typed<std::int64_t>(value));
}

[[noreturn]] void refuse(const std::string& option) {
    throw SubjectError("the reference has no argument " + option);
}

Coro<Value> none_of(Coro<void> call) {
    co_await call;
    co_return Value{None{}};
}

}  // namespace

std::optional<Coro<Value>> WireRun::begin_otherwise(const std::string& by, const AwaitingCall& call,
                                                    Policy policy) {
    if (const auto* opening = std::get_if<OpenConnection>(&call.is)) {
        return open_connection(*opening);
    }
    if (const auto* starting = std::get_if<StartServer>(&call.is)) {
        return start_server(*starting);
    }
    if (const auto* with = std::get_if<WithServer>(&call.is)) {
        return with_server(by, *with, policy);
    }
    if (const auto* server_call = std::get_if<AwaitServer>(&call.is)) {
        auto& server = *servers_.at(server_call->on);
        return none_of(server_call->verb == Verb::start_serving   ? server.start_serving()
                       : server_call->verb == Verb::serve_forever ? server.serve_forever()
                                                                  : server.wait_closed());
    }
    if (const auto* start_tls = std::get_if<StartTls>(&call.is)) {
        return none_of(writer(start_tls->on).start_tls(upgrade_of(*start_tls)));
    }
    return std::nullopt;
}

Coro<Value> WireRun::open_connection(const OpenConnection& call) {
    const auto& endpoint = call.endpoint;
    auto options = connect_options(endpoint);
    Coro<asyncio::net::Streams> opening;
    if (call.verb == Verb::open_unix_connection) {
        opening = asyncio::net::open_unix_connection(path_of(endpoint, false), std::move(options));
    } else {
        std::optional<std::string> host;
        asyncio::net::Port port;
        if (endpoint.to) {
            host = addresses_.at(*endpoint.to).host();
            port = addresses_.at(*endpoint.to).port();
        }
        if (endpoint.host) {
            const auto* given = std::get_if<Str>(&endpoint.host->is);
            host = given != nullptr ? std::optional(given->text) : std::nullopt;
        }
        if (endpoint.port) {
            port = static_cast<int>(typed<std::int64_t>(*endpoint.port));
        }
        opening = asyncio::net::open_connection(std::move(host), std::move(port), std::move(options));
    }
    auto streams = co_await opening;
    readers_.add(call.reader, std::move(streams.reader));
    writers_.add(call.writer, std::move(streams.writer));
    remember_protocols();
    co_return Value{
        Container{Container::Kind::tuple, {Value{ObjectName{call.reader}}, Value{ObjectName{call.writer}}}}};
}

Coro<Value> WireRun::start_server(const StartServer& call) {
    const auto& endpoint = call.endpoint;
    auto options = server_options(endpoint);
    Coro<std::shared_ptr<asyncio::net::Server>> starting;
    if (call.verb == Verb::start_unix_server) {
        starting =
            asyncio::net::start_unix_server(callback_of(call), path_of(endpoint, true), std::move(options));
    } else {
        asyncio::net::Hosts hosts;
        asyncio::net::Port port;
        if (endpoint.to) {
            hosts = asyncio::net::Hosts(addresses_.at(*endpoint.to).host());
            port = addresses_.at(*endpoint.to).port();
        } else if (!endpoint.bare && !endpoint.sock) {
            hosts = asyncio::net::Hosts("127.0.0.1");
            port = 0;
        }
        if (endpoint.host) {
            if (const auto* one = std::get_if<Str>(&endpoint.host->is)) {
                hosts = asyncio::net::Hosts(one->text);
            } else if (const auto* several = std::get_if<Container>(&endpoint.host->is)) {
                std::vector<std::string> names;
                for (const auto& item : several->items) {
                    names.push_back(typed<Str>(item).text);
                }
                hosts = asyncio::net::Hosts(std::move(names));
            } else {
                hosts = asyncio::net::Hosts();
            }
        }
        if (endpoint.port) {
            port = static_cast<int>(typed<std::int64_t>(*endpoint.port));
        }
        starting = asyncio::net::start_server(callback_of(call), std::move(hosts), std::move(port),
                                              std::move(options));
    }
    auto server = co_await starting;
    auto address = server->sockets().at(0).getsockname();
    addresses_[call.server] = address;
    normaliser_.name_port(address.port(), call.server);
    servers_[call.server] = std::move(server);
    co_return Value{ObjectName{call.server}};
}

asyncio::ClientConnected WireRun::callback_of(const StartServer& call) {
    auto next = std::make_shared<std::size_t>(0);
    return asyncio::ClientConnected(asyncio::ClientConnected::Maker(
        [this, &call, next](std::shared_ptr<asyncio::StreamReader> reader,
                            std::shared_ptr<asyncio::StreamWriter> writer) -> std::optional<Coro<void>> {
            if (*next >= call.clients.size()) {
                failure_ = "there are more connections than the script has clients for";
                return std::nullopt;
            }
            return client_callback(*call.clients[(*next)++])(std::move(reader), std::move(writer));
        }));
}

Coro<Value> WireRun::with_server(const std::string& by, const WithServer& call, Policy policy) {
    auto server = servers_.at(call.on);
    std::exception_ptr error;
    Value result{None{}};
    try {
        Coro<Value> steps = play(by, call.body, policy);
        co_await steps;
    } catch (const asyncio::BaseException&) {
        error = std::current_exception();
    }
    server->close();
    Coro<void> closing = server->wait_closed();
    co_await closing;
    if (error) {
        std::rethrow_exception(error);
    }
    co_return result;
}

asyncio::net::ConnectOptions WireRun::connect_options(const Endpoint& endpoint) {
    asyncio::net::ConnectOptions options;
    options.ssl = ssl_of(endpoint);
    options.sock = take_socket(endpoint);
    if (endpoint.loop) {
        refuse("loop");
    }
    if (endpoint.local) {
        options.local_addr = {*endpoint.local, 0};
    }
    if (endpoint.family) {
        options.family = address_family(*endpoint.family);
    }
    for (const auto& [key, value] : endpoint.options) {
        if (key == "limit") {
            options.limit = typed<std::int64_t>(value);
        } else if (key == "server_hostname") {
            options.server_hostname = typed<Str>(value).text;
        } else if (key == "ssl_handshake_timeout") {
            options.ssl_handshake_timeout = seconds(value);
        } else if (key == "ssl_shutdown_timeout") {
            options.ssl_shutdown_timeout = seconds(value);
        } else if (key == "happy_eyeballs_delay") {
            options.happy_eyeballs_delay = seconds(value);
        } else if (key == "interleave") {
            options.interleave = static_cast<int>(typed<std::int64_t>(value));
        } else if (key == "all_errors") {
            options.all_errors = typed<bool>(value);
        } else if (key == "flags") {
            options.flags = static_cast<int>(typed<std::int64_t>(value));
        } else {
            refuse(key);
        }
    }
    return options;
}

asyncio::net::ServerOptions WireRun::server_options(const Endpoint& endpoint) {
    asyncio::net::ServerOptions options;
    options.ssl = ssl_of(endpoint);
    options.sock = take_socket(endpoint);
    if (endpoint.loop) {
        refuse("loop");
    }
    if (endpoint.family) {
        options.family = address_family(*endpoint.family);
    }
    for (const auto& [key, value] : endpoint.options) {
        if (key == "limit") {
            options.limit = typed<std::int64_t>(value);
        } else if (key == "ssl_handshake_timeout") {
            options.ssl_handshake_timeout = seconds(value);
        } else if (key == "ssl_shutdown_timeout") {
            options.ssl_shutdown_timeout = seconds(value);
        } else if (key == "flags") {
            options.flags = static_cast<int>(typed<std::int64_t>(value));
        } else if (key == "backlog") {
            options.backlog = static_cast<int>(typed<std::int64_t>(value));
        } else if (key == "reuse_address") {
            options.reuse_address = typed<bool>(value);
        } else if (key == "reuse_port") {
            options.reuse_port = typed<bool>(value);
        } else if (key == "keep_alive") {
            options.keep_alive = typed<bool>(value);
        } else if (key == "start_serving") {
            options.start_serving = typed<bool>(value);
        } else if (key == "cleanup_socket") {
            options.cleanup_socket = typed<bool>(value);
        } else {
            refuse(key);
        }
    }
    return options;
}

std::optional<std::string> WireRun::path_of(const Endpoint& endpoint, bool of_server) {
    if (endpoint.bare || (endpoint.sock && !endpoint.to)) {
        return std::nullopt;
    }
    switch (endpoint.path) {
        case PathForm::missing:
            return folder_.path() + "/missing";
        case PathForm::too_long:
            return folder_.path() + "/" + std::string(200, 'x');
        case PathForm::occupied: {
            auto path = folder_.new_path();
            std::ofstream file(path);
            return path;
        }
        default:
            break;
    }
    if (endpoint.to) {
        return addresses_.at(*endpoint.to).path();
    }
    return of_server ? std::optional(folder_.new_path()) : std::nullopt;
}

asyncio::net::Ssl WireRun::ssl_of(const Endpoint& endpoint) {
    if (const auto* given = std::get_if<bool>(&endpoint.ssl)) {
        return {*given};
    }
    if (const auto* context = std::get_if<std::string>(&endpoint.ssl)) {
        return {contexts_.at(*context).own};
    }
    return {};
}

std::shared_ptr<asyncio::net::Socket> WireRun::take_socket(const Endpoint& endpoint) {
    if (!endpoint.sock) {
        return nullptr;
    }
    if (auto listener = listeners_.find(*endpoint.sock); listener != listeners_.end()) {
        return std::make_shared<asyncio::net::Socket>(listener->second->take_socket());
    }
    return std::make_shared<asyncio::net::Socket>(peers_.at(*endpoint.sock)->take_other());
}

asyncio::TlsUpgrade WireRun::upgrade_of(const StartTls& call) {
    asyncio::TlsUpgrade upgrade;
    upgrade.context = contexts_.at(call.transport).own;
    for (const auto& [key, value] : call.options) {
        if (key == "server_hostname") {
            upgrade.server_hostname = typed<Str>(value).text;
        } else if (key == "ssl_handshake_timeout") {
            upgrade.ssl_handshake_timeout = seconds(value);
        } else if (key == "ssl_shutdown_timeout") {
            upgrade.ssl_shutdown_timeout = seconds(value);
        } else {
            refuse(key);
        }
    }
    return upgrade;
}

}  // namespace streamspec
