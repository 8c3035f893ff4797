#include "net_fixture.hpp"

namespace net = asyncio::net;
using net::ServerOptions;
using net::start_server;
using net::Streams;
using testing::echo;
using testing::NetFixture;
using testing::port_of;
using testing::ServerPtr;

BOOST_FIXTURE_TEST_SUITE(server, NetFixture)

BOOST_AUTO_TEST_CASE(server_that_was_told_to_wait_serves_once_it_is_started) {
    ServerOptions options;
    options.start_serving = false;
    const ServerPtr server = serve(echo, options);
    BOOST_TEST(!server->is_serving());
    BOOST_TEST(
        raised_by(net::open_connection("127.0.0.1", port_of(server))).starts_with("ConnectionRefusedError"));
    run(server->start_serving());
    BOOST_TEST(server->is_serving());
    run(server->start_serving());
    const Streams streams = connect(server);
    BOOST_TEST(ask(streams, "x") == "x");
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(server_that_was_never_started_closes) {
    ServerOptions options;
    options.start_serving = false;
    const ServerPtr server = serve(echo, options);
    close(server);
    BOOST_TEST(server->sockets().empty());
}

BOOST_AUTO_TEST_CASE(closed_server_refuses_connections) {
    const ServerPtr server = serve(echo);
    const int port = port_of(server);
    close(server);
    BOOST_TEST(!server->is_serving());
    BOOST_TEST(server->sockets().empty());
    BOOST_TEST(server->repr() == "<Server sockets=()>");
    BOOST_TEST(raised_by(net::open_connection("127.0.0.1", port)).starts_with("ConnectionRefusedError"));
    server->close();
}

BOOST_AUTO_TEST_CASE(closed_server_cannot_be_started) {
    const ServerPtr server = serve(echo);
    close(server);
    BOOST_TEST(raised_by(server->start_serving()) == "TypeError: 'NoneType' object is not iterable");
    BOOST_TEST(raised_by(server->serve_forever()) == "RuntimeError: server <Server sockets=()> is closed");
}

BOOST_AUTO_TEST_CASE(server_prints_as_in_python) {
    const ServerPtr server = serve(echo);
    const net::SocketView socket = server->sockets()[0];
    BOOST_TEST(server->repr() ==
               "<Server sockets=(<asyncio.TransportSocket fd=" + std::to_string(socket.fileno()) +
                   ", family=2, type=1, proto=6, laddr=" + socket.getsockname().repr() + ">,)>");
    close(server);
}

BOOST_AUTO_TEST_CASE(server_knows_its_loop) {
    const ServerPtr server = serve(echo);
    BOOST_TEST(&server->get_loop() == &loop);
    close(server);
}

BOOST_AUTO_TEST_CASE(server_goes_on_when_its_pointer_is_dropped) {
    ServerPtr server = serve(echo);
    const int port = port_of(server);
    server.reset();
    const Streams streams = run(net::open_connection("127.0.0.1", port));
    BOOST_TEST(ask(streams, "x") == "x");
    close(streams);
}

BOOST_AUTO_TEST_CASE(serve_forever_serves_until_it_is_cancelled) {
    ServerOptions options;
    options.start_serving = false;
    const ServerPtr server = serve(echo, options);
    auto serving = loop.create_task(server->serve_forever());
    tick(2);
    const Streams streams = connect(server);
    BOOST_TEST(ask(streams, "x") == "x");
    close(streams);
    serving.cancel();
    wait_until([&] { return serving.done(); });
    BOOST_TEST(serving.cancelled());
    BOOST_TEST(!server->is_serving());
}

BOOST_AUTO_TEST_CASE(serve_forever_ends_when_the_server_is_closed) {
    const ServerPtr server = serve(echo);
    auto serving = loop.create_task(server->serve_forever());
    tick(2);
    server->close();
    wait_until([&] { return serving.done(); });
    BOOST_TEST(serving.cancelled());
}

BOOST_AUTO_TEST_CASE(serve_forever_twice_is_an_error) {
    const ServerPtr server = serve(echo);
    auto serving = loop.create_task(server->serve_forever());
    tick(2);
    BOOST_TEST(raised_by(server->serve_forever()) ==
               "RuntimeError: server " + server->repr() + " is already being awaited on serve_forever()");
    serving.cancel();
    wait_until([&] { return serving.done(); });
}

BOOST_AUTO_TEST_CASE(wait_closed_before_close_waits) {
    const ServerPtr server = serve(echo);
    auto waiting = loop.create_task(server->wait_closed());
    tick(3);
    BOOST_TEST(!waiting.done());
    server->close();
    wait_until([&] { return waiting.done(); });
}

BOOST_AUTO_TEST_CASE(server_that_outlives_its_loop_can_be_asked) {
    ServerPtr server;
    {
        net::EventLoop other;
        server = other.run_until_complete(start_server(echo, "127.0.0.1", 0));
        auto streams = other.run_until_complete(net::open_connection("127.0.0.1", port_of(server)));
        streams.writer->write("x");
        static_cast<void>(other.run_until_complete(streams.reader->readexactly(1)));
    }
    BOOST_TEST(!server->is_serving());
    BOOST_TEST(server->sockets().empty());
    BOOST_TEST(server->repr() == "<Server sockets=()>");
    server->close();
    server->close_clients();
}

BOOST_AUTO_TEST_CASE(server_that_never_served_can_be_closed_after_its_loop_has_gone) {
    ServerPtr server;
    {
        net::EventLoop other;
        ServerOptions options;
        options.start_serving = false;
        server = other.run_until_complete(start_server(echo, "127.0.0.1", 0, options));
    }
    server->close();
    BOOST_TEST(server->sockets().empty());
}

BOOST_AUTO_TEST_SUITE_END()
