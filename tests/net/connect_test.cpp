#include <cerrno>
#include <memory>
#include <string>

#include "connect_fixture.hpp"

namespace net = asyncio::net;
using net::ConnectOptions;
using net::open_connection;
using net::Streams;
using testing::ConnectFixture;
using testing::DeadPort;
using testing::echo;
using testing::open_descriptors;
using testing::port_of;
using testing::Reader;
using testing::with_sock;
using testing::Writer;

BOOST_FIXTURE_TEST_SUITE(connecting, ConnectFixture)

BOOST_AUTO_TEST_CASE(open_connection_over_ipv4_reaches_the_server) {
    const auto server = serve(echo);
    const Streams streams = open("127.0.0.1", port_of(server));
    BOOST_TEST(ask(streams, "hello") == "hello");
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(open_connection_over_ipv6_reaches_the_server) {
    const auto server = serve_on("::1");
    const Streams streams = open("::1", port_of(server));
    BOOST_TEST(ask(streams, "hello") == "hello");
    const auto peer = std::any_cast<net::SocketAddress>(streams.writer->get_extra_info("peername"));
    BOOST_TEST(peer.repr() == "('::1', " + std::to_string(port_of(server)) + ", 0, 0)");
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(open_connection_takes_a_port_by_its_number_as_text) {
    const auto server = serve(echo);
    const Streams streams = run(open_connection("127.0.0.1", std::to_string(port_of(server))));
    BOOST_TEST(ask(streams, "x") == "x");
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(open_connection_takes_over_a_connected_socket) {
    net::Socket peer;
    const Streams streams = streams_with(peer);
    peer.send("hello");
    BOOST_TEST(read(streams, 10) == "hello");
    streams.writer->write("answer");
    BOOST_TEST(peer.recv(10) == "answer");
    close(streams);
    BOOST_TEST(peer.recv(10).empty());
}

BOOST_AUTO_TEST_CASE(open_connection_binds_to_a_local_address) {
    const auto server = serve(echo);
    ConnectOptions options;
    options.local_addr = {"127.0.0.1", 0};
    const Streams streams = open("127.0.0.1", port_of(server), options);
    const auto local = std::any_cast<net::SocketAddress>(streams.writer->get_extra_info("sockname"));
    BOOST_TEST(local.host() == "127.0.0.1");
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(open_connection_refused_names_the_address) {
    const DeadPort dead;
    BOOST_TEST(refusal("127.0.0.1", dead.number()) ==
               "ConnectionRefusedError: [Errno 111] Connect call failed " + dead.address());
}

BOOST_AUTO_TEST_CASE(open_connection_refused_has_the_error_number) {
    const DeadPort dead;
    try {
        open("127.0.0.1", dead.number());
        BOOST_ERROR("connected");
    } catch (const net::ConnectionRefusedError& error) {
        BOOST_TEST((error.error_number() == ECONNREFUSED));
    }
}

BOOST_AUTO_TEST_CASE(limit_is_that_of_the_reader) {
    net::Socket peer;
    auto [ours, theirs] = net::Socket::pair();
    ConnectOptions options = with_sock<ConnectOptions>(std::move(ours));
    options.limit = 7;
    const Streams streams = run(open_connection(options));
    BOOST_TEST(streams.reader->limit() == 7);
    close(streams);
}

BOOST_AUTO_TEST_CASE(cancelled_connection_attempt_leaves_nothing_open) {
    const auto server = serve(echo);
    const std::size_t before = open_descriptors();
    for (int steps = 0; steps < 6; ++steps) {
        auto opening = loop.create_task(open_connection("127.0.0.1", port_of(server)));
        tick(steps);
        opening.cancel();
        wait_until([&] { return opening.done(); });
    }
    // The server's ends close when it has read our ends' closing.
    wait_until([&] { return open_descriptors() == before; });
    close(server);
}

BOOST_AUTO_TEST_CASE(sock_connect_connects_a_socket_of_the_callers) {
    const auto server = serve(echo);
    net::Socket socket(AF_INET, SOCK_STREAM, 0);
    run(loop.sock_connect(socket.view(), server->sockets()[0].getsockname()));
    BOOST_TEST(socket.getpeername().port() == port_of(server));
    socket.close();
    close(server);
}

BOOST_AUTO_TEST_CASE(create_connection_joins_a_transport_and_a_protocol) {
    struct Noting final : asyncio::Protocol {
        std::string seen;
        void connection_made(const std::shared_ptr<asyncio::Transport>&) override { seen += "made "; }
        void data_received(std::string_view data) override { seen += std::string(data) + ' '; }
        bool eof_received() override {
            seen += "eof ";
            return false;
        }
        void connection_lost(const std::exception_ptr& error) override { seen += error ? "broken" : "lost"; }
    };
    const auto server = serve([](Reader, Writer writer) {
        writer->write("hello");
        writer->close();
    });
    const auto protocol = std::make_shared<Noting>();
    net::ProtocolFactory factory = [protocol]() -> std::shared_ptr<asyncio::Protocol> { return protocol; };
    const net::Connection connection =
        run(loop.create_connection(factory, std::string("127.0.0.1"), port_of(server)));
    BOOST_TEST((connection.protocol == protocol));
    wait_until([&] { return protocol->seen.ends_with("lost"); });
    BOOST_TEST(protocol->seen == "made hello eof lost");
    close(server);
}

BOOST_AUTO_TEST_SUITE_END()
