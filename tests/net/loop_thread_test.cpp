#include <atomic>
#include <future>
#include <thread>

#include "net_fixture.hpp"

namespace net = asyncio::net;
using testing::Coro;
using testing::echo;
using testing::NetFixture;
using testing::port_of;
using testing::ServerPtr;

BOOST_FIXTURE_TEST_SUITE(loops, NetFixture)

BOOST_AUTO_TEST_CASE(ensure_future_schedules_on_the_loop_of_the_thread) {
    std::thread thread([] {
        net::EventLoop& mine = net::get_event_loop();
        auto task = net::ensure_future([]() -> Coro<int> { co_return 7; }());
        const int result = mine.run_until_complete(static_cast<asyncio::Future<int>>(task));
        BOOST_CHECK_EQUAL(result, 7);
        BOOST_CHECK_EQUAL(net::ensure_future(static_cast<asyncio::Future<int>>(task)).result(), 7);
    });
    thread.join();
}

BOOST_AUTO_TEST_CASE(get_event_loop_returns_the_loop_that_was_set) {
    bool same = false;
    std::thread([&] {
        net::EventLoop mine;
        asyncio::set_event_loop(&mine);
        same = &net::get_event_loop() == &mine;
        asyncio::set_event_loop(nullptr);
    }).join();
    BOOST_TEST(same);
}

BOOST_AUTO_TEST_CASE(get_event_loop_of_a_thread_whose_loop_has_no_sockets_is_refused) {
    std::string raised_there;
    std::thread([&] {
        asyncio::EventLoop without_sockets;
        asyncio::set_event_loop(&without_sockets);
        raised_there = raised([] { net::get_event_loop(); });
        asyncio::set_event_loop(nullptr);
    }).join();
    BOOST_TEST(raised_there == "RuntimeError: the event loop of this thread has no sockets");
}

BOOST_AUTO_TEST_CASE(get_event_loop_makes_one_for_each_thread) {
    std::vector<net::EventLoop*> first(2);
    std::vector<net::EventLoop*> again(2);
    std::promise<void> both;
    const std::shared_future<void> both_made = both.get_future().share();
    std::atomic<int> made = 0;
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < first.size(); ++i) {
        threads.emplace_back([&, i, both_made] {
            first[i] = &net::get_event_loop();
            again[i] = &net::get_event_loop();
            if (++made == 2) {
                both.set_value();
            }
            both_made.wait();
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    BOOST_TEST(first[0] != first[1]);
    BOOST_TEST(first[0] == again[0]);
    BOOST_TEST(first[1] == again[1]);
}

BOOST_AUTO_TEST_CASE(call_soon_threadsafe_wakes_a_waiting_loop) {
    const std::thread::id here = std::this_thread::get_id();
    bool on_loop_thread = false;
    std::thread other([&] {
        loop.call_soon_threadsafe([&] {
            on_loop_thread = std::this_thread::get_id() == here;
            loop.stop();
        });
    });
    loop.run_forever();
    other.join();
    BOOST_TEST(on_loop_thread);
}

BOOST_AUTO_TEST_CASE(callbacks_of_several_threads_are_all_called_each_in_order) {
    std::vector<int> last(4, -1);
    int calls = 0;
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < last.size(); ++i) {
        threads.emplace_back([&, i] {
            for (int n = 0; n < 1000; ++n) {
                loop.call_soon_threadsafe([&, i, n] {
                    calls += last[i] == n - 1 ? 1 : 0;
                    last[i] = n;
                });
            }
        });
    }
    wait_until([&] { return calls == 4000; });
    for (std::thread& thread : threads) {
        thread.join();
    }
}

BOOST_AUTO_TEST_CASE(loops_of_several_threads_do_not_meet) {
    std::vector<std::thread> threads;
    std::vector<std::string> answers(3);
    for (std::string& answer : answers) {
        threads.emplace_back([&answer] {
            answer = net::run([]() -> Coro<std::string> {
                const ServerPtr server = co_await net::start_server(echo, "localhost", 0);
                const int port = port_of(server);
                std::string all;
                for (int i = 0; i < 20; ++i) {
                    auto [reader, writer] =
                        co_await net::open_connection(server->sockets()[0].getsockname().host(), port);
                    writer->write("x");
                    all += co_await reader->readexactly(1);
                    writer->close();
                    co_await writer->wait_closed();
                }
                server->close();
                co_return all;
            }());
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    for (const std::string& answer : answers) {
        BOOST_TEST(answer == std::string(20, 'x'));
    }
}

BOOST_AUTO_TEST_SUITE_END()
