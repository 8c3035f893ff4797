#include "tls_fixture.hpp"

#include <utility>

namespace testing {

namespace net = asyncio::net;

std::string certificate(const std::string& name) {
    return STREAMSPEC_CERTIFICATES "/" + name;
}

ContextPtr server_context(const std::string& name) {
    auto context = std::make_shared<net::SslContext>(net::SslContext::Purpose::server);
    context->load_cert_chain(certificate(name + ".pem"));
    return context;
}

ContextPtr client_context() {
    auto context = std::make_shared<net::SslContext>(net::SslContext::Purpose::client);
    context->load_verify_locations(certificate("ca.pem"));
    return context;
}

ContextPtr strict_context() {
    ContextPtr context = client_context();
    context->set_truncation_is_error(true);
    return context;
}

ContextPtr unverifying_context() {
    auto context = std::make_shared<net::SslContext>(net::SslContext::Purpose::client);
    context->set_check_hostname(false);
    context->set_verify_mode(net::VerifyMode::none);
    return context;
}

net::ServerOptions over_tls(ContextPtr context) {
    net::ServerOptions options;
    options.ssl = std::move(context);
    return options;
}

net::ConnectOptions by_tls(ContextPtr context) {
    net::ConnectOptions options;
    options.ssl = std::move(context);
    return options;
}

asyncio::TlsUpgrade upgrade_to(ContextPtr context, std::string server_hostname) {
    asyncio::TlsUpgrade upgrade;
    upgrade.context = std::move(context);
    upgrade.server_hostname = std::move(server_hostname);
    return upgrade;
}

ServerPtr TlsFixture::serve_tls(asyncio::ClientConnected handler, ContextPtr context) {
    return serve(std::move(handler), over_tls(std::move(context)));
}

std::string TlsFixture::refusal(const ServerPtr& server, net::ConnectOptions options) {
    return raised_by(net::open_connection("127.0.0.1", port_of(server), std::move(options)));
}

}  // namespace testing
