// TCP echo client using streams: sends a message, prints the answer.
#include <cstdlib>
#include <iostream>
#include <string>

#include <asyncio/net/net.hpp>

namespace net = asyncio::net;

asyncio::Coro<void> tcp_echo_client(std::string message, int port) {
    auto [reader, writer] = co_await net::open_connection("127.0.0.1", port);

    std::cout << "Send: '" << message << "'\n";
    writer->write(message);

    const std::string data = co_await reader->read(100);
    std::cout << "Received: '" << data << "'\n";

    std::cout << "Close the socket\n";
    writer->close();
}

int main(int argc, char** argv) {
    const int port = argc > 1 ? std::atoi(argv[1]) : 8888;
    net::EventLoop& loop = net::get_event_loop();
    loop.run_until_complete(tcp_echo_client("Hello World!", port));
    loop.close();
}
