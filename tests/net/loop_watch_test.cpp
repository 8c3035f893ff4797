#include <fcntl.h>
#include <unistd.h>

#include "net_fixture.hpp"

namespace net = asyncio::net;
using net::Streams;
using testing::NetFixture;

BOOST_FIXTURE_TEST_SUITE(loops, NetFixture)

BOOST_AUTO_TEST_CASE(add_reader_calls_back_while_there_is_something_to_read) {
    auto [ours, theirs] = net::Socket::pair();
    std::string got;
    loop.add_reader(ours.fileno(), [&, &socket = ours] { got += socket.recv(1); });
    theirs.send("abc");
    wait_until([&] { return got == "abc"; });
    BOOST_TEST(loop.remove_reader(ours.fileno()));
    BOOST_TEST(!loop.remove_reader(ours.fileno()));
    theirs.send("d");
    tick(10);
    BOOST_TEST(got == "abc");
}

BOOST_AUTO_TEST_CASE(add_reader_again_replaces_the_callback) {
    auto [ours, theirs] = net::Socket::pair();
    std::string got;
    loop.add_reader(ours.fileno(), [&] { BOOST_ERROR("replaced callback was called"); });
    loop.add_reader(ours.fileno(), [&, &socket = ours] { got += socket.recv(10); });
    theirs.send("abc");
    wait_until([&] { return got == "abc"; });
    loop.remove_reader(ours.fileno());
}

BOOST_AUTO_TEST_CASE(reader_callback_may_remove_itself) {
    auto [ours, theirs] = net::Socket::pair();
    int calls = 0;
    loop.add_reader(ours.fileno(), [&, descriptor = ours.fileno()] {
        ++calls;
        loop.remove_reader(descriptor);
    });
    theirs.send("abc");
    wait_until([&] { return calls > 0; });
    tick(10);
    BOOST_TEST(calls == 1);
}

BOOST_AUTO_TEST_CASE(add_writer_calls_back_while_there_is_room) {
    auto [ours, theirs] = net::Socket::pair();
    int calls = 0;
    loop.add_writer(ours.fileno(), [&] { ++calls; });
    wait_until([&] { return calls >= 3; });
    BOOST_TEST(loop.remove_writer(ours.fileno()));
    BOOST_TEST(!loop.remove_writer(ours.fileno()));
}

BOOST_AUTO_TEST_CASE(reader_and_writer_of_one_descriptor_are_independent) {
    auto [ours, theirs] = net::Socket::pair();
    bool readable = false;
    bool writable = false;
    loop.add_reader(ours.fileno(), [&] { readable = true; });
    loop.add_writer(ours.fileno(), [&] { writable = true; });
    wait_until([&] { return writable; });
    loop.remove_writer(ours.fileno());
    BOOST_TEST(!readable);
    theirs.send("x");
    wait_until([&] { return readable; });
    loop.remove_reader(ours.fileno());
}

BOOST_AUTO_TEST_CASE(reader_callback_that_throws_is_reported_and_called_again) {
    auto [ours, theirs] = net::Socket::pair();
    int calls = 0;
    loop.add_reader(ours.fileno(), [&, &socket = ours] {
        static_cast<void>(socket.recv(1));
        if (++calls == 1) {
            throw asyncio::ValueError("once");
        }
    });
    theirs.send("ab");
    wait_until([&] { return calls == 2; });
    BOOST_REQUIRE(reports.size() == 1U);
    BOOST_TEST(reports[0] == "Exception in callback | ValueError: once");
    loop.remove_reader(ours.fileno());
}

BOOST_AUTO_TEST_CASE(add_reader_refuses_what_cannot_be_watched) {
    const auto nothing = [] {};
    BOOST_TEST(raised([&] { loop.add_reader(-1, nothing); }) == "ValueError: Invalid file descriptor: -1");
    BOOST_TEST(raised([&] { loop.add_reader(9999, nothing); }) == "OSError: [Errno 9] Bad file descriptor");
    const int file = ::open("/proc/self/exe", O_RDONLY | O_CLOEXEC);
    BOOST_TEST(raised([&] { loop.add_reader(file, nothing); }) ==
               "PermissionError: [Errno 1] Operation not permitted");
    ::close(file);
}

BOOST_AUTO_TEST_CASE(add_reader_refuses_the_descriptor_of_a_transport) {
    net::Socket peer;
    const Streams streams = streams_with(peer);
    const auto socket = std::any_cast<net::SocketView>(streams.writer->get_extra_info("socket"));
    BOOST_TEST(raised([&] { loop.add_reader(socket.fileno(), [] {}); }) ==
               "RuntimeError: File descriptor " + std::to_string(socket.fileno()) +
                   " is used by a transport");
    close(streams);
}

BOOST_AUTO_TEST_CASE(descriptor_that_was_closed_and_opened_again_can_be_watched_again) {
    for (int i = 0; i < 3; ++i) {
        auto [ours, theirs] = net::Socket::pair();
        bool readable = false;
        loop.add_reader(ours.fileno(), [&] { readable = true; });
        theirs.send("x");
        wait_until([&] { return readable; });
        loop.remove_reader(ours.fileno());
    }
}

BOOST_AUTO_TEST_SUITE_END()
