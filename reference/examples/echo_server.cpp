// TCP echo server using streams: answers each client with what it said first. Ctrl-C ends it.
#include <cstdlib>
#include <iostream>
#include <memory>
#include <string>

#include <asyncio/net/net.hpp>

namespace net = asyncio::net;

asyncio::Coro<void> handle_echo(std::shared_ptr<asyncio::StreamReader> reader,
                                std::shared_ptr<asyncio::StreamWriter> writer) {
    const std::string data = co_await reader->read(100);
    const auto addr = std::any_cast<net::SocketAddress>(writer->get_extra_info("peername"));
    std::cout << "Received '" << data << "' from " << addr.repr() << '\n';

    std::cout << "Send: '" << data << "'\n";
    writer->write(data);
    co_await writer->drain();

    std::cout << "Close the client socket" << std::endl;
    writer->close();
}

int main(int argc, char** argv) {
    const int port = argc > 1 ? std::atoi(argv[1]) : 8888;
    net::EventLoop& loop = net::get_event_loop();
    auto server = loop.run_until_complete(net::start_server(handle_echo, "127.0.0.1", port));

    // Serve requests until Ctrl+C is pressed
    std::cout << "Serving on " << server->sockets()[0].getsockname().repr() << std::endl;
    try {
        loop.run_forever();
    } catch (const net::KeyboardInterrupt&) {
    }

    // Close the server
    server->close();
    loop.run_until_complete(server->wait_closed());
    loop.close();
}
