#pragma once

#include <optional>
#include <string>

#include "net_fixture.hpp"

namespace testing {

/// Clients that reach a server, or do not.
struct ConnectFixture : NetFixture {
    /// A server on all addresses of a host, on one port.
    ServerPtr serve_on(std::string host, int port = 0) {
        return run([](std::string where, int number) -> Coro<ServerPtr> {
            Coro<ServerPtr> starting = asyncio::net::start_server(echo, std::move(where), number);
            co_return co_await starting;
        }(std::move(host), port));
    }
    asyncio::net::Streams open(std::string host, int port,
                               asyncio::net::ConnectOptions options = asyncio::net::ConnectOptions()) {
        return run(asyncio::net::open_connection(std::move(host), port, std::move(options)));
    }
    std::string refusal(std::optional<std::string> host, asyncio::net::Port port,
                        asyncio::net::ConnectOptions options = asyncio::net::ConnectOptions()) {
        return raised_by(asyncio::net::open_connection(std::move(host), std::move(port), std::move(options)));
    }
};

}  // namespace testing
