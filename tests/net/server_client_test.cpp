#include "net_fixture.hpp"

namespace net = asyncio::net;
using net::ServerOptions;
using net::Streams;
using testing::Coro;
using testing::echo;
using testing::NetFixture;
using testing::Playing;
using testing::Reader;
using testing::ServerPtr;
using testing::Writer;

namespace {

using Python3_11_7 = Playing<NetFixture, 11, 7>;
using Python3_12_1 = Playing<NetFixture, 12, 1>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(server, NetFixture)

BOOST_AUTO_TEST_CASE(limit_of_zero_closes_each_connection_silently) {
    ServerOptions options;
    options.limit = 0;
    bool called = false;
    const ServerPtr server = serve([&](Reader, Writer) { called = true; }, options);
    const Streams streams = connect(server);
    BOOST_TEST(read(streams).empty());
    BOOST_TEST(!called);
    BOOST_TEST(reports.empty());
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(handler_that_throws_closes_its_own_connection_and_is_reported) {
    const ServerPtr server = serve([](Reader reader, Writer writer) -> Coro<void> {
        const std::string line = co_await reader->readline();
        if (line == "bad\n") {
            throw asyncio::ValueError("bad line");
        }
        writer->write(line);
        co_await reader->read();
        writer->close();
    });
    const Streams good = connect(server);
    const Streams bad = connect(server);
    bad.writer->write("bad\n");
    BOOST_TEST(read(bad).empty());
    BOOST_REQUIRE(reports.size() == 1U);
    BOOST_TEST(reports[0] == "Unhandled exception in client_connected_cb | ValueError: bad line");
    BOOST_TEST(ask(good, "good\n") == "good\n");
    close(good);
    close(bad);
    close(server);
}

BOOST_AUTO_TEST_CASE(plain_callback_that_throws_is_reported_and_the_server_goes_on) {
    int calls = 0;
    const ServerPtr server = serve([&](Reader, Writer writer) {
        if (++calls == 1) {
            throw asyncio::ValueError("first");
        }
        writer->close();
    });
    const Streams first = connect(server);
    wait_until([&] { return calls == 1; });
    const Streams second = connect(server);
    BOOST_TEST(read(second).empty());
    BOOST_REQUIRE(reports.size() == 1U);
    BOOST_TEST(reports[0].starts_with("Exception in callback StreamReaderProtocol.connection_made"));
    BOOST_TEST(reports[0].ends_with("ValueError: first"));
    close(first);
    close(second);
    server->close();
}

BOOST_AUTO_TEST_CASE(thousand_connections_in_a_row_leave_nothing_open) {
    const ServerPtr server = serve(echo);
    for (int i = 0; i < 200; ++i) {
        const Streams streams = connect(server);
        BOOST_TEST(ask(streams, "x") == "x");
        close(streams);
    }
    close(server);
}

BOOST_AUTO_TEST_CASE(wait_closed_waits_for_the_connections) {
    const ServerPtr server = serve(echo);
    const Streams streams = connect(server);
    ask(streams, "x");
    server->close();
    auto waiting = loop.create_task(server->wait_closed());
    BOOST_TEST(ask(streams, "still served") == "still served");
    BOOST_TEST(!waiting.done());
    close(streams);
    wait_until([&] { return waiting.done(); });
    BOOST_TEST(!waiting.cancelled());
}

BOOST_FIXTURE_TEST_CASE(wait_closed_of_an_older_release_does_not_wait, Python3_11_7) {
    const ServerPtr server = serve(echo);
    const Streams streams = connect(server);
    ask(streams, "x");
    server->close();
    run(server->wait_closed());
    BOOST_TEST(ask(streams, "still served") == "still served");
    close(streams);
}

BOOST_AUTO_TEST_CASE(close_clients_closes_each_connection_in_order) {
    // What was written still arrives.
    const std::string much(1 << 20, 'x');
    const ServerPtr server = serve([&](Reader reader, Writer writer) -> Coro<void> {
        writer->write(much);
        co_await reader->read();
        writer->close();
    });
    const Streams streams = connect(server);
    const std::string first = readexactly(streams, 1);
    server->close();
    server->close_clients();
    BOOST_TEST(read(streams).size() + first.size() == much.size());
    close(streams);
    run(server->wait_closed());
}

BOOST_AUTO_TEST_CASE(abort_clients_closes_each_connection_at_once) {
    bool blocked = false;
    const std::string much(16 << 20, 'x');
    const ServerPtr server = serve([&](Reader, Writer writer) -> Coro<void> {
        writer->write(much);
        blocked = true;
        co_await writer->drain();
    });
    const Streams streams = connect(server);
    wait_until([&] { return blocked; });
    server->close();
    server->abort_clients();
    run(server->wait_closed());
    const std::string outcome = raised_by([&]() -> Coro<void> {
        const std::string all = co_await streams.reader->read();
        BOOST_TEST(all.size() < much.size());
    }());
    BOOST_TEST((outcome == "nothing" || outcome.starts_with("ConnectionResetError")));
    streams.writer->close();
}

BOOST_FIXTURE_TEST_CASE(client_methods_are_unknown_to_older_releases, Python3_12_1) {
    const ServerPtr server = serve(echo);
    BOOST_TEST(raised([&] { server->close_clients(); }) ==
               "AttributeError: 'Server' object has no attribute 'close_clients'");
    BOOST_TEST(raised([&] { server->abort_clients(); }) ==
               "AttributeError: 'Server' object has no attribute 'abort_clients'");
    close(server);
}

BOOST_AUTO_TEST_SUITE_END()
