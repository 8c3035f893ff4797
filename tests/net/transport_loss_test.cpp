#include <utility>

#include <sys/socket.h>

#include "net_fixture.hpp"

namespace net = asyncio::net;
using net::Streams;
using testing::bound_socket;
using testing::Coro;
using testing::Reader;
using testing::reset_at_close;
using testing::with_sock;
using testing::Writer;
using namespace std::chrono_literals;

namespace {

/// Both ends of a TCP connection: the first one ours to use as streams, the second one the test's.
std::pair<net::Socket, net::Socket> tcp_pair() {
    net::Socket listener = bound_socket();
    listener.listen(1);
    net::Socket ours(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const net::SocketAddress address = listener.getsockname();
    BOOST_REQUIRE(::connect(ours.fileno(), address.data(), address.size()) == 0);
    listener.setblocking(true);
    net::Socket theirs(::accept4(listener.fileno(), nullptr, nullptr, SOCK_CLOEXEC));
    return {std::move(ours), std::move(theirs)};
}

struct TcpFixture : testing::NetFixture {
    net::Socket peer;
    Streams streams = [this] {
        auto [ours, theirs] = tcp_pair();
        peer = std::move(theirs);
        return run(net::open_connection(with_sock<net::ConnectOptions>(std::move(ours))));
    }();

    std::string reading() {
        return raised_by(
            [](Reader reader) -> Coro<std::string> { co_return co_await reader->read(10); }(streams.reader));
    }
    std::string closing() {
        streams.writer->close();
        return raised_by(streams.writer->wait_closed());
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(transport, TcpFixture)

BOOST_AUTO_TEST_CASE(reset_reaches_reader_drain_and_wait_closed) {
    peer.send("abc");
    reset_at_close(peer);
    peer.close();
    wait_until([&] { return streams.reader->exception() != nullptr; });
    const std::string reset = "ConnectionResetError: [Errno 104] Connection reset by peer";
    BOOST_TEST(reading() == reset);
    BOOST_TEST(raised_by(streams.writer->drain()) == reset);
    BOOST_TEST(closing() == reset);
}

BOOST_AUTO_TEST_CASE(end_of_file_is_read_after_what_came_before) {
    peer.send("abc");
    peer.close();
    BOOST_TEST(read(streams) == "abc");
    BOOST_TEST(streams.reader->at_eof());
    BOOST_TEST(!streams.writer->is_closing());
    BOOST_TEST(closing() == "nothing");
}

BOOST_AUTO_TEST_CASE(what_had_arrived_is_readable_after_close) {
    peer.send("abc");
    BOOST_TEST(read(streams, 1) == "a");
    BOOST_TEST(closing() == "nothing");
    BOOST_TEST(read(streams) == "bc");
}

BOOST_AUTO_TEST_CASE(writing_to_a_peer_that_closed_ends_in_a_broken_pipe) {
    peer.close();
    BOOST_TEST(read(streams).empty());
    run([](Writer writer) -> Coro<void> {
        // The first one is answered by a reset, which takes its time.
        while (!writer->is_closing()) {
            writer->write("x");
            co_await asyncio::sleep(0s);
        }
    }(streams.writer));
    tick(2);
    const std::string broken = "BrokenPipeError: [Errno 32] Broken pipe";
    BOOST_TEST(reading() == broken);
    BOOST_TEST(raised_by(streams.writer->drain()) == broken);
    BOOST_TEST(closing() == broken);
}

BOOST_AUTO_TEST_CASE(writes_after_the_loss_are_warned_of_from_the_fifth_on) {
    streams.writer->close();
    for (int i = 0; i < 4; ++i) {
        streams.writer->write("x");
    }
    BOOST_TEST(records.empty());
    streams.writer->write("x");
    BOOST_TEST((records == std::vector<std::string>{"WARNING: socket.send() raised exception."}));
    tick(2);
}

BOOST_AUTO_TEST_CASE(abort_wakes_a_waiting_drain) {
    streams.writer->write(std::string(16 << 20, 'x'));
    auto draining = loop.create_task(streams.writer->drain());
    tick(2);
    BOOST_TEST(!draining.done());
    streams.writer->transport()->abort();
    tick(3);
    BOOST_TEST(draining.done());
    BOOST_TEST(!draining.exception());
    BOOST_TEST(raised_by(streams.writer->drain()) == "ConnectionResetError: Connection lost");
}

BOOST_AUTO_TEST_SUITE_END()
