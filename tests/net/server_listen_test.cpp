#include <set>
#include <string>
#include <vector>

#include <netinet/in.h>

#include "net_fixture.hpp"

namespace net = asyncio::net;
using net::ServerOptions;
using net::start_server;
using net::start_unix_server;
using net::Streams;
using testing::bound_socket;
using testing::echo;
using testing::port_of;
using testing::ServerPtr;
using testing::with_sock;
using namespace std::chrono_literals;

namespace {

struct ListenFixture : testing::NetFixture {
    std::string refusal(net::Hosts hosts, net::Port port, ServerOptions options = ServerOptions()) {
        return raised_by(start_server(echo, std::move(hosts), std::move(port), std::move(options)));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(server, ListenFixture)

BOOST_AUTO_TEST_CASE(start_server_listens_on_several_hosts) {
    const ServerPtr server = run(start_server(echo, std::vector<std::string>{"127.0.0.1", "::1"}, 0));
    BOOST_REQUIRE(server->sockets().size() == 2U);
    for (const net::SocketView& socket : server->sockets()) {
        const net::SocketAddress address = socket.getsockname();
        const Streams streams = run(net::open_connection(address.host(), address.port()));
        BOOST_TEST(ask(streams, "x") == "x");
        close(streams);
    }
    close(server);
}

BOOST_AUTO_TEST_CASE(start_server_without_host_listens_on_all_interfaces) {
    const ServerPtr server = run(start_server(echo, std::nullopt, 0));
    std::set<std::string> hosts;
    for (const net::SocketView& socket : server->sockets()) {
        hosts.insert(socket.getsockname().host());
    }
    BOOST_TEST((hosts == std::set<std::string>{"0.0.0.0", "::"}));
    close(server);
}

BOOST_AUTO_TEST_CASE(start_server_with_an_empty_host_listens_on_all_interfaces) {
    ServerOptions options;
    options.family = AF_INET;
    const ServerPtr server = run(start_server(echo, "", 0, options));
    BOOST_REQUIRE(server->sockets().size() == 1U);
    BOOST_TEST(server->sockets()[0].getsockname().host() == "0.0.0.0");
    close(server);
}

BOOST_AUTO_TEST_CASE(start_server_takes_over_a_bound_socket) {
    net::Socket socket = bound_socket();
    const int port = socket.getsockname().port();
    const ServerPtr server = run(start_server(echo, with_sock<ServerOptions>(std::move(socket))));
    BOOST_TEST(port_of(server) == port);
    const Streams streams = connect(server);
    BOOST_TEST(ask(streams, "x") == "x");
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(address_in_use_is_an_error_that_names_it) {
    const ServerPtr server = serve(echo);
    const std::string address = server->sockets()[0].getsockname().repr();
    BOOST_TEST(refusal("127.0.0.1", port_of(server)) ==
               "OSError: [Errno 98] error while attempting to bind on address " + address +
                   ": [errno 98] address already in use");
    close(server);
}

BOOST_AUTO_TEST_CASE(reuse_port_lets_two_servers_share_an_address) {
    ServerOptions options;
    options.reuse_port = true;
    const ServerPtr first = serve(echo, options);
    const ServerPtr second = run(start_server(echo, "127.0.0.1", port_of(first), options));
    BOOST_TEST(port_of(second) == port_of(first));
    close(first);
    close(second);
}

BOOST_AUTO_TEST_CASE(sockets_are_made_as_the_options_say) {
    ServerOptions options;
    options.keep_alive = true;
    const ServerPtr server = serve(echo, options);
    BOOST_TEST(server->sockets()[0].getsockopt(SOL_SOCKET, SO_KEEPALIVE) == 1);
    BOOST_TEST(server->sockets()[0].getsockopt(SOL_SOCKET, SO_REUSEADDR) == 1);
    options.reuse_address = false;
    const ServerPtr other = serve(echo, options);
    BOOST_TEST(other->sockets()[0].getsockopt(SOL_SOCKET, SO_REUSEADDR) == 0);
    close(server);
    close(other);
}

BOOST_AUTO_TEST_CASE(backlog_of_zero_still_serves) {
    ServerOptions options;
    options.backlog = 0;
    const ServerPtr server = serve(echo, options);
    for (int i = 0; i < 3; ++i) {
        const Streams streams = connect(server);
        BOOST_TEST(ask(streams, "x") == "x");
        close(streams);
    }
    close(server);
}

BOOST_AUTO_TEST_CASE(host_that_is_not_ours_is_an_error) {
    BOOST_TEST(refusal("192.0.2.1", 0) == "OSError: could not bind on any address out of [('192.0.2.1', 0)]");
    BOOST_TEST(records.empty());
}

BOOST_AUTO_TEST_CASE(no_host_of_an_empty_list_is_an_error) {
    BOOST_TEST(refusal(std::vector<std::string>(), 0) == "OSError: could not bind on any address out of []");
}

BOOST_AUTO_TEST_CASE(port_out_of_range_is_an_overflow_error) {
    BOOST_TEST(refusal("127.0.0.1", 65536) == "OverflowError: bind(): port must be 0-65535.");
}

BOOST_AUTO_TEST_CASE(host_and_socket_is_an_error) {
    BOOST_TEST(refusal("127.0.0.1", 0, with_sock<ServerOptions>(bound_socket())) ==
               "ValueError: host/port and sock can not be specified at the same time");
}

BOOST_AUTO_TEST_CASE(neither_host_nor_socket_is_an_error) {
    BOOST_TEST(raised_by(start_server(echo, ServerOptions())) ==
               "ValueError: Neither host/port nor sock were specified");
}

BOOST_AUTO_TEST_CASE(datagram_socket_is_refused) {
    BOOST_TEST(raised_by(start_server(echo, with_sock<ServerOptions>(net::Socket(AF_INET, SOCK_DGRAM, 0))))
                   .starts_with("ValueError: A Stream Socket was expected, got <socket.socket fd="));
    BOOST_TEST(
        raised_by(start_unix_server(echo, std::nullopt, with_sock<ServerOptions>(bound_socket())))
            .starts_with("ValueError: A UNIX Domain Stream Socket was expected, got <socket.socket fd="));
}

BOOST_AUTO_TEST_CASE(tls_without_a_context_is_an_error) {
    ServerOptions options;
    options.ssl = true;
    BOOST_TEST(refusal("127.0.0.1", 0, options) == "TypeError: ssl argument must be an SSLContext or None");
    options = ServerOptions();
    options.ssl_handshake_timeout = 1s;
    BOOST_TEST(refusal("127.0.0.1", 0, options) ==
               "ValueError: ssl_handshake_timeout is only meaningful with ssl");
}

BOOST_AUTO_TEST_SUITE_END()
