#include <string>
#include <vector>

#include <netdb.h>
#include <netinet/in.h>

#include "connect_fixture.hpp"

namespace net = asyncio::net;
using net::ConnectOptions;
using net::Streams;
using testing::ConnectFixture;
using testing::Coro;
using testing::echo;
using testing::port_of;

BOOST_FIXTURE_TEST_SUITE(connecting, ConnectFixture)

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
    tick();
    loop.close();
    BOOST_TEST(loop.is_closed());
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

BOOST_AUTO_TEST_CASE(proto_is_asked_of_the_resolver) {
    const auto server = serve(echo);
    ConnectOptions options;
    options.proto = IPPROTO_TCP;
    const Streams streams = open("127.0.0.1", port_of(server), options);
    BOOST_TEST(ask(streams, "x") == "x");
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_SUITE_END()
