#include <cerrno>
#include <set>

#include <netdb.h>
#include <netinet/in.h>

#include "net_fixture.hpp"

namespace net = asyncio::net;
using net::ConnectOptions;
using net::open_connection;
using net::open_unix_connection;
using net::Streams;
using testing::Coro;
using testing::DeadPort;
using testing::echo;
using testing::open_descriptors;
using testing::port_of;
using testing::TemporaryDirectory;
using namespace std::chrono_literals;

namespace {

struct ConnectFixture : testing::NetFixture {
    /// A server on all addresses of a host, on one port.
    testing::ServerPtr serve_on(std::string host, int port = 0) {
        return run([](std::string where, int number) -> Coro<testing::ServerPtr> {
            Coro<testing::ServerPtr> starting = net::start_server(echo, std::move(where), number);
            co_return co_await starting;
        }(std::move(host), port));
    }
    Streams open(std::string host, int port, ConnectOptions options = ConnectOptions()) {
        return run(open_connection(std::move(host), port, std::move(options)));
    }
    std::string refusal(std::optional<std::string> host, net::Port port,
                        ConnectOptions options = ConnectOptions()) {
        return raised_by(open_connection(std::move(host), std::move(port), std::move(options)));
    }
};

ConnectOptions with_sock(net::Socket socket) {
    ConnectOptions options;
    options.sock = std::make_shared<net::Socket>(std::move(socket));
    return options;
}

}  // namespace

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

