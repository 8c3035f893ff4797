#include <string>

#include "tls_fixture.hpp"

namespace net = asyncio::net;
using net::Streams;
using testing::by_tls;
using testing::Coro;
using testing::echo;
using testing::open_descriptors;
using testing::over_tls;
using testing::port_of;
using testing::Reader;
using testing::server_context;
using testing::ServerPtr;
using testing::swallow;
using testing::TlsFixture;
using testing::Writer;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(tls, TlsFixture)

BOOST_AUTO_TEST_CASE(timeouts_must_be_positive) {
    const ServerPtr server = serve_tls(echo);
    net::ConnectOptions options = by_tls();
    options.ssl_handshake_timeout = 0s;
    BOOST_TEST(refusal(server, options) ==
               "ValueError: ssl_handshake_timeout should be a positive number, got 0");
    options = by_tls();
    options.ssl_shutdown_timeout = -1s;
    BOOST_TEST(refusal(server, options) ==
               "ValueError: ssl_shutdown_timeout should be a positive number, got -1");
    close(server);
}

BOOST_AUTO_TEST_CASE(plain_answer_to_a_handshake_is_an_error) {
    const ServerPtr server = serve([](Reader, Writer writer) {
        writer->write("HTTP/1.0 200 OK\r\n\r\n");
        writer->close();
    });
    BOOST_TEST(refusal(server, by_tls()) == "SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number");
    close(server);
}

BOOST_AUTO_TEST_CASE(rubbish_instead_of_a_handshake_ends_that_connection_only) {
    bool called = false;
    const ServerPtr server = serve_tls([&](Reader reader, Writer writer) -> Coro<void> {
        called = true;
        co_await echo(reader, writer);
    });
    const Streams rubbish = connect(server);
    rubbish.writer->write("GET / HTTP/1.0\r\n\r\n");
    const std::string answer =
        raised_by([&]() -> Coro<void> { static_cast<void>(co_await rubbish.reader->read()); }());
    BOOST_TEST((answer == "nothing" || answer.starts_with("ConnectionResetError")));
    BOOST_TEST(!called);
    const Streams streams = connect(server, by_tls());
    BOOST_TEST(ask(streams, "x") == "x");
    BOOST_TEST(reports.empty());
    close(streams);
    rubbish.writer->close();
    close(server);
}

BOOST_AUTO_TEST_CASE(end_during_the_handshake_is_a_reset) {
    const ServerPtr server = serve([](Reader reader, Writer writer) -> Coro<void> {
        static_cast<void>(co_await reader->read(65536));
        writer->close();
    });
    BOOST_TEST(refusal(server, by_tls()).starts_with("ConnectionResetError"));
    close(server);
}

BOOST_AUTO_TEST_CASE(handshake_that_takes_too_long_is_given_up) {
    const ServerPtr server = serve(swallow);
    net::ConnectOptions options = by_tls();
    options.ssl_handshake_timeout = 50ms;
    BOOST_TEST(refusal(server, options) ==
               "ConnectionAbortedError: SSL handshake is taking longer than 0.05 seconds: "
               "aborting the connection");
    close(server);
}

BOOST_AUTO_TEST_CASE(server_gives_a_silent_client_up) {
    net::ServerOptions options = over_tls(server_context());
    options.ssl_handshake_timeout = 50ms;
    const ServerPtr server = serve(echo, options);
    const Streams silent = connect(server);
    BOOST_TEST(read(silent).empty());
    close(silent);
    close(server);
}

BOOST_AUTO_TEST_CASE(cancelled_handshake_leaves_nothing_open) {
    const ServerPtr server = serve(swallow);
    const std::size_t before = open_descriptors();
    for (int steps = 0; steps < 8; ++steps) {
        auto opening = loop.create_task(net::open_connection("127.0.0.1", port_of(server), by_tls()));
        tick(steps);
        opening.cancel();
        wait_until([&] { return opening.done(); });
    }
    wait_until([&] { return open_descriptors() == before; });
    close(server);
}

BOOST_AUTO_TEST_SUITE_END()
