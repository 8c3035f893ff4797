#include <filesystem>
#include <set>

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net_fixture.hpp"

namespace net = asyncio::net;
using net::ServerOptions;
using net::start_server;
using net::start_unix_server;
using net::Streams;
using testing::Coro;
using testing::echo;
using testing::port_of;
using testing::Reader;
using testing::ServerPtr;
using testing::TemporaryDirectory;
using testing::Writer;
using namespace std::chrono_literals;

namespace {

struct ServerFixture : testing::NetFixture {
    using NetFixture::NetFixture;

    ServerPtr unix_server(const std::string& path, ServerOptions options = ServerOptions()) {
        return run(start_unix_server(echo, path, std::move(options)));
    }
    std::string unix_round_trip(const std::string& path) {
        const Streams streams = run(net::open_unix_connection(path));
        std::string answer = ask(streams, "hello");
        close(streams);
        return answer;
    }
    std::string refusal(net::Hosts hosts, net::Port port, ServerOptions options = ServerOptions()) {
        return raised_by(start_server(echo, std::move(hosts), std::move(port), std::move(options)));
    }
    void tick(int count = 1) {
        run([](int ticks) -> Coro<void> {
            for (int i = 0; i < ticks; ++i) {
                co_await asyncio::sleep(0s);
            }
        }(count));
    }
};

/// One that behaves as another release.
template <int kMinor, int kMicro>
struct ServerOf : ServerFixture {
    ServerOf() : ServerFixture(asyncio::Dialect::of({3, kMinor, kMicro})) {}
};
using Python3_11_7 = ServerOf<11, 7>;
using Python3_12_1 = ServerOf<12, 1>;

ServerOptions with_sock(net::Socket socket) {
    ServerOptions options;
    options.sock = std::make_shared<net::Socket>(std::move(socket));
    return options;
}

net::Socket bound_socket() {
    net::Socket socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socket.bind(net::SocketAddress(reinterpret_cast<const sockaddr*>(&address), sizeof address));
    return socket;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(server, ServerFixture)

BOOST_AUTO_TEST_CASE(start_server_listens_on_several_hosts) {
    const ServerPtr server = run(start_server(echo, std::vector<std::string>{"127.0.0.1", "::1"}, 0));
    BOOST_REQUIRE(server->sockets().size() == 2U);
    for (const net::SocketView& socket : server->sockets()) {
        const net::SocketAddress address = socket.getsockname();
        const Streams streams = run(net::open_connection(address.host(), address.port()));
        BOOST_TEST(ask(streams, "x") == "x");
        close(streams);
    }
    close(server);
}

BOOST_AUTO_TEST_CASE(start_server_without_host_listens_on_all_interfaces) {
    const ServerPtr server = run(start_server(echo, std::nullopt, 0));
    std::set<std::string> hosts;
    for (const net::SocketView& socket : server->sockets()) {
        hosts.insert(socket.getsockname().host());
    }
    BOOST_TEST((hosts == std::set<std::string>{"0.0.0.0", "::"}));
    close(server);
}

BOOST_AUTO_TEST_CASE(start_server_with_an_empty_host_listens_on_all_interfaces) {
    ServerOptions options;
    options.family = AF_INET;
    const ServerPtr server = run(start_server(echo, "", 0, options));
    BOOST_REQUIRE(server->sockets().size() == 1U);
    BOOST_TEST(server->sockets()[0].getsockname().host() == "0.0.0.0");
    close(server);
}

BOOST_AUTO_TEST_CASE(start_server_takes_over_a_bound_socket) {
    net::Socket socket = bound_socket();
    const int port = socket.getsockname().port();
    const ServerPtr server = run(start_server(echo, with_sock(std::move(socket))));
    BOOST_TEST(port_of(server) == port);
    const Streams streams = connect(server);
    BOOST_TEST(ask(streams, "x") == "x");
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(address_in_use_is_an_error_that_names_it) {
    const ServerPtr server = serve(echo);
    const std::string address = server->sockets()[0].getsockname().repr();
    BOOST_TEST(refusal("127.0.0.1", port_of(server)) ==
               "OSError: [Errno 98] error while attempting to bind on address " + address +
                   ": [errno 98] address already in use");
    close(server);
}

BOOST_AUTO_TEST_CASE(reuse_port_lets_two_servers_share_an_address) {
    ServerOptions options;
    options.reuse_port = true;
    const ServerPtr first = serve(echo, options);
    const ServerPtr second = run(start_server(echo, "127.0.0.1", port_of(first), options));
    BOOST_TEST(port_of(second) == port_of(first));
    close(first);
    close(second);
}

BOOST_AUTO_TEST_CASE(sockets_are_made_as_the_options_say) {
    ServerOptions options;
    options.keep_alive = true;
    const ServerPtr server = serve(echo, options);
    BOOST_TEST(server->sockets()[0].getsockopt(SOL_SOCKET, SO_KEEPALIVE) == 1);
    BOOST_TEST(server->sockets()[0].getsockopt(SOL_SOCKET, SO_REUSEADDR) == 1);
    options.reuse_address = false;
    const ServerPtr other = serve(echo, options);
    BOOST_TEST(other->sockets()[0].getsockopt(SOL_SOCKET, SO_REUSEADDR) == 0);
    close(server);
    close(other);
}

BOOST_AUTO_TEST_CASE(host_that_is_not_ours_is_an_error) {
    BOOST_TEST(refusal("192.0.2.1", 0) == "OSError: could not bind on any address out of [('192.0.2.1', 0)]");
    BOOST_TEST(records.empty());
}

BOOST_AUTO_TEST_CASE(no_host_of_an_empty_list_is_an_error) {
    BOOST_TEST(refusal(std::vector<std::string>(), 0) == "OSError: could not bind on any address out of []");
}

BOOST_AUTO_TEST_CASE(port_out_of_range_is_an_overflow_error) {
    BOOST_TEST(refusal("127.0.0.1", 65536) == "OverflowError: bind(): port must be 0-65535.");
}

BOOST_AUTO_TEST_CASE(host_and_socket_is_an_error) {
    BOOST_TEST(refusal("127.0.0.1", 0, with_sock(bound_socket())) ==
               "ValueError: host/port and sock can not be specified at the same time");
}

BOOST_AUTO_TEST_CASE(neither_host_nor_socket_is_an_error) {
    BOOST_TEST(raised_by(start_server(echo, ServerOptions())) ==
               "ValueError: Neither host/port nor sock were specified");
}

BOOST_AUTO_TEST_CASE(datagram_socket_is_refused) {
    BOOST_TEST(raised_by(start_server(echo, with_sock(net::Socket(AF_INET, SOCK_DGRAM, 0))))
                   .starts_with("ValueError: A Stream Socket was expected, got <socket.socket fd="));
    BOOST_TEST(
        raised_by(start_unix_server(echo, std::nullopt, with_sock(bound_socket())))
            .starts_with("ValueError: A UNIX Domain Stream Socket was expected, got <socket.socket fd="));
}

BOOST_AUTO_TEST_CASE(tls_without_a_context_is_an_error) {
    ServerOptions options;
    options.ssl = true;
    BOOST_TEST(refusal("127.0.0.1", 0, options) == "TypeError: ssl argument must be an SSLContext or None");
    options = ServerOptions();
    options.ssl_handshake_timeout = 1s;
    BOOST_TEST(refusal("127.0.0.1", 0, options) ==
               "ValueError: ssl_handshake_timeout is only meaningful with ssl");
}

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

BOOST_AUTO_TEST_CASE(wait_closed_waits_for_the_connections) {
    const ServerPtr server = serve(echo);
    const Streams streams = connect(server);
    ask(streams, "x");
    server->close();
    auto waiting = loop.create_task(server->wait_closed());
    BOOST_TEST(ask(streams, "still served") == "still served");
    BOOST_TEST(!waiting.done());
    close(streams);
    wait_until([&] { return waiting.done(); });
    BOOST_TEST(!waiting.cancelled());
}

BOOST_AUTO_TEST_CASE(wait_closed_before_close_waits) {
    const ServerPtr server = serve(echo);
    auto waiting = loop.create_task(server->wait_closed());
    tick(3);
    BOOST_TEST(!waiting.done());
    server->close();
    wait_until([&] { return waiting.done(); });
}

BOOST_AUTO_TEST_CASE(close_clients_closes_each_connection_in_order) {
    // What was written still arrives.
    const std::string much(1 << 20, 'x');
    const ServerPtr server = serve([&](Reader reader, Writer writer) -> Coro<void> {
        writer->write(much);
        co_await reader->read();
        writer->close();
    });
    const Streams streams = connect(server);
    const std::string first =
        run([&]() -> Coro<std::string> { co_return co_await streams.reader->readexactly(1); }());
    server->close();
    server->close_clients();
    BOOST_TEST(run([&]() -> Coro<std::string> { co_return co_await streams.reader->read(); }()).size() +
                   first.size() ==
               much.size());
    close(streams);
    run(server->wait_closed());
}

BOOST_AUTO_TEST_CASE(abort_clients_closes_each_connection_at_once) {
    bool blocked = false;
    const std::string much(16 << 20, 'x');
    const ServerPtr server = serve([&](Reader, Writer writer) -> Coro<void> {
        writer->write(much);
        blocked = true;
        co_await writer->drain();
    });
    const Streams streams = connect(server);
    wait_until([&] { return blocked; });
    server->close();
    server->abort_clients();
    run(server->wait_closed());
    const std::string outcome = raised_by([&]() -> Coro<void> {
        const std::string all = co_await streams.reader->read();
        BOOST_TEST(all.size() < much.size());
    }());
    BOOST_TEST((outcome == "nothing" || outcome.starts_with("ConnectionResetError")));
    streams.writer->close();
}

BOOST_FIXTURE_TEST_CASE(client_methods_are_unknown_to_older_releases, Python3_12_1) {
    const ServerPtr server = serve(echo);
    BOOST_TEST(raised([&] { server->close_clients(); }) ==
               "AttributeError: 'Server' object has no attribute 'close_clients'");
    BOOST_TEST(raised([&] { server->abort_clients(); }) ==
               "AttributeError: 'Server' object has no attribute 'abort_clients'");
    close(server);
}

BOOST_FIXTURE_TEST_CASE(wait_closed_of_an_older_release_does_not_wait, Python3_11_7) {
    const ServerPtr server = serve(echo);
    const Streams streams = connect(server);
    ask(streams, "x");
    server->close();
    run(server->wait_closed());
    BOOST_TEST(ask(streams, "still served") == "still served");
    close(streams);
}

BOOST_AUTO_TEST_CASE(limit_of_zero_closes_each_connection_silently) {
    ServerOptions options;
    options.limit = 0;
    bool called = false;
    const ServerPtr server = serve([&](Reader, Writer) { called = true; }, options);
    const Streams streams = connect(server);
    BOOST_TEST(run([&]() -> Coro<std::string> { co_return co_await streams.reader->read(); }()).empty());
    BOOST_TEST(!called);
    BOOST_TEST(reports.empty());
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(backlog_of_zero_still_serves) {
    ServerOptions options;
    options.backlog = 0;
    const ServerPtr server = serve(echo, options);
    for (int i = 0; i < 3; ++i) {
        const Streams streams = connect(server);
        BOOST_TEST(ask(streams, "x") == "x");
        close(streams);
    }
    close(server);
}

BOOST_AUTO_TEST_CASE(handler_that_throws_closes_its_own_connection_and_is_reported) {
    const ServerPtr server = serve([](Reader reader, Writer writer) -> Coro<void> {
        const std::string line = co_await reader->readline();
        if (line == "bad\n") {
            throw asyncio::ValueError("bad line");
        }
        writer->write(line);
        co_await reader->read();
        writer->close();
    });
    const Streams good = connect(server);
    const Streams bad = connect(server);
    bad.writer->write("bad\n");
    BOOST_TEST(run([&]() -> Coro<std::string> { co_return co_await bad.reader->read(); }()).empty());
    BOOST_REQUIRE(reports.size() == 1U);
    BOOST_TEST(reports[0] == "Unhandled exception in client_connected_cb | ValueError: bad line");
    BOOST_TEST(ask(good, "good\n") == "good\n");
    close(good);
    close(bad);
    close(server);
}

BOOST_AUTO_TEST_CASE(plain_callback_that_throws_is_reported_and_the_server_goes_on) {
    int calls = 0;
    const ServerPtr server = serve([&](Reader, Writer writer) {
        if (++calls == 1) {
            throw asyncio::ValueError("first");
        }
        writer->close();
    });
    const Streams first = connect(server);
    wait_until([&] { return calls == 1; });
    const Streams second = connect(server);
    BOOST_TEST(run([&]() -> Coro<std::string> { co_return co_await second.reader->read(); }()).empty());
    BOOST_REQUIRE(reports.size() == 1U);
    BOOST_TEST(reports[0].starts_with("Exception in callback StreamReaderProtocol.connection_made"));
    BOOST_TEST(reports[0].ends_with("ValueError: first"));
    close(first);
    close(second);
    server->close();
}

BOOST_AUTO_TEST_CASE(thousand_connections_in_a_row_leave_nothing_open) {
    const ServerPtr server = serve(echo);
    for (int i = 0; i < 200; ++i) {
        const Streams streams = connect(server);
        BOOST_TEST(ask(streams, "x") == "x");
        close(streams);
    }
    close(server);
}

BOOST_AUTO_TEST_CASE(unix_server_serves) {
    const TemporaryDirectory directory;
    const std::string path = directory.file("socket");
    const ServerPtr server = unix_server(path);
    BOOST_TEST(unix_round_trip(path) == "hello");
    BOOST_TEST(server->sockets()[0].getsockname().path() == path);
    close(server);
}

BOOST_AUTO_TEST_CASE(unix_server_removes_its_file_when_it_closes) {
    const TemporaryDirectory directory;
    const std::string path = directory.file("socket");
    const ServerPtr server = unix_server(path);
    BOOST_TEST(std::filesystem::exists(path));
    close(server);
    BOOST_TEST(!std::filesystem::exists(path));
}

BOOST_AUTO_TEST_CASE(unix_server_leaves_its_file_where_it_is_told_so) {
    const TemporaryDirectory directory;
    const std::string path = directory.file("socket");
    ServerOptions options;
    options.cleanup_socket = false;
    close(unix_server(path, options));
    BOOST_TEST(std::filesystem::exists(path));
}

BOOST_FIXTURE_TEST_CASE(unix_server_of_an_older_release_leaves_its_file, Python3_12_1) {
    const TemporaryDirectory directory;
    const std::string path = directory.file("socket");
    close(unix_server(path));
    BOOST_TEST(std::filesystem::exists(path));
}

BOOST_AUTO_TEST_CASE(unix_server_leaves_the_file_of_a_successor) {
    const TemporaryDirectory directory;
    const std::string path = directory.file("socket");
    const ServerPtr first = unix_server(path);
    const ServerPtr second = unix_server(path);
    close(first);
    BOOST_TEST(unix_round_trip(path) == "hello");
    close(second);
}

BOOST_AUTO_TEST_CASE(unix_server_replaces_a_stale_socket) {
    const TemporaryDirectory directory;
    const std::string path = directory.file("socket");
    {
        net::Socket stale(AF_UNIX, SOCK_STREAM, 0);
        stale.bind(net::SocketAddress::unix_path(path));
    }
    const ServerPtr server = unix_server(path);
    BOOST_TEST(unix_round_trip(path) == "hello");
    close(server);
}

BOOST_AUTO_TEST_CASE(unix_server_does_not_replace_another_file) {
    const TemporaryDirectory directory;
    const std::string path = directory.file("socket");
    std::filesystem::create_directory(path);
    BOOST_TEST(raised_by(start_unix_server(echo, path)) ==
               "OSError: [Errno 98] Address '" + path + "' is already in use");
}

BOOST_AUTO_TEST_CASE(unix_server_on_an_abstract_address_serves) {
    const std::string path = std::string(1, '\0') + "streamspec-" + std::to_string(::getpid());
    const ServerPtr server = unix_server(path);
    BOOST_TEST(unix_round_trip(path) == "hello");
    BOOST_TEST(server->sockets()[0].getsockname().path() == path);
    close(server);
}

BOOST_AUTO_TEST_CASE(unix_server_arguments_that_do_not_fit_are_errors) {
    BOOST_TEST(raised_by(start_unix_server(echo, std::nullopt)) ==
               "ValueError: path was not specified, and no sock specified");
    auto [one, other] = net::Socket::pair();
    BOOST_TEST(raised_by(start_unix_server(echo, "/nowhere", with_sock(std::move(one)))) ==
               "ValueError: path and sock can not be specified at the same time");
    BOOST_TEST(raised_by(start_unix_server(echo, std::string(200, 'x'))) == "OSError: AF_UNIX path too long");
    const TemporaryDirectory directory;
    BOOST_TEST(raised_by(start_unix_server(echo, directory.file("none/socket"))) ==
               "FileNotFoundError: [Errno 2] No such file or directory");
}

namespace {

/// Holds every descriptor that the process may still open.
class AllDescriptors {
  public:
    AllDescriptors() {
        while (true) {
            const int descriptor = ::dup(0);
            if (descriptor < 0) {
                break;
            }
            held_.push_back(descriptor);
        }
    }
    ~AllDescriptors() {
        while (!held_.empty()) {
            release_one();
        }
    }
    AllDescriptors(const AllDescriptors&) = delete;
    AllDescriptors& operator=(const AllDescriptors&) = delete;
    void release_one() {
        ::close(held_.back());
        held_.pop_back();
    }

  private:
    std::vector<int> held_;
};

/// Lowers the number of descriptors that may be open, for a scope.
class FewDescriptors {
  public:
    explicit FewDescriptors(rlim_t most) {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        rlimit limit = before_;
        limit.rlim_cur = most;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
    ~FewDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    FewDescriptors(const FewDescriptors&) = delete;
    FewDescriptors& operator=(const FewDescriptors&) = delete;

  private:
    rlimit before_{};
};

}  // namespace

BOOST_AUTO_TEST_CASE(accept_that_fails_for_want_of_descriptors_is_tried_again_later) {
    const ServerPtr server = serve(echo);
    const FewDescriptors few(64);
    net::Socket client(AF_INET, SOCK_STREAM, 0);
    {
        const AllDescriptors all;
        static_cast<void>(::connect(client.fileno(), server->sockets()[0].getsockname().data(),
                                    server->sockets()[0].getsockname().size()));
        wait_until([&] { return !reports.empty(); });
        BOOST_TEST(reports[0] ==
                   "socket.accept() out of system resource | OSError: [Errno 24] Too many open files");
        // Were it tried again at once, each turn would report it: a hundred milliseconds are many turns.
        run([]() -> Coro<void> { co_await asyncio::sleep(100ms); }());
        BOOST_TEST(reports.size() == 1U);
        BOOST_TEST(server->is_serving());
    }
    // Once there are descriptors again, the connection that waits is served.
    client.send("hello");
    net::ConnectOptions options;
    options.sock = std::make_shared<net::Socket>(std::move(client));
    const Streams streams = run(net::open_connection(options));
    BOOST_TEST(run([&]() -> Coro<std::string> { co_return co_await streams.reader->readexactly(5); }()) ==
               "hello");
    close(streams);
    close(server);
}

BOOST_AUTO_TEST_CASE(server_that_closes_while_it_waits_for_descriptors_forgets_them) {
    const ServerPtr server = serve(echo);
    const FewDescriptors few(64);
    net::Socket client(AF_INET, SOCK_STREAM, 0);
    {
        const AllDescriptors all;
        static_cast<void>(::connect(client.fileno(), server->sockets()[0].getsockname().data(),
                                    server->sockets()[0].getsockname().size()));
        wait_until([&] { return !reports.empty(); });
    }
    close(server);
    run([]() -> Coro<void> { co_await asyncio::sleep(1100ms); }());  // the time of the second attempt
    BOOST_TEST(reports.size() == 1U);
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
