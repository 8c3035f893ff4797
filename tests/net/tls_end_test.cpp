#include <string>
#include <utility>
#include <vector>

#include "tls_fixture.hpp"

namespace net = asyncio::net;
using net::Streams;
using testing::by_tls;
using testing::Coro;
using testing::pass_on;
using testing::Playing;
using testing::port_of;
using testing::Reader;
using testing::ServerPtr;
using testing::strict_context;
using testing::TlsFixture;
using testing::transport_of;
using testing::Writer;

namespace {

/// A TLS server behind a proxy that cuts connections off.
struct CutOff : TlsFixture {
    ServerPtr behind = serve_tls([](Reader reader, Writer writer) -> Coro<void> {
        writer->write("some");
        static_cast<void>(co_await reader->read());
        writer->close();
    });
    std::vector<Writer> passing;
    ServerPtr proxy = serve([this](Reader reader, Writer writer) -> Coro<void> {
        Coro<Streams> opening = net::open_connection("127.0.0.1", port_of(behind));
        const Streams onwards = co_await opening;
        passing.push_back(writer);
        passing.push_back(onwards.writer);
        loop.create_task(pass_on(onwards.reader, writer));
        co_await pass_on(reader, onwards.writer);
        onwards.writer->close();
        writer->close();
    });

    /// Ends the connection towards the client, without TLS knowing of it.
    void cut() { passing.at(0)->write_eof(); }
    void close_all(const Streams& streams) {
        streams.writer->close();
        raised_by(streams.writer->wait_closed());
        for (const Writer& writer : passing) {
            writer->close();
        }
        passing.clear();
        close(proxy);
        close(behind);
    }
};

using Python3_10_13 = Playing<TlsFixture, 10, 13>;

}  // namespace

BOOST_FIXTURE_TEST_SUITE(tls, TlsFixture)

BOOST_AUTO_TEST_CASE(clean_end_is_not_an_error_even_where_truncation_is_one) {
    const ServerPtr server = serve_tls([](Reader, Writer writer) {
        writer->write("all");
        writer->close();
    });
    const Streams streams = connect(server, by_tls(strict_context()));
    BOOST_TEST(read(streams) == "all");
    BOOST_TEST(streams.writer->is_closing());
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(clean_end_that_is_read_late_is_no_truncation) {
    // All of it, closing message and end of the connection, has come before the application reads on.
    const std::string much(3 << 20, 'x');
    const ServerPtr server = serve_tls([&](Reader, Writer writer) {
        writer->write(much);
        writer->close();
    });
    const Streams streams = connect(server, by_tls(strict_context()));
    BOOST_TEST(read(streams).size() == much.size());
    close(streams);
    close(server);
}

BOOST_FIXTURE_TEST_CASE(cut_off_connection_ends_as_if_in_order, CutOff) {
    const Streams streams = connect(proxy, by_tls());
    BOOST_TEST(read(streams, 4) == "some");
    cut();
    BOOST_TEST(read(streams).empty());
    close_all(streams);
}

BOOST_FIXTURE_TEST_CASE(cut_off_connection_is_an_error_where_the_context_says_so, CutOff) {
    const Streams streams = connect(proxy, by_tls(strict_context()));
    BOOST_TEST(read(streams, 4) == "some");
    cut();
    BOOST_TEST(raised_by([&]() -> Coro<void> { static_cast<void>(co_await streams.reader->read()); }()) ==
               "SSLEOFError: [SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol");
    BOOST_TEST(raised_by(streams.writer->wait_closed()).starts_with("SSLEOFError"));
    close_all(streams);
}

BOOST_FIXTURE_TEST_CASE(connection_of_an_older_release_is_not_closing_at_the_end_of_file, Python3_10_13) {
    const ServerPtr server = serve_tls([](Reader, Writer writer) { writer->close(); });
    const Streams streams = connect(server, by_tls());
    BOOST_TEST((transport_of(streams.writer).get_write_buffer_limits() ==
                std::pair<std::size_t, std::size_t>(16384, 65536)));
    BOOST_TEST(read(streams).empty());
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_SUITE_END()
