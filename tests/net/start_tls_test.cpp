#include <chrono>
#include <string>

#include "tls_fixture.hpp"

namespace net = asyncio::net;
using net::Streams;
using testing::client_context;
using testing::Coro;
using testing::echo;
using testing::Playing;
using testing::Reader;
using testing::server_context;
using testing::ServerPtr;
using testing::TlsFixture;
using testing::upgrade_to;
using testing::Writer;
using namespace std::chrono_literals;

namespace {

/// The first one that hands the buffered bytes of a reader to TLS.
using Python3_14_4 = Playing<TlsFixture, 14, 4>;
using Python3_15_0 = Playing<TlsFixture, 15, 0>;

/// A server that upgrades as soon as it has read a line, and answers what it is asked.
asyncio::ClientConnected upgrading_within(std::chrono::milliseconds timeout) {
    return [timeout](Reader reader, Writer writer) -> Coro<void> {
        static_cast<void>(co_await reader->readline());
        asyncio::TlsUpgrade upgrade = upgrade_to(server_context());
        upgrade.ssl_handshake_timeout = timeout;
        co_await writer->start_tls(std::move(upgrade));
        co_await echo(reader, writer);
    };
}

/// A client that sends the line and begins TLS without waiting: both arrive in one piece.
std::string impatient_client(TlsFixture& fixture, const ServerPtr& server) {
    const Streams streams = fixture.connect(server);
    fixture.loop.set_write_mode(net::WriteMode::coalesced);
    const std::string outcome = fixture.raised_by([](Streams with) -> Coro<void> {
        with.writer->write("STARTTLS\n");
        asyncio::TlsUpgrade upgrade = upgrade_to(client_context(), "localhost");
        co_await with.writer->start_tls(std::move(upgrade));
        with.writer->write("hello");
        BOOST_TEST(co_await with.reader->readexactly(5) == "hello");
    }(streams));
    streams.writer->close();
    fixture.raised_by(streams.writer->wait_closed());
    return outcome;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tls, TlsFixture)

BOOST_AUTO_TEST_CASE(start_tls_upgrades_both_sides_of_a_live_connection) {
    const ServerPtr server = serve([](Reader reader, Writer writer) -> Coro<void> {
        BOOST_TEST(co_await reader->readline() == "STARTTLS\n");
        writer->write("go\n");
        asyncio::TlsUpgrade upgrade = upgrade_to(server_context());
        co_await writer->start_tls(std::move(upgrade));
        co_await echo(reader, writer);
    });
    const Streams streams = connect(server);
    run([](Streams with) -> Coro<void> {
        with.writer->write("STARTTLS\n");
        BOOST_TEST(co_await with.reader->readline() == "go\n");
        asyncio::TlsUpgrade upgrade = upgrade_to(client_context(), "localhost");
        co_await with.writer->start_tls(std::move(upgrade));
    }(streams));
    BOOST_TEST(streams.writer->get_extra_info("sslcontext").has_value());
    BOOST_TEST(ask(streams, std::string(1 << 20, 'x')).size() == 1U << 20U);
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(start_tls_that_fails_closes_the_connection) {
    const ServerPtr server = serve([](Reader reader, Writer writer) -> Coro<void> {
        static_cast<void>(co_await reader->readline());
        writer->write("go\n");
        asyncio::TlsUpgrade upgrade = upgrade_to(server_context("other"));
        try {
            co_await writer->start_tls(std::move(upgrade));
            static_cast<void>(co_await reader->read());
        } catch (const asyncio::OSError&) {
        }
        writer->close();
    });
    const Streams streams = connect(server);
    const std::string outcome = raised_by([](Streams with) -> Coro<void> {
        with.writer->write("STARTTLS\n");
        static_cast<void>(co_await with.reader->readline());
        asyncio::TlsUpgrade upgrade = upgrade_to(client_context(), "localhost");
        co_await with.writer->start_tls(std::move(upgrade));
    }(streams));
    BOOST_TEST(outcome.starts_with("SSLCertVerificationError"));
    BOOST_TEST(streams.writer->is_closing());
    streams.writer->close();
    close(server);
}

BOOST_AUTO_TEST_CASE(start_tls_without_a_context_is_an_error) {
    net::Socket peer;
    const Streams streams = streams_with(peer);
    BOOST_TEST(raised_by(streams.writer->start_tls({})) ==
               "TypeError: sslcontext is expected to be an instance of ssl.SSLContext");
    close(streams);
}

BOOST_FIXTURE_TEST_CASE(start_tls_keeps_what_was_buffered_already, Python3_14_4) {
    const ServerPtr server = serve(upgrading_within(60s));
    BOOST_TEST(impatient_client(*this, server) == "nothing");
    close(server);
}

BOOST_AUTO_TEST_CASE(start_tls_of_older_releases_loses_what_was_buffered) {
    const ServerPtr server = serve(upgrading_within(200ms));
    // The server waits in vain for a handshake that it has already, and gives up.
    BOOST_TEST(impatient_client(*this, server).starts_with("Connection"));
    close(server);
}

BOOST_FIXTURE_TEST_CASE(start_tls_gives_the_reader_the_new_transport, Python3_15_0) {
    bool moved = false;
    const ServerPtr server = serve([&](Reader reader, Writer writer) -> Coro<void> {
        static_cast<void>(co_await reader->readline());
        asyncio::TlsUpgrade upgrade = upgrade_to(server_context());
        co_await writer->start_tls(std::move(upgrade));
        moved = reader->transport() == writer->transport();
        co_await echo(reader, writer);
    });
    BOOST_TEST(impatient_client(*this, server) == "nothing");
    BOOST_TEST(moved);
    close(server);
}

BOOST_AUTO_TEST_CASE(start_tls_of_older_releases_leaves_the_reader_its_transport) {
    net::Socket peer;
    const ServerPtr server = serve([](Reader reader, Writer writer) -> Coro<void> {
        asyncio::TlsUpgrade upgrade = upgrade_to(server_context());
        co_await writer->start_tls(std::move(upgrade));
        co_await echo(reader, writer);
    });
    const Streams streams = connect(server);
    const auto before = streams.reader->transport();
    run([](Streams with) -> Coro<void> {
        asyncio::TlsUpgrade upgrade = upgrade_to(client_context(), "localhost");
        co_await with.writer->start_tls(std::move(upgrade));
    }(streams));
    BOOST_TEST((streams.reader->transport() == before));
    BOOST_TEST(ask(streams, std::string(1 << 20, 'x')).size() == 1U << 20U);
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_SUITE_END()
