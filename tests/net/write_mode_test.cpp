#include <functional>

#include "net_fixture.hpp"

namespace net = asyncio::net;
using net::Streams;
using testing::Coro;
using testing::echo;
using testing::NetFixture;
using testing::ServerPtr;
using testing::transport_of;

namespace {

/// Streams whose writes of one turn are sent together, and what the other end receives. A Unix socket keeps
/// each send apart where the peer reads it in between, so that one send of all is seen as such.
struct CoalescingFixture : NetFixture {
    net::Socket peer;
    Streams streams = [this] {
        loop.set_write_mode(net::WriteMode::coalesced);
        return streams_with(peer);
    }();

    /// Runs a function within a turn of the loop, as a callback does.
    void in_one_turn(std::function<void()> work) {
        run([](std::function<void()> what) -> Coro<void> {
            what();
            co_return;
        }(std::move(work)));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(transport, CoalescingFixture)

BOOST_AUTO_TEST_CASE(immediate_write_is_sent_at_once) {
    loop.set_write_mode(net::WriteMode::immediate);
    peer.setblocking(false);
    in_one_turn([&] {
        streams.writer->write("one");
        BOOST_TEST(peer.recv(100) == "one");
        streams.writer->write("two");
        BOOST_TEST(peer.recv(100) == "two");
    });
    close(streams);
}

BOOST_AUTO_TEST_CASE(coalesced_writes_of_one_turn_are_sent_after_it_together) {
    peer.setblocking(false);
    in_one_turn([&] {
        streams.writer->write("one ");
        streams.writer->write("two ");
        streams.writer->writelines({"three ", "four"});
        BOOST_TEST(raised([&] { static_cast<void>(peer.recv(100)); }).starts_with("BlockingIOError"));
    });
    tick();
    BOOST_TEST(peer.recv(100) == "one two three four");
    BOOST_TEST(transport_of(streams.writer).get_write_buffer_size() == 0U);
    close(streams);
}

BOOST_AUTO_TEST_CASE(coalesced_writes_are_sent_before_close) {
    in_one_turn([&] {
        streams.writer->write("one ");
        streams.writer->write("two");
        streams.writer->close();
    });
    tick(2);
    BOOST_TEST(peer.recv(100) == "one two");
    BOOST_TEST(peer.recv(100).empty());
}

BOOST_AUTO_TEST_CASE(coalesced_writes_are_sent_before_write_eof) {
    in_one_turn([&] {
        streams.writer->write("one ");
        streams.writer->write("two");
        streams.writer->write_eof();
    });
    BOOST_TEST(peer.recv(100) == "one two");
    BOOST_TEST(peer.recv(100).empty());
    close(streams);
}

BOOST_AUTO_TEST_CASE(coalesced_writes_are_sent_before_abort) {
    in_one_turn([&] {
        streams.writer->write("one");
        streams.writer->transport()->abort();
    });
    tick(2);
    BOOST_TEST(peer.recv(100) == "one");
}

BOOST_AUTO_TEST_CASE(coalesced_write_is_sent_before_the_protocol_is_paused) {
    peer.setblocking(false);
    in_one_turn([&] {
        streams.writer->write(std::string(60'000, 'x'));
        streams.writer->write(std::string(6'000, 'x'));
        BOOST_TEST(!peer.recv(100'000).empty());
    });
    auto draining = loop.create_task(streams.writer->drain());
    tick();
    BOOST_TEST(draining.done());
    close(streams);
}

BOOST_FIXTURE_TEST_CASE(coalesced_large_transfer_loses_nothing, NetFixture) {
    loop.set_write_mode(net::WriteMode::coalesced);
    const std::string much(5 << 20, 'x');
    const ServerPtr server = serve(echo);
    const Streams streams = connect(server);
    BOOST_TEST((ask(streams, much) == much));
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(write_mode_may_change_between_two_writes_of_a_turn) {
    in_one_turn([&] {
        streams.writer->write("one ");
        loop.set_write_mode(net::WriteMode::immediate);
        streams.writer->write("two");
    });
    tick();
    BOOST_TEST(peer.recv(100) == "one two");
    close(streams);
}

BOOST_AUTO_TEST_SUITE_END()
