#include <boost/test/unit_test.hpp>

#include "loop_fixture.hpp"

using asyncio::Future;
using testing::describe;

namespace {

struct FutureFixture : testing::LoopFixture {
    Future<int> future = loop.create_future<int>();

    void watch(const std::string& name) {
        future.add_done_callback([this, name](const Future<int>&) { note(name); });
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(future, FutureFixture)

BOOST_AUTO_TEST_CASE(set_result_schedules_callbacks_and_runs_none) {
    watch("a");
    watch("b");
    future.set_result(1);
    BOOST_TEST(future.done());
    BOOST_TEST(noted().empty());
    tick();
    BOOST_TEST(noted() == "a b");
}

BOOST_AUTO_TEST_CASE(callback_added_to_a_done_future_is_scheduled) {
    future.set_result(1);
    watch("late");
    BOOST_TEST(noted().empty());
    tick();
    BOOST_TEST(noted() == "late");
}

BOOST_AUTO_TEST_CASE(result_of_a_pending_future_is_an_error) {
    BOOST_CHECK_THROW(future.result(), asyncio::InvalidStateError);
    BOOST_CHECK_THROW(future.exception(), asyncio::InvalidStateError);
}

BOOST_AUTO_TEST_CASE(second_result_is_an_error) {
    future.set_result(1);
    BOOST_CHECK_THROW(future.set_result(2), asyncio::InvalidStateError);
    BOOST_TEST(future.result() == 1);
}

BOOST_AUTO_TEST_CASE(exception_is_raised_as_the_same_object) {
    const auto exception = std::make_exception_ptr(asyncio::ValueError("x"));
    future.set_exception(exception);
    BOOST_TEST((future.exception() == exception));
    try {
        future.result();
        BOOST_ERROR("nothing was raised");
    } catch (const asyncio::ValueError&) {
        BOOST_TEST((std::current_exception() == exception));
    }
}

BOOST_AUTO_TEST_CASE(cancel_of_a_done_future_has_no_effect) {
    future.set_result(1);
    BOOST_TEST(!future.cancel());
    BOOST_TEST(future.result() == 1);
}

BOOST_AUTO_TEST_CASE(cancelled_future_raises_an_error_that_ordinary_handlers_do_not_catch) {
    BOOST_TEST(future.cancel("bye"));
    bool ordinary = false;
    try {
        try {
            future.result();
        } catch (const asyncio::Exception&) {
            ordinary = true;
        }
    } catch (const asyncio::CancelledError& error) {
        BOOST_TEST(std::string(error.what()) == "bye");
    }
    BOOST_TEST(!ordinary);
}

BOOST_AUTO_TEST_CASE(null_is_no_exception) {
    BOOST_CHECK_THROW(future.set_exception(nullptr), asyncio::TypeError);
}

BOOST_AUTO_TEST_CASE(stop_iteration_is_wrapped_or_refused_by_dialect) {
    const auto stop = std::make_exception_ptr(asyncio::StopIteration());
    future.set_exception(stop);
    BOOST_TEST(
        describe(future.exception()) ==
        "RuntimeError: StopIteration interacts badly with generators and cannot be raised into a Future");
    BOOST_TEST((asyncio::exception_cast(future.exception())->cause() == stop));

    asyncio::EventLoop old(clock, asyncio::Dialect::of({3, 11, 7}));
    auto refusing = old.create_future<int>();
    BOOST_CHECK_THROW(refusing.set_exception(stop), asyncio::TypeError);
    BOOST_TEST(!refusing.done());
}

BOOST_AUTO_TEST_CASE(exception_that_nobody_retrieved_is_reported) {
    loop.set_exception_handler(
        [this](asyncio::EventLoop&, const asyncio::ExceptionContext& context) { note(context.message); });
    {
        auto dropped = loop.create_future<int>();
        dropped.set_exception(std::make_exception_ptr(asyncio::ValueError("x")));
    }
    BOOST_TEST(noted() == "Future exception was never retrieved");
}

BOOST_AUTO_TEST_SUITE_END()
