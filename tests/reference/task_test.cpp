#include <boost/test/unit_test.hpp>

#include "loop_fixture.hpp"

using asyncio::CancelledError;
using asyncio::Coro;
using asyncio::Future;
using asyncio::Task;
using testing::describe;
using namespace std::chrono_literals;

namespace {

struct TaskFixture : testing::LoopFixture {
    Future<int> future = loop.create_future<int>();

    Coro<int> waits(Future<int> awaited) {
        note("begins");
        const int value = co_await awaited;
        note("goes on");
        co_return value;
    }
    Coro<int> returns(int value) { co_return value; }
    Coro<int> raises() {
        throw asyncio::ValueError("x");
        co_return 0;
    }
    Coro<void> swallows_once(Future<int> first, Future<int> second) {
        try {
            co_await first;
        } catch (const CancelledError&) {
            note("swallowed");
        }
        co_await second;
        note("second");
    }
    Coro<long> sums(int count) {
        long sum = 0;
        for (int i = 0; i < count; ++i) {
            sum += co_await returns(1);
        }
        co_return sum;
    }
    Coro<int> nested(int depth) {
        if (depth == 0) {
            co_return co_await future;
        }
        co_return co_await nested(depth - 1) + 1;
    }
};

/// Notes when it is destroyed.
struct Noting {
    explicit Noting(testing::LoopFixture& to) : fixture(to) {}
    Noting(const Noting&) = delete;
    Noting& operator=(const Noting&) = delete;
    ~Noting() { fixture.note("cleaned up"); }
    testing::LoopFixture& fixture;
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(task, TaskFixture)

BOOST_AUTO_TEST_CASE(first_step_runs_one_iteration_after_creation) {
    auto task = loop.create_task(waits(future));
    BOOST_TEST(noted().empty());
    tick();
    BOOST_TEST(noted() == "begins");
    BOOST_TEST(!task.done());
}

BOOST_AUTO_TEST_CASE(completed_future_resumes_its_task_one_iteration_later) {
    auto task = loop.create_task(waits(future));
    tick();
    noted();
    future.set_result(7);
    BOOST_TEST(noted().empty());
    tick();
    BOOST_TEST(noted() == "goes on");
    BOOST_TEST(task.result() == 7);
}

BOOST_AUTO_TEST_CASE(awaiting_a_done_future_costs_no_iteration) {
    future.set_result(7);
    auto task = loop.create_task(waits(future));
    tick();
    BOOST_TEST(task.done());
}

BOOST_AUTO_TEST_CASE(awaiting_nested_coroutines_costs_no_iteration) {
    auto task = loop.create_task(nested(100));
    tick();
    future.set_result(1);
    tick();
    BOOST_TEST(task.result() == 101);
}

BOOST_AUTO_TEST_CASE(awaiting_a_task_continues_one_iteration_after_it_ended) {
    auto inner = loop.create_task(waits(future));
    auto outer = loop.create_task(waits(inner));
    tick();
    future.set_result(3);
    tick();
    BOOST_TEST(inner.done());
    BOOST_TEST(!outer.done());
    tick();
    BOOST_TEST(outer.result() == 3);
}

BOOST_AUTO_TEST_CASE(a_million_synchronous_completions_use_one_stack) {
    BOOST_TEST(loop.run_until_complete(sums(1'000'000)) == 1'000'000);
}

BOOST_AUTO_TEST_CASE(exception_of_the_coroutine_is_the_tasks) {
    auto task = loop.create_task(raises());
    tick();
    BOOST_TEST(describe(task.exception()) == "ValueError: x");
}

BOOST_AUTO_TEST_CASE(cancel_before_the_first_step_never_runs_the_body) {
    auto task = loop.create_task(waits(future));
    BOOST_TEST(task.cancel());
    tick();
    BOOST_TEST(task.cancelled());
    BOOST_TEST(noted().empty());
}

BOOST_AUTO_TEST_CASE(cancel_while_waiting_cancels_the_awaited_future) {
    auto task = loop.create_task(waits(future));
    tick();
    BOOST_TEST(task.cancel());
    BOOST_TEST(future.cancelled());
    BOOST_TEST(!task.done());
    tick();
    BOOST_TEST(task.cancelled());
    BOOST_TEST(!task.cancel());
}

BOOST_AUTO_TEST_CASE(cancel_after_waking_replaces_the_result) {
    auto task = loop.create_task(waits(future));
    tick();
    future.set_result(1);
    BOOST_TEST(task.cancel());
    tick();
    BOOST_TEST(task.cancelled());
}

BOOST_AUTO_TEST_CASE(three_cancels_before_the_task_runs_are_one_cancellation) {
    auto second = loop.create_future<int>();
    auto task = loop.create_task(swallows_once(future, second));
    tick();
    task.cancel();
    task.cancel();
    task.cancel();
    tick();
    second.set_result(0);
    tick();
    BOOST_TEST(noted() == "swallowed second");
    BOOST_TEST(!task.cancelled());
}

BOOST_AUTO_TEST_CASE(task_that_cancels_itself_is_cancelled_at_its_next_suspension) {
    Task<int>* self = nullptr;
    auto body = [](testing::LoopFixture& fixture, Task<int>*& me, Future<int> awaited) -> Coro<int> {
        me->cancel();
        fixture.note("still runs");
        co_return co_await awaited;
    };
    auto task = loop.create_task(body(*this, self, future));
    self = &task;
    tick();
    BOOST_TEST(noted() == "still runs");
    BOOST_TEST(future.cancelled());
    tick();
    BOOST_TEST(task.cancelled());
}

BOOST_AUTO_TEST_CASE(task_that_cancels_itself_and_returns_is_cancelled) {
    Task<int>* self = nullptr;
    auto body = [](Task<int>*& me) -> Coro<int> {
        me->cancel();
        co_return 1;
    };
    auto task = loop.create_task(body(self));
    self = &task;
    tick();
    BOOST_TEST(task.cancelled());
}

BOOST_AUTO_TEST_CASE(task_that_awaits_itself_gets_an_error) {
    Task<int>* self = nullptr;
    auto body = [](Task<int>*& me) -> Coro<int> { co_return co_await *me; };
    auto task = loop.create_task(body(self));
    self = &task;
    run_until_idle();
    BOOST_TEST(describe(task.exception()) == "RuntimeError: Task cannot await on itself: <Task>");
}

BOOST_AUTO_TEST_CASE(cancel_message_is_unknown_to_old_dialects) {
    asyncio::EventLoop old(clock, asyncio::Dialect::of({3, 8, 18}));
    auto task = old.create_task(returns(1));
    BOOST_CHECK_THROW(task.cancel("bye"), asyncio::TypeError);
    BOOST_TEST(task.cancel());
}

BOOST_AUTO_TEST_CASE(sleep_of_nothing_suspends_for_one_iteration) {
    auto body = [](testing::LoopFixture& fixture) -> Coro<void> {
        fixture.note("1");
        co_await asyncio::sleep(0s);
        fixture.note("2");
    };
    loop.create_task(body(*this));
    tick();
    BOOST_TEST(noted() == "1");
    tick();
    BOOST_TEST(noted() == "2");
}

BOOST_AUTO_TEST_CASE(cancelled_sleep_cancels_its_timer) {
    auto task = loop.create_task(asyncio::sleep(5s));
    tick();
    task.cancel();
    tick();
    BOOST_TEST(task.cancelled());
    loop.run_forever();
    BOOST_TEST((loop.time() == 0s));
}

BOOST_AUTO_TEST_CASE(loop_that_goes_cleans_up_suspended_coroutines) {
    auto body = [](testing::LoopFixture& fixture, Future<int> awaited) -> Coro<int> {
        const Noting noting(fixture);
        co_return co_await awaited;
    };
    {
        asyncio::EventLoop other(clock);
        other.create_task(body(*this, other.create_future<int>()));
        other.run_once();
        BOOST_TEST(noted().empty());
    }
    BOOST_TEST(noted() == "cleaned up");
}

BOOST_AUTO_TEST_CASE(loop_that_goes_ends_what_waits_for_each_other) {
    auto owned = std::make_shared<Noting>(*this);
    {
        asyncio::EventLoop other(clock);
        Task<int> task = other.create_task(waits(other.create_future<int>()));
        // The callback owns the task that owns the callback, as a gather and its children do.
        task.add_done_callback([task, owned](const Future<int>&) {});
        owned.reset();
    }
    BOOST_TEST(noted() == "cleaned up");
}

BOOST_AUTO_TEST_CASE(task_that_failed_holds_the_parameters_of_its_coroutine) {
    auto body = [](std::shared_ptr<const Noting> /*parameter*/, Future<int> awaited) -> Coro<int> {
        co_return co_await awaited;
    };
    for (const bool cancelled : {false, true}) {
        Future<int> awaited = loop.create_future<int>();
        std::optional<Task<int>> task = loop.create_task(body(std::make_shared<Noting>(*this), awaited));
        tick();
        if (cancelled) {
            task->cancel();
        } else {
            awaited.set_exception(std::make_exception_ptr(asyncio::ValueError("x")));
        }
        run_until_idle();
        BOOST_TEST(task->done());
        BOOST_TEST(noted().empty());
        task->state()->retrieve();
        task.reset();
        BOOST_TEST(noted() == "cleaned up");
    }
}

BOOST_AUTO_TEST_CASE(task_that_returned_holds_nothing) {
    auto body = [](std::shared_ptr<const Noting> /*parameter*/) -> Coro<int> { co_return 1; };
    const auto task = loop.create_task(body(std::make_shared<Noting>(*this)));
    tick();
    BOOST_TEST(task.done());
    BOOST_TEST(noted() == "cleaned up");
}

BOOST_AUTO_TEST_CASE(try_call_returns_what_needs_no_waiting) {
    BOOST_TEST(asyncio::try_call(loop, returns(5)).value() == 5);
}

BOOST_AUTO_TEST_CASE(try_call_of_what_would_wait_undoes_it) {
    auto body = [](testing::LoopFixture& fixture, Future<int> awaited) -> Coro<int> {
        const Noting noting(fixture);
        co_return co_await awaited;
    };
    BOOST_TEST(!asyncio::try_call(loop, body(*this, future)).has_value());
    BOOST_TEST(noted() == "cleaned up");
}

BOOST_AUTO_TEST_CASE(stop_iteration_that_leaves_a_coroutine_becomes_a_runtime_error) {
    auto body = []() -> Coro<int> {
        throw asyncio::StopIteration();
        co_return 0;
    };
    auto task = loop.create_task(body());
    tick();
    BOOST_TEST(describe(task.exception()) == "RuntimeError: coroutine raised StopIteration");
}

BOOST_AUTO_TEST_SUITE_END()
