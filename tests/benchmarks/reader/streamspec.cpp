#include <asyncio/core.hpp>

#include "workload.hpp"

namespace benchmark {

namespace {

using asyncio::Coro;
using asyncio::EventLoop;
using asyncio::StreamReader;

Coro<std::size_t> consume(StreamReader& reader, const Workload& workload) {
    std::size_t returned = 0;
    switch (workload.call) {
        case Call::readline:
            for (;;) {
                const std::string result = co_await reader.readline();
                if (result.empty()) {
                    co_return returned;
                }
                returned += result.size();
                keep(result);
            }
        case Call::readuntil:
            while (!reader.at_eof()) {
                const std::string result = co_await reader.readuntil(workload.separator);
                returned += result.size();
                keep(result);
            }
            co_return returned;
        case Call::readexactly:
            while (!reader.at_eof()) {
                const std::string result =
                    co_await reader.readexactly(static_cast<std::int64_t>(workload.size));
                returned += result.size();
                keep(result);
            }
            co_return returned;
        case Call::read:
            for (;;) {
                const std::string result = co_await reader.read(static_cast<std::int64_t>(workload.size));
                if (result.empty()) {
                    co_return returned;
                }
                returned += result.size();
                keep(result);
            }
    }
    co_return returned;
}

}  // namespace

std::size_t run_streamspec(const Workload& workload) {
    EventLoop loop;
    StreamReader reader(loop);
    auto consumer = loop.create_task(consume(reader, workload));
    const auto chunks = workload.chunks();
    for (const std::string_view chunk : chunks) {
        loop.run_once();
        reader.feed_data(chunk);
        if (chunk.data() == chunks.back().data()) {
            reader.feed_eof();
        }
    }
    return loop.run_until_complete<std::size_t>(consumer);
}

}  // namespace benchmark
