#include <csignal>
#include <thread>

#include <unistd.h>

#include "net_fixture.hpp"

namespace net = asyncio::net;
using net::Streams;
using testing::Coro;
using testing::echo;
using testing::NetFixture;
using testing::ServerPtr;
using testing::wait_for_ever;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(loops, NetFixture)

BOOST_AUTO_TEST_CASE(signal_handler_is_called_in_the_loop) {
    std::string seen;
    loop.add_signal_handler(SIGUSR1,
                            [&] { seen += net::EventLoop::running().is_closed() ? "closed" : "usr1 "; });
    std::raise(SIGUSR1);
    wait_until([&] { return !seen.empty(); });
    std::raise(SIGUSR1);
    wait_until([&] { return seen == "usr1 usr1 "; });
    BOOST_TEST(loop.remove_signal_handler(SIGUSR1));
    BOOST_TEST(!loop.remove_signal_handler(SIGUSR1));
}

BOOST_AUTO_TEST_CASE(signal_that_cannot_be_caught_is_an_error) {
    BOOST_TEST(raised([&] { loop.add_signal_handler(SIGKILL, [] {}); }) ==
               "RuntimeError: sig 9 cannot be caught");
    BOOST_TEST(raised([&] { loop.add_signal_handler(0, [] {}); }) == "ValueError: invalid signal number 0");
    BOOST_TEST(raised([&] { loop.add_signal_handler(1000, [] {}); }) ==
               "ValueError: invalid signal number 1000");
}

BOOST_AUTO_TEST_CASE(interrupt_ends_run_forever) {
    loop.call_soon([] { std::raise(SIGINT); });
    BOOST_TEST(raised([&] { loop.run_forever(); }) == "KeyboardInterrupt");
    // The loop goes on as if nothing had been.
    const ServerPtr server = serve(echo);
    const Streams streams = connect(server);
    BOOST_TEST(ask(streams, "x") == "x");
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(interrupt_wakes_a_loop_that_waits) {
    std::thread interrupter([] {
        // The signal may come before the loop waits, or while it does: either way it ends.
        std::this_thread::sleep_for(20ms);
        ::kill(::getpid(), SIGINT);
    });
    BOOST_TEST(raised([&] { loop.run_forever(); }) == "KeyboardInterrupt");
    interrupter.join();
}

BOOST_AUTO_TEST_CASE(handler_of_the_interrupt_signal_replaces_keyboard_interrupt) {
    loop.add_signal_handler(SIGINT, [&] { loop.stop(); });
    loop.call_soon([] { std::raise(SIGINT); });
    BOOST_TEST(raised([&] { loop.run_forever(); }) == "nothing");
    loop.remove_signal_handler(SIGINT);
}

BOOST_AUTO_TEST_CASE(run_cancels_its_coroutine_at_an_interrupt) {
    std::string seen;
    auto main = [&]() -> Coro<void> {
        net::EventLoop::running().call_soon([] { std::raise(SIGINT); });
        try {
            co_await wait_for_ever();
        } catch (const asyncio::CancelledError&) {
            seen = "cancelled";
            throw;
        }
    };
    BOOST_TEST(raised([&] { net::run(main()); }) == "KeyboardInterrupt");
    BOOST_TEST(seen == "cancelled");
}

BOOST_AUTO_TEST_SUITE_END()
