#include "net_fixture.hpp"

namespace net = asyncio::net;
using net::Streams;
using testing::Coro;
using testing::echo;
using testing::NetFixture;
using testing::port_of;
using testing::Reader;
using testing::ServerPtr;
using testing::Writer;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(loops, NetFixture)

BOOST_AUTO_TEST_CASE(closed_loop_refuses_to_run) {
    loop.close();
    loop.close();
    BOOST_TEST(loop.is_closed());
    BOOST_TEST(raised([&] { loop.run_forever(); }) == "RuntimeError: Event loop is closed");
    BOOST_TEST(raised([&] { loop.add_reader(0, [] {}); }) == "RuntimeError: Event loop is closed");
}

BOOST_AUTO_TEST_CASE(close_with_live_connections_closes_them_without_telling) {
    net::Socket peer;
    const Streams streams = streams_with(peer);
    const ServerPtr server = serve(echo);
    const Streams client = connect(server);
    ask(client, "x");
    auto reading = loop.create_task(streams.reader->read(10));
    tick();
    loop.close();
    BOOST_TEST(peer.recv(1).empty());
    BOOST_TEST(reports.empty());
}

BOOST_AUTO_TEST_CASE(close_with_live_connections_frees_them) {
    // Whatever the release: some have a protocol keep its writer, which keeps the protocol.
    for (const asyncio::Version& release : {asyncio::Version{3, 7, 16}, {3, 11, 7}, {3, 13, 0}}) {
        std::vector<std::weak_ptr<asyncio::StreamWriter>> writers;
        std::vector<std::weak_ptr<asyncio::Transport>> transports;
        {
            net::EventLoop other(asyncio::Dialect::of(release));
            const auto handler = [&](Reader reader, Writer writer) -> Coro<void> {
                writers.push_back(writer);
                transports.push_back(writer->transport());
                co_await echo(reader, writer);
            };
            const ServerPtr server = other.run_until_complete(net::start_server(handler, "127.0.0.1", 0));
            const Streams client =
                other.run_until_complete(net::open_connection("127.0.0.1", port_of(server)));
            client.writer->write("x");
            static_cast<void>(other.run_until_complete(client.reader->readexactly(1)));
            writers.push_back(client.writer);
            transports.push_back(client.writer->transport());
        }
        BOOST_TEST(writers.size() == 2U);
        for (std::size_t i = 0; i < writers.size(); ++i) {
            BOOST_TEST(writers[i].expired());
            BOOST_TEST(transports[i].expired());
        }
    }
}

BOOST_AUTO_TEST_CASE(close_while_a_dropped_callback_holds_the_last_writer_is_fine) {
    net::Socket peer;
    {
        auto streams = std::make_shared<Streams>(streams_with(peer));
        loop.call_soon([streams] {});
        loop.call_later(1h, [streams] {});
    }
    loop.close();
    BOOST_TEST(peer.recv(1).empty());
}

BOOST_AUTO_TEST_SUITE_END()
