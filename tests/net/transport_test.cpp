#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "net_fixture.hpp"

namespace net = asyncio::net;
using net::Streams;
using testing::Coro;
using testing::echo;
using testing::NetFixture;
using testing::Playing;
using testing::Reader;
using testing::ServerPtr;
using testing::transport_of;
using testing::with_sock;
using testing::Writer;

namespace {

using Python3_11_2 = Playing<NetFixture, 11, 2>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(transport, NetFixture)

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

BOOST_AUTO_TEST_CASE(streams_that_outlive_their_loop_can_be_asked_and_dropped) {
    net::Socket peer;
    Streams streams;
    {
        net::EventLoop other;
        auto [ours, theirs] = net::Socket::pair();
        peer = std::move(theirs);
        auto opening = net::open_connection(with_sock<net::ConnectOptions>(std::move(ours)));
        streams = other.run_until_complete(std::move(opening));
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
