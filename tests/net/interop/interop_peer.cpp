// What the interoperability tests run at the other end of a Python program, openssl or curl.
// usage: interop_peer SCENARIO [--option VALUE]...
//
// A server prints "listening PORT" (a Unix one "listening PATH"), and ends when its standard input does. A
// client prints what it got, and "Type: text" of an exception, with exit code 1.
#include <algorithm>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>

#include <asyncio/net/net.hpp>
#include <unistd.h>

namespace net = asyncio::net;
using asyncio::Coro;
using Reader = std::shared_ptr<asyncio::StreamReader>;
using Writer = std::shared_ptr<asyncio::StreamWriter>;

namespace {

std::map<std::string, std::string> options;

std::string option(const std::string& name, const std::string& fallback = {}) {
    const auto found = options.find(name);
    return found != options.end() ? found->second : fallback;
}

std::shared_ptr<net::SslContext> server_context() {
    auto context = std::make_shared<net::SslContext>(net::SslContext::Purpose::server);
    context->load_cert_chain(option("cert"));
    return context;
}

std::shared_ptr<net::SslContext> client_context() {
    auto context = std::make_shared<net::SslContext>(net::SslContext::Purpose::client);
    context->load_verify_locations(option("ca"));
    return context;
}

/// The byte that stands at a place of the long transfers.
char byte_at(std::size_t place) {
    return static_cast<char>(place % 251);
}

Coro<void> send_much(Writer writer, std::size_t total) {
    std::string piece;
    for (std::size_t sent = 0; sent < total; sent += piece.size()) {
        piece.resize(std::min<std::size_t>(100'003, total - sent));
        for (std::size_t i = 0; i < piece.size(); ++i) {
            piece[i] = byte_at(sent + i);
        }
        writer->write(piece);
        co_await writer->drain();
    }
}

/// How many bytes came until `total` or the end, negative where one was wrong.
Coro<std::int64_t> receive_much(Reader reader, std::size_t total) {
    std::size_t got = 0;
    while (got < total) {
        const std::string data = co_await reader->read(1 << 18);
        if (data.empty()) {
            break;
        }
        for (const char c : data) {
            if (c != byte_at(got++)) {
                co_return -1;
            }
        }
    }
    co_return static_cast<std::int64_t>(got);
}

Coro<void> echo(Reader reader, Writer writer) {
    while (true) {
        const std::string data = co_await reader->read(1 << 16);
        if (data.empty()) {
            break;
        }
        writer->write(data);
        co_await writer->drain();
    }
    writer->close();
}

/// Answers once the client has ended its half.
Coro<void> count_then_answer(Reader reader, Writer writer) {
    const std::string all = co_await reader->read();
    writer->write("got " + std::to_string(all.size()) + '\n');
    co_await writer->drain();
    writer->close();
}

Coro<void> upgrade_then_echo(Reader reader, Writer writer) {
    const std::string line = co_await reader->readline();
    writer->write(line == "STARTTLS\n" ? "go\n" : "what?\n");
    co_await writer->drain();
    asyncio::TlsUpgrade upgrade;
    upgrade.context = server_context();
    co_await writer->start_tls(std::move(upgrade));
    co_await echo(reader, writer);
}

/// One request of HTTP, answered with a page.
Coro<void> page(Reader reader, Writer writer) {
    while (true) {
        const std::string line = co_await reader->readline();
        if (line.empty() || line == "\r\n") {
            break;
        }
    }
    writer->write("HTTP/1.0 200 OK\r\nContent-Length: 6\r\nContent-Type: text/plain\r\n\r\nhello\n");
    co_await writer->drain();
    writer->close();
}

Coro<void> serve(asyncio::ClientConnected handler) {
    net::ServerOptions with;
    if (!option("cert").empty() && option("starttls").empty()) {
        with.ssl = server_context();
    }
    const std::string path = option("path");
    std::shared_ptr<net::Server> server;
    if (path.empty()) {
        Coro<std::shared_ptr<net::Server>> starting =
            net::start_server(std::move(handler), option("host", "127.0.0.1"), 0, std::move(with));
        server = co_await starting;
        std::cout << "listening " << server->sockets()[0].getsockname().port() << std::endl;
    } else {
        Coro<std::shared_ptr<net::Server>> starting =
            net::start_unix_server(std::move(handler), path, std::move(with));
        server = co_await starting;
        std::cout << "listening " << path << std::endl;
    }
    // Whoever started this program ends it by closing the pipe.
    net::EventLoop& loop = net::EventLoop::running();
    asyncio::Future<void> told = loop.create_future<void>();
    loop.add_reader(STDIN_FILENO, [told]() mutable {
        if (!told.done()) {
            told.set_result();
        }
    });
    co_await told;
    loop.remove_reader(STDIN_FILENO);
    server->close();
    co_await server->wait_closed();
    std::cout << "closed" << std::endl;
}

Coro<net::Streams> connect() {
    net::ConnectOptions with;
    if (!option("ca").empty() && option("starttls").empty()) {
        with.ssl = client_context();
    }
    if (!option("server-hostname").empty()) {
        with.server_hostname = option("server-hostname");
    }
    const std::string path = option("path");
    Coro<net::Streams> opening =
        path.empty() ? net::open_connection(option("host", "127.0.0.1"), std::atoi(option("port").c_str()),
                                            std::move(with))
                     : net::open_unix_connection(path, std::move(with));
    co_return co_await opening;
}

Coro<void> end(net::Streams streams) {
    streams.writer->close();
    co_await streams.writer->wait_closed();
}

/// Sends a message and prints the answer.
Coro<void> ask() {
    const net::Streams streams = co_await connect();
    streams.writer->write(option("say", "hello\n"));
    const std::string answer = co_await streams.reader->readline();
    std::cout << answer << std::flush;
    co_await end(streams);
}

/// Sends, ends its half, and prints all of the answer.
Coro<void> half_close() {
    const net::Streams streams = co_await connect();
    co_await send_much(streams.writer, std::stoul(option("size", "100000")));
    streams.writer->write_eof();
    const std::string answer = co_await streams.reader->read();
    std::cout << answer << std::flush;
    co_await end(streams);
}

/// Sends much to an echo server and checks what comes back meanwhile.
Coro<void> transfer() {
    const net::Streams streams = co_await connect();
    const std::size_t size = std::stoul(option("size", "20000000"));
    const auto sending = net::EventLoop::running().create_task(send_much(streams.writer, size));
    const std::int64_t got = co_await receive_much(streams.reader, size);
    std::cout << "received " << got << std::endl;
    co_await sending;
    co_await end(streams);
}

/// Reads all that is sent.
Coro<void> read_all() {
    const net::Streams streams = co_await connect();
    const std::string all = co_await streams.reader->read();
    std::cout << all << std::flush;
    co_await end(streams);
}

Coro<void> start_tls() {
    const net::Streams streams = co_await connect();
    streams.writer->write("STARTTLS\n");
    const std::string answer = co_await streams.reader->readline();
    std::cout << answer;
    asyncio::TlsUpgrade upgrade;
    upgrade.context = client_context();
    upgrade.server_hostname = "localhost";
    co_await streams.writer->start_tls(std::move(upgrade));
    streams.writer->write("over tls\n");
    const std::string line = co_await streams.reader->readline();
    std::cout << line << std::flush;
    co_await end(streams);
}

const std::map<std::string, std::function<Coro<void>()>> kScenarios = {
    {"serve-echo", [] { return serve(echo); }},
    {"serve-count", [] { return serve(count_then_answer); }},
    {"serve-starttls", [] { return serve(upgrade_then_echo); }},
    {"serve-page", [] { return serve(page); }},
    {"ask", ask},
    {"half-close", half_close},
    {"transfer", transfer},
    {"read-all", read_all},
    {"starttls", start_tls},
};

}  // namespace

int main(int argc, char** argv) {
    for (int i = 2; i + 1 < argc; i += 2) {
        options[std::string(argv[i]).substr(2)] = argv[i + 1];
    }
    const auto scenario = argc > 1 ? kScenarios.find(argv[1]) : kScenarios.end();
    if (scenario == kScenarios.end()) {
        std::cerr << "usage: interop_peer SCENARIO [--option VALUE]...; scenarios:";
        for (const auto& [name, run] : kScenarios) {
            std::cerr << ' ' << name;
        }
        std::cerr << '\n';
        return 2;
    }
    try {
        net::run(scenario->second());
    } catch (const asyncio::BaseException& error) {
        std::cout << error.type_name() << ": " << error.what() << std::endl;
        return 1;
    }
    return 0;
}
