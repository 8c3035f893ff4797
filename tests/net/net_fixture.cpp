#include "net_fixture.hpp"

#include <cstdlib>
#include <filesystem>

#include <netinet/in.h>
#include <sys/socket.h>

namespace testing {

namespace net = asyncio::net;

std::size_t open_descriptors() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
        ++count;
    }
    return count;
}

TemporaryDirectory::TemporaryDirectory() {
    path_ = (std::filesystem::temp_directory_path() / "streamspec-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(path_.data()) != nullptr);
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

Coro<void> pass_on(Reader reader, Writer writer) {
    while (true) {
        const std::string data = co_await reader->read(65536);
        if (data.empty()) {
            break;
        }
        writer->write(data);
        co_await writer->drain();
    }
}

Coro<void> echo(Reader reader, Writer writer) {
    co_await pass_on(reader, writer);
    writer->close();
}

Coro<void> swallow(Reader reader, Writer writer) {
    while (true) {
        const std::string data = co_await reader->read(65536);
        if (data.empty()) {
            break;
        }
    }
    writer->close();
}

Coro<void> wait_for_ever() {
    asyncio::Future<void> never = net::EventLoop::running().create_future<void>();
    co_await never;
}

namespace {

constexpr std::size_t kPeriod = 251;
constexpr std::size_t kLargestPiece = 1 << 18;

/// The bytes from one place on.
std::string_view pattern(std::size_t place, std::size_t size) {
    static const std::string bytes = [] {
        std::string all(kLargestPiece + kPeriod, '\0');
        for (std::size_t i = 0; i < all.size(); ++i) {
            all[i] = static_cast<char>(i % kPeriod);
        }
        return all;
    }();
    return std::string_view(bytes).substr(place % kPeriod, size);
}

}  // namespace

Coro<void> send_pattern(Writer writer, std::size_t size) {
    for (std::size_t sent = 0; sent < size;) {
        const std::size_t now = std::min<std::size_t>(100'000, size - sent);
        writer->write(pattern(sent, now));
        co_await writer->drain();
        sent += now;
    }
}

Coro<std::size_t> receive_pattern(Reader reader, std::size_t size) {
    std::size_t got = 0;
    while (got < size) {
        const std::string data = co_await reader->read(kLargestPiece);
        if (data.empty() || data != pattern(got, data.size())) {
            break;
        }
        got += data.size();
    }
    co_return got;
}

NetFixture::NetFixture(const asyncio::Dialect& dialect) : loop(dialect) {
    loop.set_exception_handler([this](asyncio::EventLoop&, const asyncio::ExceptionContext& context) {
        reports.push_back(std::string(context.message) + " | " + describe(context.exception));
    });
    asyncio::set_log_handler([this](std::string_view level, std::string_view text) {
        records.push_back(std::string(level) + ": " + std::string(text));
    });
}

NetFixture::~NetFixture() {
    loop.close();
    asyncio::set_log_handler(nullptr);
}

ServerPtr NetFixture::serve(asyncio::ClientConnected handler, net::ServerOptions options) {
    auto start = [&]() -> Coro<ServerPtr> {
        Coro<ServerPtr> starting = net::start_server(std::move(handler), "127.0.0.1", 0, std::move(options));
        co_return co_await starting;
    };
    return run(start());
}

net::Streams NetFixture::connect(const ServerPtr& server, net::ConnectOptions options) {
    return run([](int port, net::ConnectOptions with) -> Coro<net::Streams> {
        Coro<net::Streams> opening = net::open_connection("127.0.0.1", port, std::move(with));
        co_return co_await opening;
    }(port_of(server), std::move(options)));
}

net::Streams NetFixture::streams_with(net::Socket& peer) {
    auto [ours, theirs] = net::Socket::pair();
    peer = std::move(theirs);
    return run(net::open_connection(with_sock<net::ConnectOptions>(std::move(ours))));
}

std::string NetFixture::ask(const net::Streams& streams, std::string question) {
    return run([](net::Streams with, std::string text) -> Coro<std::string> {
        with.writer->write(text);
        co_return co_await with.reader->readexactly(static_cast<std::int64_t>(text.size()));
    }(streams, std::move(question)));
}

std::string NetFixture::read(const net::Streams& streams, std::int64_t size) {
    return run([](Reader reader, std::int64_t n) -> Coro<std::string> { co_return co_await reader->read(n); }(
                                                     streams.reader, size));
}

std::string NetFixture::readexactly(const net::Streams& streams, std::int64_t size) {
    return run([](Reader reader, std::int64_t n) -> Coro<std::string> {
        co_return co_await reader->readexactly(n);
    }(streams.reader, size));
}

void NetFixture::close(const net::Streams& streams) {
    streams.writer->close();
    run(streams.writer->wait_closed());
}

void NetFixture::close(const ServerPtr& server) {
    server->close();
    run(server->wait_closed());
}

void NetFixture::tick(int count) {
    run([](int ticks) -> Coro<void> {
        for (int i = 0; i < ticks; ++i) {
            co_await asyncio::sleep(std::chrono::seconds(0));
        }
    }(count));
}

void NetFixture::wait_until(const std::function<bool()>& condition) {
    // A turn that has nothing to do waits for the system, so this does not spin.
    auto watching = [&]() -> Coro<void> {
        while (!condition()) {
            co_await asyncio::sleep(std::chrono::milliseconds(1));
        }
    };
    run(watching());
}

int port_of(const ServerPtr& server) {
    return server->sockets().at(0).getsockname().port();
}

net::Socket bound_socket() {
    net::Socket socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socket.bind(net::SocketAddress(reinterpret_cast<const sockaddr*>(&address), sizeof address));
    return socket;
}

void reset_at_close(const net::Socket& socket) {
    const linger now{1, 0};
    ::setsockopt(socket.fileno(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
}

net::StreamTransport& transport_of(const Writer& writer) {
    auto* const transport = dynamic_cast<net::StreamTransport*>(writer->transport().get());
    BOOST_REQUIRE(transport != nullptr);
    return *transport;
}

}  // namespace testing
