#include <future>
#include <thread>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/use_future.hpp>
#include <boost/asio/write.hpp>

#include "net_fixture.hpp"

namespace asio = boost::asio;
namespace net = asyncio::net;
using testing::Coro;
using testing::echo;
using testing::port_of;
using testing::ServerPtr;
using namespace std::chrono_literals;

namespace {

struct ForeignFixture {
    testing::DescriptorCheck descriptors;
    asio::io_context context;
    std::unique_ptr<net::EventLoop> loop = std::make_unique<net::EventLoop>(context);

    ForeignFixture() { loop->attach(); }

    /// Runs one of Asio's coroutines on the context to its end; what it throws passes through.
    void run(asio::awaitable<void> main) {
        std::exception_ptr failed;
        bool done = false;
        asio::co_spawn(context, std::move(main), [&](std::exception_ptr error) {
            failed = error;
            done = true;
            context.stop();
        });
        context.run_for(testing::kHang);
        context.restart();
        BOOST_TEST(done);
        if (failed) {
            std::rethrow_exception(failed);
        }
    }
};

Coro<std::string> echoed(int port, std::string text) {
    auto [reader, writer] = co_await net::open_connection("127.0.0.1", port);
    writer->write(text);
    std::string answer = co_await reader->readexactly(static_cast<std::int64_t>(text.size()));
    writer->close();
    co_await writer->wait_closed();
    co_return answer;
}

Coro<void> fails() {
    throw asyncio::ValueError("ours");
    co_return;
}

asio::awaitable<int> asio_answer() {
    asio::steady_timer timer(co_await asio::this_coro::executor, 1ms);
    co_await timer.async_wait(asio::use_awaitable);
    co_return 42;
}

asio::awaitable<void> asio_refusal(int port) {
    asio::ip::tcp::socket socket(co_await asio::this_coro::executor);
    co_await socket.async_connect({asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(port)},
                                  asio::use_awaitable);
}

asio::awaitable<void> asio_never() {
    asio::steady_timer timer(co_await asio::this_coro::executor, 24h);
    co_await timer.async_wait(asio::use_awaitable);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(bridges, ForeignFixture)

BOOST_AUTO_TEST_CASE(attached_loop_lives_among_the_callers_handlers) {
    auto main = [this]() -> asio::awaitable<void> {
        const ServerPtr server =
            co_await net::async_run(*loop, net::start_server(echo, "127.0.0.1", 0), asio::use_awaitable);
        const std::string answer =
            co_await net::async_run(*loop, echoed(port_of(server), "hello"), asio::use_awaitable);
        BOOST_TEST(answer == "hello");
        server->close();
        co_await net::async_run(*loop, server->wait_closed(), asio::use_awaitable);
    };
    run(main());
}

BOOST_AUTO_TEST_CASE(asios_own_sockets_talk_to_our_server) {
    auto main = [this]() -> asio::awaitable<void> {
        const ServerPtr server =
            co_await net::async_run(*loop, net::start_server(echo, "127.0.0.1", 0), asio::use_awaitable);
        asio::ip::tcp::socket socket(context);
        co_await socket.async_connect(
            {asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(port_of(server))},
            asio::use_awaitable);
        std::string text = "hello";
        co_await asio::async_write(socket, asio::buffer(text), asio::use_awaitable);
        std::string answer(5, '\0');
        co_await asio::async_read(socket, asio::buffer(answer), asio::use_awaitable);
        BOOST_TEST(answer == "hello");
        socket.close();
        server->close();
        co_await net::async_run(*loop, server->wait_closed(), asio::use_awaitable);
    };
    run(main());
}

BOOST_AUTO_TEST_CASE(exception_of_ours_reaches_asios_coroutine) {
    auto main = [this]() -> asio::awaitable<void> {
        co_await net::async_run(*loop, fails(), asio::use_awaitable);
    };
    BOOST_CHECK_THROW(run(main()), asyncio::ValueError);
}

BOOST_AUTO_TEST_CASE(awaitable_of_a_reader_can_be_run_by_asio) {
    auto main = [this]() -> asio::awaitable<void> {
        asyncio::StreamReader reader(*loop);
        asio::post(context, [&] { reader.feed_data("line\n"); });
        BOOST_TEST(co_await net::async_run(*loop, reader.readline(), asio::use_awaitable) == "line\n");
    };
    run(main());
}

BOOST_AUTO_TEST_CASE(asios_coroutine_can_be_awaited_in_ours) {
    auto ours = [this]() -> Coro<int> {
        Coro<int> waiting = net::from_asio(*loop, asio_answer());
        co_return co_await waiting;
    };
    auto main = [&]() -> asio::awaitable<void> {
        BOOST_TEST(co_await net::async_run(*loop, ours(), asio::use_awaitable) == 42);
    };
    run(main());
}

BOOST_AUTO_TEST_CASE(asios_error_is_pythons_in_ours) {
    const testing::DeadPort dead;
    std::string seen;
    auto ours = [&]() -> Coro<void> {
        Coro<void> waiting = net::from_asio(*loop, asio_refusal(dead.number()));
        try {
            co_await waiting;
        } catch (...) {
            seen = testing::describe(std::current_exception());
        }
    };
    auto main = [&]() -> asio::awaitable<void> {
        co_await net::async_run(*loop, ours(), asio::use_awaitable);
    };
    run(main());
    BOOST_TEST(seen == "ConnectionRefusedError: [Errno 111] Connection refused");
}

BOOST_AUTO_TEST_CASE(timers_of_an_attached_loop_fire) {
    auto main = [this]() -> asio::awaitable<void> {
        co_await net::async_run(*loop, asyncio::sleep(5ms), asio::use_awaitable);
    };
    run(main());
}

BOOST_AUTO_TEST_CASE(timeout_in_ours_leaves_asios_coroutine) {
    auto ours = [this]() -> Coro<std::string> {
        Coro<void> waiting = net::from_asio(*loop, asio_never());
        try {
            co_await asyncio::wait_for(std::move(waiting), 5ms);
        } catch (const asyncio::TimeoutError&) {
            co_return "timeout";
        }
        co_return "done";
    };
    auto main = [&]() -> asio::awaitable<void> {
        BOOST_TEST(co_await net::async_run(*loop, ours(), asio::use_awaitable) == "timeout");
    };
    run(main());
}

BOOST_AUTO_TEST_CASE(attached_loop_coalesces_writes_too) {
    loop->set_write_mode(net::WriteMode::coalesced);
    auto main = [this]() -> asio::awaitable<void> {
        const ServerPtr server =
            co_await net::async_run(*loop, net::start_server(echo, "127.0.0.1", 0), asio::use_awaitable);
        BOOST_TEST(co_await net::async_run(*loop, echoed(port_of(server), std::string(3 << 20, 'x')),
                                           asio::use_awaitable) == std::string(3 << 20, 'x'));
        server->close();
    };
    run(main());
}

BOOST_AUTO_TEST_CASE(attached_loop_refuses_to_run_by_itself) {
    BOOST_CHECK_THROW(loop->run_forever(), asyncio::RuntimeError);
    loop->detach();
    loop->call_soon([this] { loop->stop(); });
    loop->run_forever();
}

BOOST_AUTO_TEST_CASE(loop_may_go_before_its_context_runs_what_is_left) {
    auto [one, other] = net::Socket::pair();
    loop->add_reader(one.fileno(), [] { BOOST_ERROR("called after the loop has gone"); });
    loop->call_later(1ms, [] { BOOST_ERROR("called after the loop has gone"); });
    loop->call_soon_threadsafe([] { BOOST_ERROR("called after the loop has gone"); });
    other.send("x");
    loop.reset();
    context.run_for(testing::kHang);
}

BOOST_AUTO_TEST_CASE(loop_on_a_context_of_the_callers_can_run_by_itself) {
    loop->detach();
    const std::string answer = loop->run_until_complete([]() -> Coro<std::string> {
        const ServerPtr server = co_await net::start_server(echo, "127.0.0.1", 0);
        std::string text = co_await echoed(port_of(server), "hello");
        server->close();
        co_return text;
    }());
    BOOST_TEST(answer == "hello");
}

BOOST_AUTO_TEST_CASE(future_of_a_result_can_be_had_from_another_thread) {
    const ServerPtr server = [&] {
        loop->detach();
        ServerPtr started = loop->run_until_complete(net::start_server(echo, "127.0.0.1", 0));
        loop->attach();
        return started;
    }();
    std::future<std::string> answer;
    asio::post(context,
               [&] { answer = net::async_run(*loop, echoed(port_of(server), "hello"), asio::use_future); });
    std::thread runner([&] { context.run_for(testing::kHang); });
    while (true) {
        // Shared: the other thread may still be within set_value when this one has the value.
        const auto there = std::make_shared<std::promise<bool>>();
        std::future<bool> told = there->get_future();
        asio::post(context, [&, there] {
            there->set_value(answer.valid() && answer.wait_for(0s) == std::future_status::ready);
        });
        if (told.get()) {
            break;
        }
    }
    asio::post(context, [&] {
        server->close();
        context.stop();
    });
    runner.join();
    BOOST_TEST(answer.get() == "hello");
}

BOOST_AUTO_TEST_SUITE_END()
