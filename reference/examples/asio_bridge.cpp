// Streams and Boost.Asio's own coroutines on one io_context, each awaiting the other.
#include <iostream>
#include <memory>
#include <string>

#include <asyncio/net/net.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace asio = boost::asio;
namespace net = asyncio::net;

// One of Asio's coroutines.
asio::awaitable<std::string> greeting_after_a_while() {
    asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(10));
    co_await timer.async_wait(asio::use_awaitable);
    co_return "hello from asio\n";
}

// One of ours, which awaits Asio's.
asyncio::Coro<void> greet(std::shared_ptr<asyncio::StreamReader>,
                          std::shared_ptr<asyncio::StreamWriter> writer) {
    auto& loop = net::EventLoop::running();
    auto waiting = net::from_asio(loop, greeting_after_a_while());
    writer->write(co_await waiting);
    writer->close();
}

asyncio::Coro<std::string> first_line_of(int port) {
    auto [reader, writer] = co_await net::open_connection("127.0.0.1", port);
    const std::string line = co_await reader->readline();
    writer->close();
    co_return line;
}

// One of Asio's, which awaits ours.
asio::awaitable<void> client(net::EventLoop& loop) {
    auto server =
        co_await net::async_run(loop, net::start_server(greet, "127.0.0.1", 0), asio::use_awaitable);
    const int port = server->sockets()[0].getsockname().port();
    std::cout << co_await net::async_run(loop, first_line_of(port), asio::use_awaitable);
    server->close();
    loop.context().stop();
}

int main() {
    asio::io_context context;
    net::EventLoop loop(context);
    loop.attach();  // from now on, whoever runs the context runs the loop
    asio::co_spawn(context, client(loop), asio::detached);
    context.run();
}
