#include <sys/socket.h>

#include "net_fixture.hpp"

namespace net = asyncio::net;
using net::Streams;
using testing::Coro;
using testing::NetFixture;
using testing::Playing;
using testing::Reader;
using testing::reset_at_close;
using testing::ServerPtr;
using testing::transport_of;
using testing::Writer;

namespace {

using Python3_13_0 = Playing<NetFixture, 13, 0>;
using Python3_13_5 = Playing<NetFixture, 13, 5>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(transport, NetFixture)

BOOST_AUTO_TEST_CASE(water_marks_are_64_and_16_kib) {
    net::Socket peer;
    const Streams streams = streams_with(peer);
    BOOST_TEST((transport_of(streams.writer).get_write_buffer_limits() ==
                std::pair<std::size_t, std::size_t>(16384, 65536)));
    close(streams);
}

BOOST_AUTO_TEST_CASE(water_marks_can_be_set) {
    net::Socket peer;
    const Streams streams = streams_with(peer);
    net::StreamTransport& transport = transport_of(streams.writer);
    transport.set_write_buffer_limits(1000, {});
    BOOST_TEST((transport.get_write_buffer_limits() == std::pair<std::size_t, std::size_t>(250, 1000)));
    transport.set_write_buffer_limits({}, 10);
    BOOST_TEST((transport.get_write_buffer_limits() == std::pair<std::size_t, std::size_t>(10, 40)));
    BOOST_TEST(raised([&] { transport.set_write_buffer_limits(1, 2); }) ==
               "ValueError: high (1) must be >= low (2) must be >= 0");
    close(streams);
}

BOOST_AUTO_TEST_CASE(drain_waits_above_the_high_mark_and_returns_at_the_low_one) {
    net::Socket peer;
    const Streams streams = streams_with(peer);
    net::StreamTransport& transport = transport_of(streams.writer);
    // Fill the system's buffers, then ours up to the mark exactly.
    while (transport.get_write_buffer_size() == 0) {
        streams.writer->write(std::string(4096, 'x'));
    }
    streams.writer->write(std::string(65536 - transport.get_write_buffer_size(), 'x'));
    auto below = loop.create_task(streams.writer->drain());
    tick();
    BOOST_TEST(below.done());
    streams.writer->write("y");
    auto above = loop.create_task(streams.writer->drain());
    tick(3);
    BOOST_TEST(!above.done());
    // The peer reads, and meanwhile drain returns, no sooner than at the low mark.
    std::size_t left_at_return = 0;
    above.add_done_callback(
        [&](const asyncio::Future<void>&) { left_at_return = transport.get_write_buffer_size(); });
    peer.setblocking(false);
    wait_until([&] {
        try {
            static_cast<void>(peer.recv(8192));
        } catch (const net::BlockingIOError&) {
        }
        return above.done();
    });
    tick();
    BOOST_TEST(left_at_return <= 16384U);
    transport.abort();
    tick(2);
}

BOOST_AUTO_TEST_CASE(client_that_never_reads_does_not_grow_our_memory) {
    std::size_t written = 0;
    std::size_t most_buffered = 0;
    bool over = false;
    const ServerPtr server = serve([&](Reader, Writer writer) -> Coro<void> {
        const std::string piece(32768, 'x');
        try {
            while (true) {
                writer->write(piece);
                written += piece.size();
                most_buffered = std::max(most_buffered, transport_of(writer).get_write_buffer_size());
                co_await writer->drain();
            }
        } catch (const asyncio::ConnectionError&) {
        }
        over = true;
        writer->close();
    });
    net::Socket client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const net::SocketAddress address = server->sockets()[0].getsockname();
    BOOST_REQUIRE(::connect(client.fileno(), address.data(), address.size()) == 0);
    // Paused: no more is written, whatever else the loop does.
    std::size_t before = 1;
    wait_until([&] { return written > 0 && written == std::exchange(before, written); });
    tick(100);
    BOOST_TEST(written == before);
    BOOST_TEST(most_buffered > 65536U);
    BOOST_TEST(most_buffered <= 65536U + 32768U);
    reset_at_close(client);
    client.close();
    wait_until([&] { return over; });
    server->close();
}

BOOST_AUTO_TEST_CASE(reader_that_nobody_reads_pauses_the_connection) {
    net::Socket peer;
    const Streams streams = streams_with(peer);
    peer.setblocking(false);
    std::size_t sent = 0;
    const std::string piece(65536, 'x');
    const auto send_what_goes = [&] {
        try {
            while (true) {
                sent += peer.send(piece);
            }
        } catch (const net::BlockingIOError&) {
        }
    };
    wait_until([&] {
        send_what_goes();
        return !transport_of(streams.writer).is_reading();
    });
    send_what_goes();
    // All of it is still there, once somebody reads.
    BOOST_TEST(readexactly(streams, static_cast<std::int64_t>(sent)).size() == sent);
    BOOST_TEST(transport_of(streams.writer).is_reading());
    close(streams);
}

BOOST_FIXTURE_TEST_CASE(writelines_of_3_13_0_never_pauses, Python3_13_0) {
    net::Socket peer;
    const Streams streams = streams_with(peer);
    streams.writer->writelines({std::string(8 << 20, 'x'), std::string(8 << 20, 'y')});
    auto draining = loop.create_task(streams.writer->drain());
    tick(1);
    BOOST_TEST(draining.done());
    streams.writer->transport()->abort();
    tick(2);
}

BOOST_FIXTURE_TEST_CASE(writelines_of_later_releases_pauses, Python3_13_5) {
    net::Socket peer;
    const Streams streams = streams_with(peer);
    streams.writer->writelines({std::string(8 << 20, 'x')});
    auto draining = loop.create_task(streams.writer->drain());
    tick(2);
    BOOST_TEST(!draining.done());
    streams.writer->transport()->abort();
    tick(2);
}

BOOST_AUTO_TEST_SUITE_END()
