#include <asyncio/net/net.hpp>
#include <memory>
#include <string>

namespace net = asyncio::net;

asyncio::Coro<void> echo(std::shared_ptr<asyncio::StreamReader> reader, std::shared_ptr<asyncio::StreamWriter> writer) {
    const std::string line = co_await reader->readline();
    writer->write(line);
    writer->close();
}

asyncio::Coro<int> talk_to_itself() {
    const auto server = co_await net::start_server(echo, "127.0.0.1", 0);
    auto [reader, writer] = co_await net::open_connection("127.0.0.1", server->sockets()[0].getsockname().port());
    writer->write("line\n");
    const std::string answer = co_await reader->read();
    writer->close();
    server->close();
    co_return answer == "line\n" ? 0 : 1;
}

int main() {
    return net::run(talk_to_itself());
}
