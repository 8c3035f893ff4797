#include <boost/test/unit_test.hpp>

#include "loop_fixture.hpp"

using asyncio::Coro;
using asyncio::StreamReader;
using testing::describe;

// What the reader does is told by the scripts of spec/, which are replayed against it. Here is what only C++
// can see.

namespace {

struct ReaderFixture : testing::LoopFixture {
    StreamReader reader{loop};

    Coro<void> notes_line() { note(co_await reader.readline()); }
};

/// A transport that cannot pause.
class Unpausable final : public asyncio::Transport {};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(stream_reader, ReaderFixture)

BOOST_AUTO_TEST_CASE(read_is_lazy_until_it_is_awaited) {
    reader.feed_data("line\n");
    { Coro<std::string> call = reader.readline().as_coro(); }
    loop.run_until_complete(notes_line());
    BOOST_TEST(noted() == "line\n");
}

BOOST_AUTO_TEST_CASE(call_can_be_made_a_task) {
    auto task = loop.create_task(reader.readuntil(std::string("a separator that no small string holds")));
    tick();
    reader.feed_data("x a separator that no small string holds y");
    tick();
    BOOST_TEST(task.result() == "x a separator that no small string holds");
}

BOOST_AUTO_TEST_CASE(separator_may_change_once_the_call_has_begun) {
    std::string separator = "a separator that no small string holds";
    auto reading = [](StreamReader& from, std::string& until) -> Coro<std::string> {
        co_return co_await from.readuntil(until);
    };
    auto task = loop.create_task(reading(reader, separator));
    tick();
    separator.assign(separator.size(), '-');
    reader.feed_data("x a separator that");
    tick();
    reader.feed_data(" no small string holds y");
    tick(2);
    BOOST_TEST(task.result() == "x a separator that no small string holds");
}

BOOST_AUTO_TEST_CASE(read_that_waits_in_its_awaiter_keeps_a_shared_reader_alive) {
    auto shared = std::make_shared<StreamReader>(loop);
    const std::weak_ptr<StreamReader> watched = shared;
    auto reading = [](StreamReader* from) -> Coro<std::string> { co_return co_await from->readexactly(3); };
    auto task = loop.create_task(reading(shared.get()));
    tick();
    shared->feed_data("ab");
    tick();
    shared->feed_data("c");
    shared.reset();
    BOOST_TEST(!watched.expired());
    tick();
    BOOST_TEST(task.result() == "abc");
    BOOST_TEST(watched.expired());
}

BOOST_AUTO_TEST_CASE(data_that_woke_a_read_is_its_answer_whatever_follows) {
    auto task = loop.create_task(notes_line());
    tick();
    reader.feed_data("line\n");
    reader.set_exception(std::make_exception_ptr(asyncio::ValueError("too late")));
    tick();
    BOOST_TEST(noted() == "line\n");
}

BOOST_AUTO_TEST_CASE(suspended_read_keeps_a_shared_reader_alive) {
    auto shared = std::make_shared<StreamReader>(loop);
    const std::weak_ptr<StreamReader> watched = shared;
    auto task = loop.create_task(shared->read(3));
    tick();
    shared->feed_data("abc");
    shared.reset();
    BOOST_TEST(!watched.expired());
    tick();
    BOOST_TEST(task.result() == "abc");
    BOOST_TEST(watched.expired());
}

BOOST_AUTO_TEST_CASE(reader_may_go_before_a_suspended_read) {
    auto local = std::make_unique<StreamReader>(loop);
    auto reading = [](StreamReader& from) -> Coro<std::string> { co_return co_await from.readuntil("x"); };
    auto task = loop.create_task(reading(*local));
    tick();
    local.reset();
    task.cancel();
    tick();
    BOOST_TEST(task.cancelled());
}

BOOST_AUTO_TEST_CASE(exception_of_any_type_is_raised_as_the_same_object) {
    const auto foreign = std::make_exception_ptr(std::runtime_error("not ours"));
    reader.set_exception(foreign);
    auto task = loop.create_task(reader.read(1));
    tick();
    BOOST_TEST((task.exception() == foreign));
}

BOOST_AUTO_TEST_CASE(largest_limit_does_not_overflow) {
    StreamReader unlimited(loop, std::numeric_limits<std::int64_t>::max());
    unlimited.set_transport(std::make_shared<Unpausable>());
    unlimited.feed_data("abc");
    BOOST_TEST(!!unlimited.transport());
}

BOOST_AUTO_TEST_CASE(limit_that_is_not_positive_is_refused) {
    BOOST_CHECK_THROW(StreamReader(loop, 0), asyncio::ValueError);
    BOOST_CHECK_THROW(StreamReader(loop, -1), asyncio::ValueError);
}

BOOST_AUTO_TEST_CASE(anext_ends_with_none) {
    reader.feed_data("a\nb");
    reader.feed_eof();
    auto lines = [](StreamReader& from, testing::LoopFixture& fixture) -> Coro<void> {
        while (const auto line = co_await from.anext()) {
            fixture.note('<' + *line + '>');
        }
    };
    loop.run_until_complete(lines(reader, *this));
    BOOST_TEST(noted() == "<a\n> <b>");
}

BOOST_AUTO_TEST_CASE(loop_may_go_while_a_read_waits) {
    StreamReader* waited = nullptr;
    {
        asyncio::EventLoop other(clock);
        StreamReader inner(other);
        waited = &inner;
        other.create_task(waited->read(1));
        other.run_once();
    }
    BOOST_TEST(waited != nullptr);
}

BOOST_AUTO_TEST_SUITE_END()
