#include <asyncio/net/streams.hpp>
#include <asyncio/warnings.hpp>

#include "keywords.hpp"

namespace asyncio::net {

namespace {

std::int64_t limit_of(const std::optional<std::int64_t>& limit) {
    return limit.value_or(StreamReader::kDefaultLimit);
}

/// What Python's `loop=` does.
void check_loop_argument(const asyncio::EventLoop* given, const Dialect& dialect) {
    if (given == nullptr || dialect.loop_argument == LoopArgument::accepted) {
        return;
    }
    detail::require_known(dialect.loop_argument != LoopArgument::refused, "loop");
    warn("DeprecationWarning",
         "The loop argument is deprecated since Python 3.8, and scheduled for removal in Python 3.10.");
}

/// Makes the protocol of each client, with a reader of its own.
ProtocolFactory client_protocols(EventLoop& loop, ClientConnected callback,
                                 const std::optional<std::int64_t>& limit) {
    return [&loop, callback = std::move(callback), limit = limit_of(limit)]() -> std::shared_ptr<Protocol> {
        auto reader = asyncio::detail::make_pooled<StreamReader>(loop, limit);
        return asyncio::detail::make_pooled<StreamReaderProtocol>(std::move(reader), callback, loop);
    };
}

/// The two ends that a connection is used by. `connect` makes it for a given protocol.
template <class Connect>
Coro<Streams> streams_over(std::optional<std::int64_t> limit, asyncio::EventLoop* loop_argument,
                           Connect connect) {
    EventLoop& loop = EventLoop::running();
    check_loop_argument(loop_argument, loop.dialect());
    Streams streams;
    streams.reader = std::make_shared<StreamReader>(loop, limit_of(limit));
    const auto protocol = std::make_shared<StreamReaderProtocol>(streams.reader, loop);
    Coro<Connection> connecting =
        connect(loop, [protocol]() -> std::shared_ptr<Protocol> { return protocol; });
    Connection connection = co_await connecting;
    streams.writer =
        std::make_shared<StreamWriter>(std::move(connection.transport), protocol, streams.reader, loop);
    co_return streams;
}

}  // namespace

Coro<Streams> open_connection(std::optional<std::string> host, Port port, ConnectOptions options) {
    const std::optional<std::int64_t> limit = options.limit;
    asyncio::EventLoop* const loop_argument = options.loop;
    return streams_over(limit, loop_argument,
                        [host = std::move(host), port = std::move(port), options = std::move(options)](
                            EventLoop& loop, ProtocolFactory factory) mutable {
                            return loop.create_connection(std::move(factory), std::move(host),
                                                          std::move(port), std::move(options));
                        });
}

Coro<Streams> open_connection(ConnectOptions options) {
    return open_connection(std::nullopt, Port(), std::move(options));
}

Coro<Streams> open_unix_connection(std::optional<std::string> path, ConnectOptions options) {
    const std::optional<std::int64_t> limit = options.limit;
    asyncio::EventLoop* const loop_argument = options.loop;
    return streams_over(limit, loop_argument,
                        [path = std::move(path), options = std::move(options)](
                            EventLoop& loop, ProtocolFactory factory) mutable {
                            return loop.create_unix_connection(std::move(factory), std::move(path),
                                                               std::move(options));
                        });
}

Coro<std::shared_ptr<Server>> start_server(ClientConnected client_connected_cb, Hosts hosts, Port port,
                                           ServerOptions options) {
    EventLoop& loop = EventLoop::running();
    check_loop_argument(options.loop, loop.dialect());
    ProtocolFactory factory = client_protocols(loop, std::move(client_connected_cb), options.limit);
    Coro<std::shared_ptr<Server>> starting =
        loop.create_server(std::move(factory), std::move(hosts), std::move(port), std::move(options));
    co_return co_await starting;
}

Coro<std::shared_ptr<Server>> start_server(ClientConnected client_connected_cb, ServerOptions options) {
    return start_server(std::move(client_connected_cb), Hosts(), Port(), std::move(options));
}

Coro<std::shared_ptr<Server>> start_unix_server(ClientConnected client_connected_cb,
                                                std::optional<std::string> path, ServerOptions options) {
    EventLoop& loop = EventLoop::running();
    check_loop_argument(options.loop, loop.dialect());
    ProtocolFactory factory = client_protocols(loop, std::move(client_connected_cb), options.limit);
    Coro<std::shared_ptr<Server>> starting =
        loop.create_unix_server(std::move(factory), std::move(path), std::move(options));
    co_return co_await starting;
}

}  // namespace asyncio::net
