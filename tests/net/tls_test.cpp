#include <algorithm>
#include <any>
#include <memory>
#include <string>
#include <utility>

#include "tls_fixture.hpp"

namespace net = asyncio::net;
using net::Streams;
using testing::by_tls;
using testing::client_context;
using testing::ContextPtr;
using testing::Coro;
using testing::echo;
using testing::over_tls;
using testing::port_of;
using testing::Reader;
using testing::server_context;
using testing::ServerPtr;
using testing::swallow;
using testing::TemporaryDirectory;
using testing::TlsFixture;
using testing::transport_of;
using testing::Writer;

BOOST_FIXTURE_TEST_SUITE(tls, TlsFixture)

BOOST_AUTO_TEST_CASE(client_and_server_talk) {
    const ServerPtr server = serve_tls(echo);
    const Streams streams = connect(server, by_tls());
    BOOST_TEST(ask(streams, "hello") == "hello");
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(extra_info_tells_of_the_connection) {
    const ServerPtr server = serve_tls(echo);
    const ContextPtr context = client_context();
    const Streams streams = connect(server, by_tls(context));
    BOOST_TEST((std::any_cast<ContextPtr>(streams.writer->get_extra_info("sslcontext")) == context));
    const auto object = std::any_cast<net::SslObject>(streams.writer->get_extra_info("ssl_object"));
    BOOST_TEST((object.version() == "TLSv1.3"));
    const auto cipher = std::any_cast<net::CipherInfo>(streams.writer->get_extra_info("cipher"));
    BOOST_TEST(cipher.name.starts_with("TLS_"));
    BOOST_TEST(cipher.protocol == "TLSv1.3");
    BOOST_TEST(cipher.secret_bits >= 128);
    BOOST_TEST(!streams.writer->get_extra_info("compression").has_value());
    const auto peer = std::any_cast<net::SocketAddress>(streams.writer->get_extra_info("peername"));
    BOOST_TEST(peer.port() == port_of(server));
    BOOST_TEST(streams.writer->get_extra_info("socket").has_value());
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(write_eof_is_not_possible) {
    const ServerPtr server = serve_tls(echo);
    const Streams streams = connect(server, by_tls());
    BOOST_TEST(!streams.writer->can_write_eof());
    BOOST_TEST(raised([&] { streams.writer->write_eof(); }) == "NotImplementedError");
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(large_transfers_pass_in_both_directions_at_once) {
    const std::size_t size = 8 << 20;
    const ServerPtr server = serve_tls(echo);
    const Streams streams = connect(server, by_tls());
    auto sending = loop.create_task(testing::send_pattern(streams.writer, size));
    BOOST_TEST(run(testing::receive_pattern(streams.reader, size)) == size);
    wait_until([&] { return sending.done(); });
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(water_marks_are_512_and_128_kib) {
    const ServerPtr server = serve_tls(echo);
    const Streams streams = connect(server, by_tls());
    BOOST_TEST((transport_of(streams.writer).get_write_buffer_limits() ==
                std::pair<std::size_t, std::size_t>(131072, 524288)));
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(drain_waits_for_a_client_that_does_not_read) {
    std::size_t written = 0;
    std::size_t most = 0;
    const ServerPtr server = serve_tls([&](Reader, Writer writer) -> Coro<void> {
        const std::string piece(65536, 'x');
        for (int i = 0; i < 500; ++i) {
            writer->write(piece);
            written += piece.size();
            most = std::max(most, transport_of(writer).get_write_buffer_size());
            co_await writer->drain();
        }
        writer->close();
    });
    const Streams streams = connect(server, by_tls());
    transport_of(streams.writer).pause_reading();
    std::size_t before = 1;
    int still = 0;
    wait_until([&] {
        still = written == std::exchange(before, written) ? still + 1 : 0;
        return still > 50;
    });
    BOOST_TEST(written < 32768000U);
    BOOST_TEST(most <= 524288U + 65536U + 65536U);
    transport_of(streams.writer).resume_reading();
    BOOST_TEST(read(streams).size() == 32768000U);
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(close_while_writing_sends_everything_first) {
    const std::string much(8 << 20, 'x');
    const ServerPtr server = serve_tls([&](Reader, Writer writer) {
        writer->write(much);
        writer->close();
    });
    const Streams streams = connect(server, by_tls());
    BOOST_TEST(read(streams).size() == much.size());
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(abort_ends_the_connection_at_once) {
    const ServerPtr server = serve_tls(swallow);
    const Streams streams = connect(server, by_tls());
    streams.writer->write(std::string(8 << 20, 'x'));
    streams.writer->transport()->abort();
    run(streams.writer->wait_closed());
    close(server);
}

BOOST_AUTO_TEST_CASE(tls_over_a_unix_socket_works) {
    const TemporaryDirectory directory;
    const std::string path = directory.file("socket");
    const ServerPtr server = run(net::start_unix_server(echo, path, over_tls(server_context())));
    net::ConnectOptions options = by_tls();
    options.server_hostname = "localhost";
    const Streams streams = run(net::open_unix_connection(path, options));
    BOOST_TEST(ask(streams, "x") == "x");
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(tls_with_coalesced_writes_works) {
    loop.set_write_mode(net::WriteMode::coalesced);
    const ServerPtr server = serve_tls(echo);
    const Streams streams = connect(server, by_tls());
    BOOST_TEST(ask(streams, std::string(3 << 20, 'x')).size() == 3U << 20U);
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(loop_that_closes_with_tls_connections_leaves_nothing_open) {
    const ServerPtr server = serve_tls(echo);
    const Streams streams = connect(server, by_tls());
    BOOST_TEST(ask(streams, "x") == "x");
    streams.writer->write(std::string(8 << 20, 'x'));
    loop.close();
    BOOST_TEST(streams.writer->is_closing());
    // What the connection was is still known.
    BOOST_TEST(streams.writer->get_extra_info("cipher").has_value());
}

BOOST_AUTO_TEST_CASE(loop_that_closes_with_tls_connections_frees_them) {
    std::weak_ptr<asyncio::Transport> ours;
    std::weak_ptr<asyncio::Transport> theirs;
    const ServerPtr server = serve_tls([&](Reader reader, Writer writer) -> Coro<void> {
        theirs = writer->transport();
        co_await echo(reader, writer);
    });
    {
        const Streams streams = connect(server, by_tls());
        BOOST_TEST(ask(streams, "x") == "x");
        ours = streams.writer->transport();
        loop.close();
    }
    BOOST_TEST(ours.expired());
    BOOST_TEST(theirs.expired());
}

BOOST_AUTO_TEST_SUITE_END()
