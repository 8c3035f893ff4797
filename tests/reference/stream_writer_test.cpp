#include <memory>
#include <optional>

#include <boost/test/unit_test.hpp>

#include "scripted_transport.hpp"

using asyncio::Coro;
using asyncio::StreamReader;
using asyncio::StreamReaderProtocol;
using asyncio::StreamWriter;
using testing::describe;

// What writer and protocol do is told by the scripts of spec/, which are replayed against them. Here is what
// only C++ can see.

namespace {

struct WriterFixture : testing::LoopFixture {
    std::shared_ptr<testing::NotingTransport> transport = std::make_shared<testing::NotingTransport>(*this);
    std::shared_ptr<StreamReader> reader = std::make_shared<StreamReader>(loop);
    std::shared_ptr<StreamReaderProtocol> protocol = std::make_shared<StreamReaderProtocol>(reader, loop);
    std::shared_ptr<StreamWriter> writer = std::make_shared<StreamWriter>(transport, protocol, reader, loop);

    ~WriterFixture() { asyncio::set_warning_handler(nullptr); }
    void note_warnings() {
        asyncio::set_warning_handler(
            [this](std::string_view category, std::string_view) { note(std::string(category)); });
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(stream_writer, WriterFixture)

BOOST_AUTO_TEST_CASE(writer_that_goes_closes_its_transport_and_warns) {
    note_warnings();
    writer.reset();
    BOOST_TEST(noted() == "close ResourceWarning");
}

BOOST_AUTO_TEST_CASE(writer_that_goes_after_close_is_silent) {
    note_warnings();
    writer->close();
    noted();
    writer.reset();
    BOOST_TEST(noted().empty());
}

BOOST_AUTO_TEST_CASE(writer_of_an_old_dialect_goes_silently) {
    note_warnings();
    asyncio::EventLoop old(clock, asyncio::Dialect::of({3, 11, 4}));
    { const StreamWriter local(transport, protocol, nullptr, old); }
    BOOST_TEST(noted().empty());
    writer->close();
}

BOOST_AUTO_TEST_CASE(suspended_drain_keeps_its_writer_alive) {
    protocol->pause_writing();
    auto draining = loop.create_task(writer->drain());
    tick();
    const std::weak_ptr<StreamWriter> watched = writer;
    writer->close();
    writer.reset();
    BOOST_TEST(!watched.expired());
    protocol->resume_writing();
    tick();
    BOOST_TEST(draining.done());
    BOOST_TEST(watched.expired());
}

BOOST_AUTO_TEST_CASE(plain_callback_is_called_with_reader_and_writer) {
    auto server = std::make_shared<StreamReaderProtocol>(
        reader,
        [this](std::shared_ptr<StreamReader> in, std::shared_ptr<StreamWriter> out) {
            note(in == reader ? "reader" : "another");
            out->write("hello");
            out->close();
        },
        loop);
    server->connection_made(transport);
    BOOST_TEST(noted() == "reader write(hello) close");
    writer->close();
}

BOOST_AUTO_TEST_CASE(coroutine_callback_becomes_a_task) {
    auto echo = [](std::shared_ptr<StreamReader> in, std::shared_ptr<StreamWriter> out) -> Coro<void> {
        const std::string line = co_await in->readline();
        out->write(line);
        co_await out->drain();
        out->close();
    };
    auto server = std::make_shared<StreamReaderProtocol>(reader, echo, loop);
    server->connection_made(transport);
    server->data_received("ping\n");
    BOOST_TEST(noted().empty());
    run_until_idle();
    BOOST_TEST(noted() == "write(ping\n) close");
}

BOOST_AUTO_TEST_CASE(start_tls_without_sockets_is_not_implemented) {
    auto upgrading = loop.create_task(writer->start_tls({}));
    tick();
    BOOST_TEST(describe(upgrading.exception()) == "NotImplementedError");
    writer->close();
}

BOOST_AUTO_TEST_CASE(wait_closed_learns_how_the_connection_ended) {
    auto waiting = loop.create_task(writer->wait_closed());
    tick();
    protocol->connection_lost(std::make_exception_ptr(asyncio::ConnectionResetError("gone")));
    tick();
    BOOST_TEST(describe(waiting.exception()) == "ConnectionResetError: gone");
    writer->close();
}

BOOST_AUTO_TEST_SUITE_END()
