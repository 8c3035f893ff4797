#include <algorithm>
#include <array>
#include <fstream>
#include <random>
#include <sstream>

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "net_fixture.hpp"

namespace net = asyncio::net;
using net::Streams;
using testing::Coro;
using testing::port_of;
using testing::Reader;
using testing::ServerPtr;
using testing::Writer;
using namespace std::chrono_literals;

namespace {

constexpr int kIdleConnections = 10'000;
constexpr int kHostileClients = 1'000;
constexpr int kGoodClients = 40;
constexpr int kLinesEach = 250;

void allow_many_descriptors() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

Coro<void> echo_lines(Reader reader, Writer writer) {
    try {
        while (true) {
            const std::string line = co_await reader->readline();
            if (line.empty()) {
                break;
            }
            writer->write(line);
            co_await writer->drain();
        }
    } catch (const asyncio::ConnectionError&) {  // NOLINT(bugprone-empty-catch): a client that reset
    } catch (const asyncio::ValueError&) {       // NOLINT(bugprone-empty-catch): or sent no newline
    } catch (const net::SslError&) {             // NOLINT(bugprone-empty-catch): or no TLS
    }
    writer->close();
}

/// The client process of the test with many connections: opens them all, asks on each one, closes them.
Coro<std::string> hold_many(int port) {
    net::EventLoop& loop = net::EventLoop::running();
    std::vector<Streams> open;
    constexpr int kAtOnce = 100;
    while (open.size() < kIdleConnections) {
        std::vector<Coro<Streams>> opening;
        for (int i = 0; i < kAtOnce; ++i) {
            opening.push_back(net::open_connection("127.0.0.1", port));
        }
        asyncio::Future<std::vector<asyncio::GatherOutcome<Streams>>> all =
            asyncio::gather(loop, std::move(opening));
        std::vector<asyncio::GatherOutcome<Streams>> outcomes = co_await all;
        for (auto& outcome : outcomes) {
            open.push_back(std::get<Streams>(std::move(outcome)));
        }
    }
    int answered = 0;
    for (const Streams& streams : open) {
        streams.writer->write("ping\n");
    }
    for (const Streams& streams : open) {
        const std::string line = co_await streams.reader->readline();
        answered += line == "ping\n" ? 1 : 0;
    }
    for (const Streams& streams : open) {
        streams.writer->close();
    }
    for (const Streams& streams : open) {
        co_await streams.writer->wait_closed();
    }
    co_return std::to_string(answered) + " answered";
}

/// What the client process does; its result goes into the pipe.
[[noreturn]] void be_the_client(int port, int result) {
    std::string text;
    try {
        const std::size_t before = testing::open_descriptors();
        text = net::run(hold_many(port));
        if (testing::open_descriptors() != before) {
            text += ", but descriptors leaked";
        }
    } catch (const std::exception& error) {
        text = error.what();
    }
    text += '\n';
    static_cast<void>(!::write(result, text.data(), text.size()));
    ::_exit(0);
}

void reset_at_close(const Writer& writer) {
    const linger now{1, 0};
    const auto socket = std::any_cast<net::SocketView>(writer->get_extra_info("socket"));
    ::setsockopt(socket.fileno(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

/// Connects, sends something, perhaps reads a little, and goes in one of several ways.
Coro<void> be_hostile(int port, unsigned seed) {
    std::minstd_rand random(seed);
    try {
        auto [reader, writer] = co_await net::open_connection("127.0.0.1", port);
        std::string rubbish(random() % 5000, '\0');
        for (char& c : rubbish) {
            c = static_cast<char>(random());
        }
        writer->write(rubbish);
        if (random() % 2 == 0) {
            co_await asyncio::sleep(std::chrono::milliseconds(random() % 20));
        }
        if (random() % 3 == 0) {
            Coro<std::string> reading = reader->read(10);
            static_cast<void>(co_await asyncio::wait_for(std::move(reading), 5ms));
        }
        switch (random() % 4) {
            case 0:
                reset_at_close(writer);
                writer->close();
                break;
            case 1:
                reset_at_close(writer);
                writer->transport()->abort();
                break;
            case 2:
                writer->write_eof();
                writer->close();
                break;
            default:
                writer->close();
                break;
        }
    } catch (const asyncio::OSError&) {  // NOLINT(bugprone-empty-catch): the server may have closed first
    }
}

/// How many lines came back as they were sent.
Coro<int> be_good(net::Streams streams, int number) {
    int right = 0;
    for (int i = 0; i < kLinesEach; ++i) {
        const std::string line =
            "client " + std::to_string(number) + " line " + std::to_string(i) + std::string(100, '.') + '\n';
        streams.writer->write(line);
        co_await streams.writer->drain();
        const std::string answer = co_await streams.reader->readline();
        right += answer == line ? 1 : 0;
    }
    streams.writer->close();
    try {
        co_await streams.writer->wait_closed();
    } catch (const asyncio::ConnectionError&) {  // NOLINT(bugprone-empty-catch): all was answered before
    }
    co_return right;
}

struct RobustnessFixture : testing::NetFixture {
    /// Good clients and hostile ones at the same time; every line of the good ones must come back.
    void besiege(const ServerPtr& server, const net::ConnectOptions& good) {
        // Some hostile clients just drop their streams.
        asyncio::set_warning_handler([](std::string_view, std::string_view) {});
        std::vector<asyncio::Task<int>> clients;
        for (int i = 0; i < kGoodClients; ++i) {
            clients.push_back(loop.create_task(be_good(connect(server, good), i)));
        }
        std::vector<asyncio::Task<void>> hostile;
        for (unsigned i = 0; i < kHostileClients; ++i) {
            hostile.push_back(loop.create_task(be_hostile(port_of(server), i + 1)));
        }
        wait_until([&] {
            const auto over = [](const auto& task) { return task.done(); };
            return std::all_of(clients.begin(), clients.end(), over) &&
                   std::all_of(hostile.begin(), hostile.end(), over);
        });
        for (const auto& client : clients) {
            BOOST_TEST(client.result() == kLinesEach);
        }
        for (const auto& client : hostile) {
            BOOST_TEST((client.exception() == nullptr));
        }
        // Where the queue of connections overflows, the system may forget a client's reset: the server then
        // has a connection whose other end is gone, and would wait for it for ever.
        server->close();
        server->abort_clients();
        close(server);
        asyncio::set_warning_handler(nullptr);
        BOOST_TEST(reports.empty());
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(robustness, RobustnessFixture)

BOOST_AUTO_TEST_CASE(ten_thousand_connections_are_held_and_answered) {
    allow_many_descriptors();
    int most = 0;
    int now = 0;
    net::ServerOptions options;
    options.backlog = 1024;
    const ServerPtr server = serve(
        [&](Reader reader, Writer writer) -> Coro<void> {
            most = std::max(most, ++now);
            co_await echo_lines(reader, writer);
            --now;
        },
        options);
    std::array<int, 2> pipe{};
    BOOST_REQUIRE(::pipe(pipe.data()) == 0);
    const int port = port_of(server);
    const pid_t client = ::fork();
    BOOST_REQUIRE(client >= 0);
    if (client == 0) {
        be_the_client(port, pipe[1]);
    }
    ::close(pipe[1]);
    std::string result;
    loop.add_reader(pipe[0], [&] {
        std::array<char, 200> text{};
        const ssize_t got = ::read(pipe[0], text.data(), text.size());
        result += got > 0 ? std::string(text.data(), static_cast<std::size_t>(got)) : "(nothing)\n";
    });
    wait_until([&] { return result.ends_with('\n'); });
    loop.remove_reader(pipe[0]);
    ::close(pipe[0]);
    int status = 0;
    ::waitpid(client, &status, 0);
    BOOST_TEST(result == std::to_string(kIdleConnections) + " answered\n");
    BOOST_TEST(most == kIdleConnections);
    close(server);
    BOOST_TEST(reports.empty());
}

BOOST_AUTO_TEST_CASE(good_clients_are_served_among_hostile_ones) {
    besiege(serve(echo_lines), net::ConnectOptions());
}

BOOST_AUTO_TEST_CASE(good_clients_are_served_among_hostile_ones_with_coalesced_writes) {
    loop.set_write_mode(net::WriteMode::coalesced);
    besiege(serve(echo_lines), net::ConnectOptions());
}

BOOST_AUTO_TEST_CASE(good_clients_are_served_among_hostile_ones_over_tls) {
    net::ServerOptions options;
    auto context = std::make_shared<net::SslContext>(net::SslContext::Purpose::server);
    context->load_cert_chain(STREAMSPEC_CERTIFICATES "/localhost.pem");
    options.ssl = context;
    net::ConnectOptions good;
    auto trusting = std::make_shared<net::SslContext>(net::SslContext::Purpose::client);
    trusting->load_verify_locations(STREAMSPEC_CERTIFICATES "/ca.pem");
    good.ssl = trusting;
    besiege(serve(echo_lines, options), good);
}

BOOST_AUTO_TEST_SUITE_END()
