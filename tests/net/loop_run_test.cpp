#include "net_fixture.hpp"

namespace net = asyncio::net;
using net::Streams;
using testing::Coro;
using testing::echo;
using testing::NetFixture;
using testing::port_of;
using testing::Reader;
using testing::ServerPtr;
using testing::wait_for_ever;
using testing::Writer;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(loops, NetFixture)

BOOST_AUTO_TEST_CASE(run_runs_a_coroutine_on_a_loop_of_its_own) {
    const int answer = net::run([]() -> Coro<int> {
        const ServerPtr server = co_await net::start_server(echo, "127.0.0.1", 0);
        auto [reader, writer] = co_await net::open_connection("127.0.0.1", port_of(server));
        writer->write("42");
        const std::string text = co_await reader->readexactly(2);
        writer->close();
        server->close();
        co_return std::stoi(text);
    }());
    BOOST_TEST(answer == 42);
}

BOOST_AUTO_TEST_CASE(run_within_a_loop_is_an_error) {
    loop.call_soon([&] {
        reports.push_back(raised([] { net::run(wait_for_ever()); }));
        loop.stop();
    });
    loop.run_forever();
    BOOST_REQUIRE(reports.size() == 1U);
    BOOST_TEST(reports[0] == "RuntimeError: asyncio.run() cannot be called from a running event loop");
}

BOOST_AUTO_TEST_CASE(run_until_complete_that_is_stopped_is_an_error) {
    loop.call_soon([&] { loop.stop(); });
    BOOST_TEST(raised([&] { loop.run_until_complete(wait_for_ever()); }) ==
               "RuntimeError: Event loop stopped before Future completed.");
}

BOOST_AUTO_TEST_CASE(loop_that_runs_cannot_be_run_or_closed) {
    loop.call_soon([&] {
        reports.push_back(raised([&] { loop.run_forever(); }));
        reports.push_back(raised([&] { loop.close(); }));
        loop.stop();
    });
    loop.run_forever();
    BOOST_REQUIRE(reports.size() == 2U);
    BOOST_TEST(reports[0] == "RuntimeError: This event loop is already running");
    BOOST_TEST(reports[1] == "RuntimeError: Cannot close a running event loop");
}

BOOST_AUTO_TEST_CASE(get_event_loop_of_a_running_loop_is_that_loop) {
    bool same = false;
    loop.call_soon([&] {
        same = &net::get_event_loop() == &loop;
        loop.stop();
    });
    loop.run_forever();
    BOOST_TEST(same);
}

BOOST_AUTO_TEST_CASE(gather_runs_many_clients_at_once) {
    const ServerPtr server = serve(echo);
    std::vector<Coro<std::string>> clients;
    for (int i = 0; i < 50; ++i) {
        clients.push_back([](int port, std::string text) -> Coro<std::string> {
            auto [reader, writer] = co_await net::open_connection("127.0.0.1", port);
            writer->write(text);
            std::string answer = co_await reader->readexactly(static_cast<std::int64_t>(text.size()));
            writer->close();
            co_await writer->wait_closed();
            co_return answer;
        }(port_of(server), "client " + std::to_string(i)));
    }
    const auto outcomes = run([](auto all) -> Coro<std::vector<asyncio::GatherOutcome<std::string>>> {
        co_return co_await all;
    }(asyncio::gather(loop, std::move(clients))));
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        BOOST_TEST(std::get<std::string>(outcomes[i]) == "client " + std::to_string(i));
    }
    close(server);
}

BOOST_AUTO_TEST_CASE(sleep_suspends_for_its_time) {
    const auto before = loop.time();
    run([]() -> Coro<void> { co_await asyncio::sleep(30ms); }());
    BOOST_TEST((loop.time() - before >= 30ms));
}

BOOST_AUTO_TEST_CASE(wait_for_ends_a_read_that_takes_too_long) {
    net::Socket peer;
    const Streams streams = streams_with(peer);
    auto late = [&]() -> Coro<std::string> {
        Coro<std::string> reading = streams.reader->readexactly(5);
        co_return co_await asyncio::wait_for(std::move(reading), 10ms);
    };
    peer.send("abc");
    BOOST_TEST(raised_by(late()) == "TimeoutError");
    // What had come is still there.
    peer.send("de");
    BOOST_TEST(readexactly(streams, 5) == "abcde");
    close(streams);
}

BOOST_AUTO_TEST_CASE(timeout_ends_an_attempt_to_connect) {
    // A listener whose queue is full answers nobody.
    net::Socket listener(AF_UNIX, SOCK_STREAM, 0);
    const ServerPtr server = serve([](Reader, Writer writer) -> Coro<void> {
        co_await wait_for_ever();
        writer->close();
    });
    const Streams streams = connect(server);
    auto late = [&]() -> Coro<std::string> {
        Coro<std::string> reading = streams.reader->read(1);
        co_return co_await asyncio::timeout(10ms, std::move(reading));
    };
    BOOST_TEST(raised_by(late()) == "TimeoutError");
    close(streams);
    server->close();
}

BOOST_AUTO_TEST_SUITE_END()