BOOST_AUTO_TEST_CASE(open_connection_to_a_name_tries_each_of_its_addresses) {
    // "localhost" may be ::1 as well, where nobody listens.
    const auto server = serve_on("127.0.0.1");
    const Streams streams = open("localhost", port_of(server));
    BOOST_TEST(ask(streams, "x") == "x");
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(open_connection_without_host_tries_the_loopback_addresses_of_both_families) {
    const auto server = serve_on("127.0.0.1");
    const Streams streams = run(open_connection(std::nullopt, port_of(server)));
    BOOST_TEST(ask(streams, "x") == "x");
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
    BOOST_TEST(run([&]() -> Coro<std::string> { co_return co_await streams.reader->read(10); }()) == "hello");
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

BOOST_AUTO_TEST_CASE(open_connection_to_several_dead_addresses_reports_them_all) {
    const DeadPort dead;
    const std::string port = std::to_string(dead.number());
    BOOST_TEST(refusal(std::nullopt, dead.number()) ==
               "OSError: Multiple exceptions: [Errno 111] Connect call failed ('::1', " + port +
                   ", 0, 0), [Errno 111] Connect call failed ('127.0.0.1', " + port + ')');
}

BOOST_AUTO_TEST_CASE(all_errors_raises_them_as_a_group) {
    const DeadPort dead;
    ConnectOptions options;
    options.all_errors = true;
    try {
        run(open_connection(std::nullopt, dead.number(), options));
        BOOST_ERROR("connected");
    } catch (const net::ExceptionGroup& group) {
        BOOST_TEST(group.what() == "create_connection failed (2 sub-exceptions)");
        BOOST_REQUIRE(group.exceptions().size() == 2U);
        BOOST_TEST((asyncio::exception_cast<net::ConnectionRefusedError>(group.exceptions()[1]) != nullptr));
    }
}

BOOST_AUTO_TEST_CASE(happy_eyeballs_reach_the_address_that_answers) {
    const auto server = serve_on("127.0.0.1");
    ConnectOptions options;
    options.happy_eyeballs_delay = 10s;
    // The first address fails at once: nobody waits ten seconds for the second.
    const Streams streams = run(open_connection(std::nullopt, port_of(server), options));
    BOOST_TEST(ask(streams, "x") == "x");
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(happy_eyeballs_to_dead_addresses_report_them_all) {
    const DeadPort dead;
    ConnectOptions options;
    options.happy_eyeballs_delay = 10s;
    BOOST_TEST(refusal(std::nullopt, dead.number(), options).starts_with("OSError: Multiple exceptions: "));
}

BOOST_AUTO_TEST_CASE(happy_eyeballs_without_delay_let_the_addresses_race) {
    const auto first = serve_on("::1");
    const auto second = serve_on("127.0.0.1", port_of(first));
    ConnectOptions options;
    options.happy_eyeballs_delay = 0s;
    const Streams streams = run(open_connection(std::nullopt, port_of(first), options));
    BOOST_TEST(ask(streams, "x") == "x");
    close(streams);
    close(first);
    close(second);
}

BOOST_AUTO_TEST_CASE(happy_eyeballs_with_a_port_out_of_range_do_not_hang) {
    ConnectOptions options;
    options.happy_eyeballs_delay = 10s;
    BOOST_TEST(refusal("127.0.0.1", 70000, options) == "OverflowError: connect(): port must be 0-65535.");
}

BOOST_AUTO_TEST_CASE(interleave_alternates_the_families) {
    const auto server = serve_on("127.0.0.1");
    ConnectOptions options;
    options.interleave = 1;
    const Streams streams = run(open_connection(std::nullopt, port_of(server), options));
    BOOST_TEST(ask(streams, "x") == "x");
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(unresolvable_host_is_a_gaierror) {
    ConnectOptions options;
    options.flags = AI_NUMERICHOST;  // asks no name server
    BOOST_TEST(refusal("no-such-host.invalid", 80, options) ==
               "gaierror: [Errno -2] Name or service not known");
    try {
        open("no-such-host.invalid", 80, options);
    } catch (const net::GaiError& error) {
        BOOST_TEST((error.error_number() == EAI_NONAME));
        BOOST_TEST(error.base_name() == "OSError");
    }
}

BOOST_AUTO_TEST_CASE(empty_host_is_not_resolved_as_the_local_one) {
    BOOST_TEST(refusal("", 80) == "gaierror: [Errno -2] Name or service not known");
}

BOOST_AUTO_TEST_CASE(host_with_a_null_character_is_not_cut_off_there) {
    BOOST_TEST(refusal(std::string("local\0host", 10), 80) == "ValueError: embedded null character");
}

BOOST_AUTO_TEST_CASE(family_excludes_addresses_of_another_one) {
    const DeadPort dead;
    ConnectOptions options;
    options.family = AF_INET6;
    BOOST_TEST(refusal("127.0.0.1", dead.number(), options) ==
               "gaierror: [Errno -9] Address family for hostname not supported");
    options.family = AF_INET;
    BOOST_TEST(refusal(std::nullopt, dead.number(), options) ==
               "ConnectionRefusedError: [Errno 111] Connect call failed " + dead.address());
}

BOOST_AUTO_TEST_CASE(proto_is_asked_of_the_resolver) {
    const auto server = serve(echo);
    ConnectOptions options;
    options.proto = IPPROTO_TCP;
    const Streams streams = open("127.0.0.1", port_of(server), options);
    BOOST_TEST(ask(streams, "x") == "x");
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(port_out_of_range_is_an_overflow_error) {
    BOOST_TEST(refusal("127.0.0.1", 70000) == "OverflowError: connect(): port must be 0-65535.");
    BOOST_TEST(refusal("127.0.0.1", -1) == "OverflowError: connect(): port must be 0-65535.");
}

BOOST_AUTO_TEST_CASE(port_out_of_range_behind_a_name_is_an_overflow_error) {
    // CPython takes it modulo 65536 here, and connects to another port.
    BOOST_TEST(refusal("localhost", 70000) == "OverflowError: connect(): port must be 0-65535.");
}

BOOST_AUTO_TEST_CASE(local_address_of_another_family_is_an_error) {
    const DeadPort dead;
    ConnectOptions options;
    options.local_addr = {"::1", 0};
    BOOST_TEST(refusal("127.0.0.1", dead.number(), options) ==
               "OSError: no matching local address with family=<AddressFamily.AF_INET: 2> found");
}

BOOST_AUTO_TEST_CASE(local_address_that_is_not_ours_is_an_error) {
    const DeadPort dead;
    ConnectOptions options;
    options.local_addr = {"192.0.2.1", 0};
    BOOST_TEST(refusal("127.0.0.1", dead.number(), options) ==
               "OSError: [Errno 99] error while attempting to bind on address ('192.0.2.1', 0): "
               "[errno 99] cannot assign requested address");
}

BOOST_AUTO_TEST_CASE(neither_host_nor_port_nor_socket_is_an_error) {
    BOOST_TEST(refusal(std::nullopt, std::nullopt) ==
               "ValueError: host and port was not specified and no sock specified");
}

BOOST_AUTO_TEST_CASE(both_host_and_socket_is_an_error) {
    BOOST_TEST(refusal("127.0.0.1", 80, with_sock(net::Socket(AF_INET, SOCK_STREAM, 0))) ==
               "ValueError: host/port and sock can not be specified at the same time");
}

BOOST_AUTO_TEST_CASE(datagram_socket_is_refused) {
    ConnectOptions options = with_sock(net::Socket(AF_INET, SOCK_DGRAM, 0));
    const std::string descriptor = std::to_string(options.sock->fileno());
    BOOST_TEST(raised_by(open_connection(options)) ==
               "ValueError: A Stream Socket was expected, got <socket.socket fd=" + descriptor +
                   ", family=2, type=2, proto=17, laddr=('0.0.0.0', 0)>");
    BOOST_TEST(raised_by(open_unix_connection(std::nullopt, options))
                   .starts_with("ValueError: A UNIX Domain Stream Socket was expected, got <socket.socket"));
}

BOOST_AUTO_TEST_CASE(limit_that_is_not_positive_is_an_error_before_anything_is_connected) {
    bool called = false;
    const auto server = serve([&](testing::Reader, testing::Writer writer) {
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

BOOST_AUTO_TEST_CASE(limit_is_that_of_the_reader) {
    net::Socket peer;
    auto [ours, theirs] = net::Socket::pair();
    ConnectOptions options = with_sock(std::move(ours));
    options.limit = 7;
    const Streams streams = run(open_connection(options));
    BOOST_TEST(streams.reader->limit() == 7);
    close(streams);
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
    ConnectOptions options = with_sock(std::move(ours));
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
    BOOST_TEST(raised_by(open_unix_connection("/nowhere", with_sock(std::move(ours)))) ==
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

BOOST_AUTO_TEST_CASE(cancelled_connection_attempt_leaves_nothing_open) {
    const auto server = serve(echo);
    const std::size_t before = open_descriptors();
    for (int steps = 0; steps < 6; ++steps) {
        auto opening = loop.create_task(open_connection("127.0.0.1", port_of(server)));
        run([](int ticks) -> Coro<void> {
            for (int i = 0; i < ticks; ++i) {
                co_await asyncio::sleep(0s);
            }
        }(steps));
        opening.cancel();
        wait_until([&] { return opening.done(); });
    }
    // The server's ends close when it has read our ends' closing.
    wait_until([&] { return open_descriptors() == before; });
    close(server);
}

BOOST_AUTO_TEST_CASE(getaddrinfo_resolves_names_and_services) {
    const auto found = run(loop.getaddrinfo("127.0.0.1", "http", AF_INET, SOCK_STREAM));
    BOOST_REQUIRE(!found.empty());
    BOOST_TEST(found[0].address().repr() == "('127.0.0.1', 80)");
    BOOST_TEST(found[0].type() == SOCK_STREAM);
    BOOST_TEST(found[0].protocol() == IPPROTO_TCP);
}

BOOST_AUTO_TEST_CASE(getaddrinfo_of_an_unknown_service_is_a_gaierror) {
    BOOST_TEST(raised_by(loop.getaddrinfo("127.0.0.1", "no-such-service", 0, SOCK_STREAM)) ==
               "gaierror: [Errno -8] Servname not supported for ai_socktype");
}

BOOST_AUTO_TEST_CASE(many_lookups_run_at_the_same_time) {
    std::vector<Coro<std::vector<net::AddressInfo>>> calls;
    for (int i = 0; i < 32; ++i) {
        calls.push_back(loop.getaddrinfo("localhost", 80, 0, SOCK_STREAM));
    }
    auto all = asyncio::gather(loop, std::move(calls));
    BOOST_TEST(run([](auto gathered) -> Coro<std::size_t> {
                   const auto outcomes = co_await gathered;
                   co_return outcomes.size();
               }(all)) == 32U);
}

BOOST_AUTO_TEST_CASE(loop_that_closes_during_a_lookup_forgets_it) {
    auto looking_up = loop.create_task(loop.getaddrinfo("localhost", 80));
    run([]() -> Coro<void> { co_await asyncio::sleep(0s); }());
    loop.close();
    BOOST_TEST(loop.is_closed());
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
    const auto server = serve([](testing::Reader, testing::Writer writer) {
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
