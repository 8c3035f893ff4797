#include <string>

#include <sys/socket.h>

#include "connect_fixture.hpp"

namespace net = asyncio::net;
using net::ConnectOptions;
using net::open_connection;
using net::open_unix_connection;
using testing::ConnectFixture;
using testing::port_of;
using testing::Reader;
using testing::TemporaryDirectory;
using testing::with_sock;
using testing::Writer;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(connecting, ConnectFixture)

BOOST_AUTO_TEST_CASE(port_out_of_range_is_an_overflow_error) {
    BOOST_TEST(refusal("127.0.0.1", 70000) == "OverflowError: connect(): port must be 0-65535.");
    BOOST_TEST(refusal("127.0.0.1", -1) == "OverflowError: connect(): port must be 0-65535.");
}

BOOST_AUTO_TEST_CASE(port_out_of_range_behind_a_name_is_an_overflow_error) {
    // CPython takes it modulo 65536 here, and connects to another port.
    BOOST_TEST(refusal("localhost", 70000) == "OverflowError: connect(): port must be 0-65535.");
}

BOOST_AUTO_TEST_CASE(neither_host_nor_port_nor_socket_is_an_error) {
    BOOST_TEST(refusal(std::nullopt, std::nullopt) ==
               "ValueError: host and port was not specified and no sock specified");
}

BOOST_AUTO_TEST_CASE(both_host_and_socket_is_an_error) {
    BOOST_TEST(refusal("127.0.0.1", 80, with_sock<ConnectOptions>(net::Socket(AF_INET, SOCK_STREAM, 0))) ==
               "ValueError: host/port and sock can not be specified at the same time");
}

BOOST_AUTO_TEST_CASE(datagram_socket_is_refused) {
    ConnectOptions options = with_sock<ConnectOptions>(net::Socket(AF_INET, SOCK_DGRAM, 0));
    const std::string descriptor = std::to_string(options.sock->fileno());
    BOOST_TEST(raised_by(open_connection(options)) ==
               "ValueError: A Stream Socket was expected, got <socket.socket fd=" + descriptor +
                   ", family=2, type=2, proto=17, laddr=('0.0.0.0', 0)>");
    BOOST_TEST(raised_by(open_unix_connection(std::nullopt, options))
                   .starts_with("ValueError: A UNIX Domain Stream Socket was expected, got <socket.socket"));
}

BOOST_AUTO_TEST_CASE(limit_that_is_not_positive_is_an_error_before_anything_is_connected) {
    bool called = false;
    const auto server = serve([&](Reader, Writer writer) {
        called = true;
        writer->close();
    });
    ConnectOptions options;
    options.limit = 0;
    BOOST_TEST(refusal("127.0.0.1", port_of(server), options) == "ValueError: Limit cannot be <= 0");
    // A later connection is the proof that no earlier one came.
    close(open("127.0.0.1", port_of(server)));
    wait_until([&] { return called; });
    close(server);
}

BOOST_AUTO_TEST_CASE(tls_arguments_without_tls_are_errors) {
    ConnectOptions options;
    options.server_hostname = "localhost";
    BOOST_TEST(refusal("127.0.0.1", 80, options) ==
               "ValueError: server_hostname is only meaningful with ssl");
    options = ConnectOptions();
    options.ssl_handshake_timeout = 1s;
    BOOST_TEST(refusal("127.0.0.1", 80, options) ==
               "ValueError: ssl_handshake_timeout is only meaningful with ssl");
    options = ConnectOptions();
    options.ssl_shutdown_timeout = 1s;
    BOOST_TEST(refusal("127.0.0.1", 80, options) ==
               "ValueError: ssl_shutdown_timeout is only meaningful with ssl");
}

BOOST_AUTO_TEST_CASE(tls_over_a_socket_needs_a_host_name) {
    auto [ours, theirs] = net::Socket::pair();
    ConnectOptions options = with_sock<ConnectOptions>(std::move(ours));
    options.ssl = true;
    BOOST_TEST(raised_by(open_connection(options)) ==
               "ValueError: You must set server_hostname when using ssl without a host");
    BOOST_TEST(raised_by(open_unix_connection("/nowhere", options)) ==
               "ValueError: you have to pass server_hostname when using ssl");
}

BOOST_AUTO_TEST_CASE(unix_connection_without_path_and_socket_is_an_error) {
    BOOST_TEST(raised_by(open_unix_connection(std::nullopt)) ==
               "ValueError: no path and sock were specified");
}

BOOST_AUTO_TEST_CASE(unix_connection_with_path_and_socket_is_an_error) {
    auto [ours, theirs] = net::Socket::pair();
    BOOST_TEST(raised_by(open_unix_connection("/nowhere", with_sock<ConnectOptions>(std::move(ours)))) ==
               "ValueError: path and sock can not be specified at the same time");
}

BOOST_AUTO_TEST_CASE(unix_path_that_is_too_long_is_an_error) {
    BOOST_TEST(raised_by(open_unix_connection(std::string(108, 'x'))) == "OSError: AF_UNIX path too long");
}

BOOST_AUTO_TEST_CASE(unix_path_where_nothing_is_is_an_error) {
    const TemporaryDirectory directory;
    BOOST_TEST(raised_by(open_unix_connection(directory.file("none"))) ==
               "FileNotFoundError: [Errno 2] No such file or directory");
}

BOOST_AUTO_TEST_SUITE_END()
