#include <boost/test/unit_test.hpp>

#include "loop_fixture.hpp"

using asyncio::Clock;
using asyncio::EventLoop;
using namespace std::chrono_literals;

BOOST_FIXTURE_TEST_SUITE(event_loop, testing::LoopFixture)

BOOST_AUTO_TEST_CASE(call_soon_runs_callbacks_in_order) {
    loop.call_soon(notes("1"));
    loop.call_soon(notes("2"));
    tick();
    BOOST_TEST(noted() == "1 2");
}

BOOST_AUTO_TEST_CASE(callback_queued_by_a_callback_runs_in_the_next_iteration) {
    loop.call_soon([this] { loop.call_soon(notes("inner")); });
    tick();
    BOOST_TEST(noted().empty());
    tick();
    BOOST_TEST(noted() == "inner");
}

BOOST_AUTO_TEST_CASE(cancelled_handle_does_not_run) {
    asyncio::Handle handle = loop.call_soon(notes("never"));
    handle.cancel();
    tick();
    BOOST_TEST(handle.cancelled());
    BOOST_TEST(noted().empty());
}

BOOST_AUTO_TEST_CASE(timer_runs_when_the_clock_reaches_it) {
    loop.call_later(2s, notes("timer"));
    clock.advance(1s);
    tick();
    BOOST_TEST(noted().empty());
    BOOST_TEST(loop.idle());
    clock.advance(1s);
    BOOST_TEST(!loop.idle());
    tick();
    BOOST_TEST(noted() == "timer");
}

BOOST_AUTO_TEST_CASE(due_timers_run_after_what_is_queued_already) {
    loop.call_later(1s, notes("timer"));
    loop.call_soon(notes("soon"));
    clock.advance(1s);
    tick();
    BOOST_TEST(noted() == "soon timer");
}

BOOST_AUTO_TEST_CASE(timers_with_equal_deadlines_run_in_heap_order) {
    const Clock::Time due = loop.time() + 2s;
    loop.call_at(due - 1s, notes("early"));
    for (const char* name : {"0", "1", "2", "3", "4"}) {
        loop.call_at(due, notes(name));
    }
    clock.advance(2s);
    tick();
    BOOST_TEST(noted() == "early 1 4 3 0 2");
}

BOOST_AUTO_TEST_CASE(many_cancelled_timers_are_dropped_at_once) {
    std::vector<asyncio::TimerHandle> timers;
    for (int i = 0; i < 120; ++i) {
        timers.push_back(loop.call_later(std::chrono::seconds(i + 1), notes(std::to_string(i))));
    }
    for (int i = 0; i < 119; ++i) {
        timers[static_cast<std::size_t>(i)].cancel();
    }
    tick();
    clock.advance(1000s);
    run_until_idle();
    BOOST_TEST(noted() == "119");
}

BOOST_AUTO_TEST_CASE(exception_of_a_callback_goes_to_the_handler_and_the_loop_goes_on) {
    loop.set_exception_handler([this](EventLoop&, const asyncio::ExceptionContext& context) {
        note(context.message + '/' + testing::describe(context.exception));
    });
    loop.call_soon([] { throw asyncio::ValueError("x"); });
    loop.call_soon(notes("next"));
    tick();
    BOOST_TEST(noted() == "Exception in callback/ValueError: x next");
}

BOOST_AUTO_TEST_CASE(run_forever_waits_for_timers_and_ends_when_nothing_can_happen) {
    loop.call_later(5s, notes("late"));
    loop.run_forever();
    BOOST_TEST(noted() == "late");
    BOOST_TEST((loop.time() == 5s));
}

BOOST_AUTO_TEST_CASE(stop_ends_run_forever_after_the_iteration) {
    loop.call_soon([this] { loop.stop(); });
    loop.call_soon(notes("same"));
    loop.call_later(1s, notes("later"));
    loop.run_forever();
    BOOST_TEST(noted() == "same");
}

BOOST_AUTO_TEST_CASE(run_until_complete_of_what_never_completes_throws) {
    BOOST_CHECK_THROW(loop.run_until_complete(loop.create_future<int>()), asyncio::RuntimeError);
}

BOOST_AUTO_TEST_CASE(running_names_the_loop_only_while_it_runs) {
    BOOST_TEST(EventLoop::running() == nullptr);
    loop.call_soon([this] { note(EventLoop::running() == &loop ? "mine" : "other"); });
    tick();
    BOOST_TEST(noted() == "mine");
    BOOST_TEST(EventLoop::running() == nullptr);
}

BOOST_AUTO_TEST_CASE(get_event_loop_without_one_warns_or_refuses_as_the_release_does) {
    auto previous = asyncio::set_warning_handler(
        [this](std::string_view category, std::string_view) { note(std::string(category)); });
    asyncio::get_event_loop(asyncio::Dialect::of({3, 11, 7}));
    BOOST_TEST(noted().empty());
    asyncio::set_event_loop(nullptr);
    asyncio::get_event_loop(asyncio::Dialect::of({3, 12, 1}));
    BOOST_TEST(noted() == "DeprecationWarning");
    asyncio::set_event_loop(nullptr);
    BOOST_CHECK_THROW(asyncio::get_event_loop(asyncio::Dialect::of({3, 14, 2})), asyncio::RuntimeError);
    BOOST_TEST(noted().empty());
    asyncio::set_warning_handler(std::move(previous));
}

BOOST_AUTO_TEST_SUITE_END()
