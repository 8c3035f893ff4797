#pragma once

#include <memory>
#include <string>

#include "net_fixture.hpp"

namespace testing {

using ContextPtr = std::shared_ptr<asyncio::net::SslContext>;

/// The path of a certificate, key or authority that the build has made.
std::string certificate(const std::string& name);

/// A server's context with the certificate of that name.
ContextPtr server_context(const std::string& name = "localhost");
/// A client's context that trusts our authority.
ContextPtr client_context();
/// One for which an end without TLS's closing message is an error.
ContextPtr strict_context();
/// One that trusts everybody.
ContextPtr unverifying_context();

asyncio::net::ServerOptions over_tls(ContextPtr context);
asyncio::net::ConnectOptions by_tls(ContextPtr context = client_context());
asyncio::TlsUpgrade upgrade_to(ContextPtr context, std::string server_hostname = {});

/// Servers that speak TLS, and what becomes of those who connect.
struct TlsFixture : NetFixture {
    using NetFixture::NetFixture;

    ServerPtr serve_tls(asyncio::ClientConnected handler, ContextPtr context = server_context());
    std::string refusal(const ServerPtr& server, asyncio::net::ConnectOptions options);
};

}  // namespace testing
