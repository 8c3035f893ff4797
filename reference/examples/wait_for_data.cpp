// Registers an open socket to wait for data using streams.
#include <iostream>
#include <memory>

#include <asyncio/net/net.hpp>

namespace net = asyncio::net;

asyncio::Coro<void> wait_for_data(net::EventLoop& loop) {
    // Create a pair of connected sockets
    auto [rsock, wsock] = net::Socket::pair();

    // Register the open socket to wait for data
    net::ConnectOptions options;
    options.sock = std::make_shared<net::Socket>(std::move(rsock));
    auto [reader, writer] = co_await net::open_connection(options);

    // Simulate the reception of data from the network
    loop.call_soon([&socket = wsock] { socket.send("abc"); });

    // Wait for data
    const std::string data = co_await reader->read(100);

    // Got data, we are done: close the socket
    std::cout << "Received: " << data << '\n';
    writer->close();

    // Close the second socket
    wsock.close();
}

int main() {
    net::EventLoop& loop = net::get_event_loop();
    loop.run_until_complete(wait_for_data(loop));
    loop.close();
}
