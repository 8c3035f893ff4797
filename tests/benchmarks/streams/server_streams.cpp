#include <asyncio/net/net.hpp>
#include <memory>
#include <string>

#include "servers.hpp"

namespace benchmark {

namespace {

namespace net = asyncio::net;
using Reader = std::shared_ptr<asyncio::StreamReader>;
using Writer = std::shared_ptr<asyncio::StreamWriter>;

asyncio::Coro<void> echo(Reader reader, Writer writer) {
    while (true) {
        const std::string line = co_await reader->readline();
        if (line.empty()) {
            break;
        }
        writer->write(line);
        co_await writer->drain();
    }
    writer->close();
}

asyncio::Coro<void> sink(Reader reader, Writer writer) {
    while (true) {
        const std::string data = co_await reader->read(64 * 1024);
        if (data.empty()) {
            break;
        }
    }
    writer->write("!");
    writer->close();
}

asyncio::Coro<void> source(Reader reader, Writer writer) {
    const std::string size = co_await reader->readline();
    const std::string chunk(64 * 1024, 'x');
    for (std::uint64_t left = std::stoull(size); left > 0; left -= chunk.size()) {
        writer->write(chunk);
        co_await writer->drain();
    }
    writer->close();
}

}  // namespace

void serve_streams(Service service, bool coalesced) {
    net::EventLoop loop;
    loop.set_write_mode(coalesced ? net::WriteMode::coalesced : net::WriteMode::immediate);
    net::ServerOptions options;
    options.backlog = 1024;
    auto handler = service == Service::echo ? &echo : service == Service::sink ? &sink : &source;
    const auto server = loop.run_until_complete(net::start_server(handler, "127.0.0.1", 0, options));
    announce(server->sockets()[0].getsockname().port());
    loop.run_forever();
}

}  // namespace benchmark
