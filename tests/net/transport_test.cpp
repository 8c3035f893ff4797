#include <cerrno>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "net_fixture.hpp"

namespace net = asyncio::net;
using net::Streams;
using testing::Coro;
using testing::echo;
using testing::Reader;
using testing::ServerPtr;
using testing::transport_of;
using testing::Writer;
using namespace std::chrono_literals;

namespace {

struct TransportFixture : testing::NetFixture {
    using NetFixture::NetFixture;

    std::string read(const Streams& streams, std::int64_t size = -1) {
        return run([](Reader reader, std::int64_t n) -> Coro<std::string> {
            co_return co_await reader->read(n);
        }(streams.reader, size));
    }
    std::string readexactly(const Streams& streams, std::int64_t size) {
        return run([](Reader reader, std::int64_t n) -> Coro<std::string> {
            co_return co_await reader->readexactly(n);
        }(streams.reader, size));
    }
    void tick(int count = 1) {
        run([](int ticks) -> Coro<void> {
            for (int i = 0; i < ticks; ++i) {
                co_await asyncio::sleep(0s);
            }
        }(count));
    }
    /// Runs a function within a turn of the loop, as a callback does.
    void in_one_turn(std::function<void()> work) {
        run([](std::function<void()> what) -> Coro<void> {
            what();
            co_return;
        }(std::move(work)));
    }
};

template <int kMinor, int kMicro>
struct TransportOf : TransportFixture {
    TransportOf() : TransportFixture(asyncio::Dialect::of({3, kMinor, kMicro})) {}
};
using Python3_11_2 = TransportOf<11, 2>;
using Python3_13_0 = TransportOf<13, 0>;
using Python3_13_5 = TransportOf<13, 5>;

/// Makes a close send RST instead of FIN.
void reset_at_close(const net::Socket& socket) {
    const linger now{1, 0};
    ::setsockopt(socket.fileno(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

/// Both ends of a TCP connection: the first one ours to use as streams, the second one the test's.
std::pair<net::Socket, net::Socket> tcp_pair() {
    net::Socket listener(AF_INET, SOCK_STREAM, 0);
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    listener.bind(net::SocketAddress(reinterpret_cast<const sockaddr*>(&any), sizeof any));
    listener.listen(1);
    net::Socket ours(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const net::SocketAddress address = listener.getsockname();
    BOOST_REQUIRE(::connect(ours.fileno(), address.data(), address.size()) == 0);
    listener.setblocking(true);
    net::Socket theirs(::accept4(listener.fileno(), nullptr, nullptr, SOCK_CLOEXEC));
    return {std::move(ours), std::move(theirs)};
}

struct TcpFixture : TransportFixture {
    net::Socket peer;
    Streams streams = [this] {
        auto [ours, theirs] = tcp_pair();
        peer = std::move(theirs);
        net::ConnectOptions options;
        options.sock = std::make_shared<net::Socket>(std::move(ours));
        return run(net::open_connection(std::move(options)));
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

BOOST_FIXTURE_TEST_SUITE(transport, TransportFixture)

BOOST_AUTO_TEST_CASE(write_eof_ends_one_direction_only) {
    const ServerPtr server = serve([](Reader reader, Writer writer) -> Coro<void> {
        const std::string all = co_await reader->read();
        writer->write("got " + all);
        writer->write_eof();
        co_await writer->drain();
    });
    const Streams streams = connect(server);
    BOOST_TEST(streams.writer->can_write_eof());
    streams.writer->write("question");
    streams.writer->write_eof();
    BOOST_TEST(read(streams) == "got question");
    close(streams);
    server->close();
}

BOOST_AUTO_TEST_CASE(write_eof_waits_for_what_is_buffered) {
    const std::string much(4 << 20, 'x');
    std::size_t received = 0;
    const ServerPtr server = serve([&](Reader reader, Writer writer) -> Coro<void> {
        const std::string all = co_await reader->read();
        received = all.size();
        writer->write("!");
        writer->close();
    });
    const Streams streams = connect(server);
    streams.writer->write(much);
    streams.writer->write_eof();
    BOOST_TEST(read(streams) == "!");
    BOOST_TEST(received == much.size());
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(write_after_write_eof_is_an_error) {
    net::Socket peer;
    const Streams streams = streams_with(peer);
    streams.writer->write_eof();
    streams.writer->write_eof();
    BOOST_TEST(raised([&] { streams.writer->write("x"); }) ==
               "RuntimeError: Cannot call write() after write_eof()");
    BOOST_TEST(raised([&] { streams.writer->write(""); }) ==
               "RuntimeError: Cannot call write() after write_eof()");
    BOOST_TEST(raised([&] { streams.writer->writelines({"x"}); }) ==
               "RuntimeError: Cannot call writelines() after write_eof()");
    close(streams);
}

BOOST_AUTO_TEST_CASE(large_transfers_pass_in_both_directions_at_once) {
    const std::size_t size = 8 << 20;
    const ServerPtr server = serve(echo);
    const Streams streams = connect(server);
    auto sending = loop.create_task(testing::send_pattern(streams.writer, size));
    BOOST_TEST(run(testing::receive_pattern(streams.reader, size)) == size);
    wait_until([&] { return sending.done(); });
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(water_marks_are_64_and_16_kib) {
    net::Socket peer;
    const Streams streams = streams_with(peer);
    BOOST_TEST((transport_of(streams.writer).get_write_buffer_limits() ==
                std::pair<std::size_t, std::size_t>(16384, 65536)));
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

BOOST_AUTO_TEST_CASE(get_extra_info_knows_the_socket_and_its_addresses) {
    const ServerPtr server = serve(echo);
    const Streams streams = connect(server);
    const auto socket = std::any_cast<net::SocketView>(streams.writer->get_extra_info("socket"));
    const auto ours = std::any_cast<net::SocketAddress>(streams.writer->get_extra_info("sockname"));
    const auto theirs = std::any_cast<net::SocketAddress>(streams.writer->get_extra_info("peername"));
    BOOST_TEST((socket.getsockname() == ours));
    BOOST_TEST((socket.getpeername() == theirs));
    BOOST_TEST((theirs == server->sockets()[0].getsockname()));
    BOOST_TEST(socket.family() == AF_INET);
    BOOST_TEST(!streams.writer->get_extra_info("sslcontext").has_value());
    BOOST_TEST(!streams.writer->get_extra_info("nonsense").has_value());
    BOOST_TEST(std::any_cast<int>(streams.writer->get_extra_info("nonsense", 7)) == 7);
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(addresses_are_known_after_the_connection_is_closed) {
    const ServerPtr server = serve(echo);
    const Streams streams = connect(server);
    const std::string address = server->sockets()[0].getsockname().repr();
    close(streams);
    BOOST_TEST(std::any_cast<net::SocketAddress>(streams.writer->get_extra_info("peername")).repr() ==
               address);
    close(server);
}

BOOST_AUTO_TEST_CASE(socketpair_has_an_unnamed_peer) {
    net::Socket peer;
    const Streams streams = streams_with(peer);
    BOOST_TEST(std::any_cast<net::SocketAddress>(streams.writer->get_extra_info("peername")).repr() == "''");
    close(streams);
}

BOOST_AUTO_TEST_CASE(both_ends_send_without_delay) {
    int at_server = 0;
    const ServerPtr server = serve([&](Reader, Writer writer) {
        const auto socket = std::any_cast<net::SocketView>(writer->get_extra_info("socket"));
        at_server = socket.getsockopt(IPPROTO_TCP, TCP_NODELAY);
        writer->close();
    });
    const Streams streams = connect(server);
    const auto socket = std::any_cast<net::SocketView>(streams.writer->get_extra_info("socket"));
    BOOST_TEST(socket.getsockopt(IPPROTO_TCP, TCP_NODELAY) != 0);
    BOOST_TEST(read(streams).empty());
    BOOST_TEST(at_server != 0);
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(transport_prints_as_in_python) {
    net::Socket peer;
    const Streams streams = streams_with(peer);
    tick();
    const auto socket = std::any_cast<net::SocketView>(streams.writer->get_extra_info("socket"));
    const std::string descriptor = std::to_string(socket.fileno());
    BOOST_TEST(streams.writer->transport()->repr() ==
               "<_SelectorSocketTransport fd=" + descriptor + " read=polling write=<idle, bufsize=0>>");
    streams.writer->close();
    BOOST_TEST(streams.writer->transport()->repr() ==
               "<_SelectorSocketTransport closing fd=" + descriptor + " read=idle write=<idle, bufsize=0>>");
    tick(2);
    BOOST_TEST(streams.writer->transport()->repr() ==
               "<_SelectorSocketTransport closed fd=" + descriptor + '>');
}

BOOST_AUTO_TEST_CASE(close_sends_what_is_buffered_first) {
    const std::string much(8 << 20, 'x');
    const ServerPtr server = serve([&](Reader, Writer writer) {
        writer->write(much);
        writer->close();
    });
    const Streams streams = connect(server);
    BOOST_TEST(read(streams).size() == much.size());
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(abort_drops_what_is_buffered) {
    net::Socket peer;
    const Streams streams = streams_with(peer);
    const std::string much(8 << 20, 'x');
    streams.writer->write(much);
    streams.writer->transport()->abort();
    run(streams.writer->wait_closed());
    std::size_t got = 0;
    for (std::string data = peer.recv(1 << 20); !data.empty(); data = peer.recv(1 << 20)) {
        got += data.size();
    }
    BOOST_TEST(got < much.size());
}

BOOST_AUTO_TEST_CASE(writer_that_is_dropped_closes_the_connection) {
    net::Socket peer;
    std::vector<std::string> warnings;
    asyncio::set_warning_handler(
        [&](std::string_view category, std::string_view) { warnings.emplace_back(category); });
    {
        Streams streams = streams_with(peer);
        streams.writer.reset();
        tick(3);
    }
    asyncio::set_warning_handler(nullptr);
    BOOST_TEST(peer.recv(1).empty());
    BOOST_TEST((warnings == std::vector<std::string>{"ResourceWarning"}));
}

BOOST_FIXTURE_TEST_CASE(writer_of_an_older_release_that_is_dropped_leaves_the_connection, Python3_11_2) {
    net::Socket peer;
    Streams streams = streams_with(peer);
    streams.writer.reset();
    peer.send("hello");
    BOOST_TEST(read(streams, 5) == "hello");
}

BOOST_FIXTURE_TEST_CASE(reset_reaches_reader_drain_and_wait_closed, TcpFixture) {
    peer.send("abc");
    reset_at_close(peer);
    peer.close();
    wait_until([&] { return streams.reader->exception() != nullptr; });
    const std::string reset = "ConnectionResetError: [Errno 104] Connection reset by peer";
    BOOST_TEST(reading() == reset);
    BOOST_TEST(raised_by(streams.writer->drain()) == reset);
    BOOST_TEST(closing() == reset);
}

BOOST_FIXTURE_TEST_CASE(end_of_file_is_read_after_what_came_before, TcpFixture) {
    peer.send("abc");
    peer.close();
    BOOST_TEST(read(streams) == "abc");
    BOOST_TEST(streams.reader->at_eof());
    BOOST_TEST(!streams.writer->is_closing());
    BOOST_TEST(closing() == "nothing");
}

BOOST_FIXTURE_TEST_CASE(what_had_arrived_is_readable_after_close, TcpFixture) {
    peer.send("abc");
    BOOST_TEST(read(streams, 1) == "a");
    BOOST_TEST(closing() == "nothing");
    BOOST_TEST(read(streams) == "bc");
}

BOOST_FIXTURE_TEST_CASE(writing_to_a_peer_that_closed_ends_in_a_broken_pipe, TcpFixture) {
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

BOOST_FIXTURE_TEST_CASE(writes_after_the_loss_are_warned_of_from_the_fifth_on, TcpFixture) {
    streams.writer->close();
    for (int i = 0; i < 4; ++i) {
        streams.writer->write("x");
    }
    BOOST_TEST(records.empty());
    streams.writer->write("x");
    BOOST_TEST((records == std::vector<std::string>{"WARNING: socket.send() raised exception."}));
    tick(2);
}

BOOST_FIXTURE_TEST_CASE(abort_wakes_a_waiting_drain, TcpFixture) {
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

BOOST_AUTO_TEST_CASE(pieces_of_writelines_arrive_in_order) {
    net::Socket peer;
    const Streams streams = streams_with(peer);
    streams.writer->writelines({"one ", "two ", "three"});
    BOOST_TEST(peer.recv(100) == "one two three");
    close(streams);
}

BOOST_AUTO_TEST_CASE(large_reads_are_256_kib_at_most) {
    net::Socket peer;
    const Streams streams = streams_with(peer);
    const int size = 4 << 20;
    const auto socket = std::any_cast<net::SocketView>(streams.writer->get_extra_info("socket"));
    ::setsockopt(peer.fileno(), SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    socket.setsockopt(SOL_SOCKET, SO_RCVBUF, size);
    peer.setblocking(false);
    std::size_t sent = 0;
    try {
        while (sent < (1U << 20U)) {
            sent += peer.send(std::string(65536, 'x'));
        }
    } catch (const net::BlockingIOError&) {
    }
    BOOST_REQUIRE(sent > 131072U);
    BOOST_TEST(read(streams, 1 << 20).size() <= 262144U);
    close(streams);
}

// What follows looks at what a peer's recv gets: a Unix socket keeps each send apart where the peer reads it
// in between, so that one send of all is seen as such.

BOOST_AUTO_TEST_CASE(immediate_write_is_sent_at_once) {
    net::Socket peer;
    const Streams streams = streams_with(peer);
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
    loop.set_write_mode(net::WriteMode::coalesced);
    net::Socket peer;
    const Streams streams = streams_with(peer);
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
    loop.set_write_mode(net::WriteMode::coalesced);
    net::Socket peer;
    const Streams streams = streams_with(peer);
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
    loop.set_write_mode(net::WriteMode::coalesced);
    net::Socket peer;
    const Streams streams = streams_with(peer);
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
    loop.set_write_mode(net::WriteMode::coalesced);
    net::Socket peer;
    const Streams streams = streams_with(peer);
    in_one_turn([&] {
        streams.writer->write("one");
        streams.writer->transport()->abort();
    });
    tick(2);
    BOOST_TEST(peer.recv(100) == "one");
}

BOOST_AUTO_TEST_CASE(coalesced_write_is_sent_before_the_protocol_is_paused) {
    loop.set_write_mode(net::WriteMode::coalesced);
    net::Socket peer;
    const Streams streams = streams_with(peer);
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

BOOST_AUTO_TEST_CASE(coalesced_large_transfer_loses_nothing) {
    loop.set_write_mode(net::WriteMode::coalesced);
    const std::string much(5 << 20, 'x');
    const ServerPtr server = serve(echo);
    const Streams streams = connect(server);
    BOOST_TEST((ask(streams, much) == much));
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(write_mode_may_change_between_two_writes_of_a_turn) {
    loop.set_write_mode(net::WriteMode::coalesced);
    net::Socket peer;
    const Streams streams = streams_with(peer);
    in_one_turn([&] {
        streams.writer->write("one ");
        loop.set_write_mode(net::WriteMode::immediate);
        streams.writer->write("two");
    });
    tick();
    BOOST_TEST(peer.recv(100) == "one two");
    close(streams);
}

BOOST_AUTO_TEST_CASE(streams_that_outlive_their_loop_can_be_asked_and_dropped) {
    net::Socket peer;
    Streams streams;
    {
        net::EventLoop other;
        auto [ours, theirs] = net::Socket::pair();
        peer = std::move(theirs);
        net::ConnectOptions options;
        options.sock = std::make_shared<net::Socket>(std::move(ours));
        streams = other.run_until_complete(net::open_connection(options));
        streams.writer->write(std::string(8 << 20, 'x'));
    }
    BOOST_TEST(streams.writer->is_closing());
    BOOST_TEST(streams.writer->transport()->repr().starts_with("<_SelectorSocketTransport closed fd="));
    streams.writer->write("ignored");
    streams.writer->writelines({"ignored", "too"});
    streams.writer->close();
    streams.writer->transport()->abort();
    transport_of(streams.writer).set_write_buffer_limits(1, {});
}

BOOST_AUTO_TEST_SUITE_END()
