#include <sys/socket.h>

#include "connect_fixture.hpp"

namespace net = asyncio::net;
using net::ConnectOptions;
using net::open_connection;
using net::Streams;
using testing::ConnectFixture;
using testing::DeadPort;
using testing::port_of;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(connecting, ConnectFixture)

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

BOOST_AUTO_TEST_SUITE_END()
