#include <boost/test/unit_test.hpp>

#include "loop_fixture.hpp"

using asyncio::Coro;
using asyncio::Future;
using asyncio::GatherErrors;
using testing::describe;
using namespace std::chrono_literals;

namespace {

struct TimeoutFixture : testing::LoopFixture {
    Future<int> future = loop.create_future<int>();

    Coro<int> waits(Future<int> awaited) { co_return co_await awaited; }
    Coro<int> raises() {
        throw asyncio::ValueError("x");
        co_return 0;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(timeouts, TimeoutFixture)

BOOST_AUTO_TEST_CASE(wait_for_returns_what_comes_in_time) {
    auto task = loop.create_task(asyncio::wait_for(waits(future), 5s));
    tick();
    future.set_result(7);
    run_until_idle();
    BOOST_TEST(task.result() == 7);
    BOOST_TEST((loop.time() == 0s));
}

BOOST_AUTO_TEST_CASE(wait_for_cancels_what_is_late_and_says_why) {
    auto task = loop.create_task(asyncio::wait_for(waits(future), 5s));
    loop.run_forever();
    BOOST_TEST(future.cancelled());
    BOOST_TEST(describe(task.exception()) == "TimeoutError");
    BOOST_TEST(describe(asyncio::exception_cast(task.exception())->cause()) == "CancelledError");
}

BOOST_AUTO_TEST_CASE(wait_for_without_timeout_waits_for_ever) {
    auto task = loop.create_task(asyncio::wait_for(future, std::nullopt));
    loop.run_forever();
    BOOST_TEST(!task.done());
}

BOOST_AUTO_TEST_CASE(wait_for_of_a_raising_call_raises_the_same) {
    auto task = loop.create_task(asyncio::wait_for(raises(), 5s));
    run_until_idle();
    BOOST_TEST(describe(task.exception()) == "ValueError: x");
}

BOOST_AUTO_TEST_CASE(timeout_outside_of_a_task_is_an_error) {
    BOOST_CHECK_THROW(asyncio::try_call(loop, asyncio::timeout(5s, waits(future))), asyncio::RuntimeError);
}

BOOST_AUTO_TEST_CASE(cancel_from_outside_passes_through_a_timeout) {
    auto task = loop.create_task(asyncio::timeout(5s, waits(future)));
    tick();
    task.cancel();
    run_until_idle();
    BOOST_TEST(task.cancelled());
}

BOOST_AUTO_TEST_CASE(gather_returns_outcomes_in_the_order_given) {
    auto second = loop.create_future<int>();
    auto both = asyncio::gather(loop, std::vector{future, second});
    second.set_result(2);
    future.set_result(1);
    run_until_idle();
    BOOST_TEST(std::get<int>(both.result()[0]) == 1);
    BOOST_TEST(std::get<int>(both.result()[1]) == 2);
}

BOOST_AUTO_TEST_CASE(gather_of_nothing_is_done) {
    BOOST_TEST(asyncio::gather(loop, std::vector<Future<int>>()).result().empty());
}

BOOST_AUTO_TEST_CASE(gather_raises_the_first_exception_or_returns_it) {
    const auto failing = [this] {
        std::vector<Coro<int>> calls;
        calls.push_back(raises());
        return calls;
    };
    auto first = asyncio::gather(loop, failing());
    auto all = asyncio::gather(loop, failing(), GatherErrors::return_all);
    run_until_idle();
    BOOST_TEST(describe(first.exception()) == "ValueError: x");
    BOOST_TEST(describe(std::get<std::exception_ptr>(all.result()[0])) == "ValueError: x");
}

BOOST_AUTO_TEST_CASE(cancelled_gather_learns_of_what_its_children_raised) {
    loop.set_exception_handler(
        [this](asyncio::EventLoop&, const asyncio::ExceptionContext& context) { note(context.message); });
    {
        auto failed = loop.create_future<int>();
        auto both = asyncio::gather(loop, std::vector{failed, future}, GatherErrors::return_all);
        failed.set_exception(std::make_exception_ptr(asyncio::ValueError("x")));
        both.cancel();
        run_until_idle();
        BOOST_CHECK_THROW(both.result(), asyncio::CancelledError);
    }
    BOOST_TEST(noted().empty());
}

BOOST_AUTO_TEST_CASE(cancelled_gather_cancels_its_children) {
    auto both = asyncio::gather(loop, std::vector{future, loop.create_future<int>()});
    BOOST_TEST(both.cancel());
    BOOST_TEST(future.cancelled());
    run_until_idle();
    BOOST_TEST(describe(both.exception()) == "CancelledError");
}

BOOST_AUTO_TEST_CASE(pending_future_with_a_callback_does_not_keep_itself_alive) {
    auto watched = std::make_shared<int>(1);
    {
        auto dropped = loop.create_future<int>();
        dropped.add_done_callback([watched](const Future<int>&) {});
    }
    BOOST_TEST(watched.use_count() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
