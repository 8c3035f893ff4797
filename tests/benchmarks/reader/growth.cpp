#include <cstdio>
#include <functional>
#include <limits>

#include <asyncio/core.hpp>

#include "workload.hpp"

namespace benchmark {

namespace {

using asyncio::Coro;
using asyncio::EventLoop;
using asyncio::StreamReader;

constexpr std::size_t kMebi = 1024 * 1024;
constexpr std::int64_t kNoLimit = std::numeric_limits<std::int64_t>::max();

Coro<std::string> one_line(StreamReader& reader) {
    co_return co_await reader.readline();
}

Coro<std::string> one_record(StreamReader& reader) {
    co_return co_await reader.readuntil("never found");
}

/// One read that waits while `total` bytes arrive by the KiB.
void read_by_the_kib(std::size_t total, const std::function<Coro<std::string>(StreamReader&)>& read) {
    EventLoop loop;
    StreamReader reader(loop, kNoLimit);
    auto task = loop.create_task(read(reader));
    const std::string piece(1024, 'x');
    for (std::size_t fed = 0; fed < total; fed += piece.size()) {
        loop.run_once();
        reader.feed_data(piece);
    }
    reader.feed_eof();
    while (!task.done()) {
        loop.run_once();
    }
    if (!task.exception()) {
        keep(task.result());
    }
}

Coro<std::size_t> small_reads(StreamReader& reader) {
    std::size_t reads = 0;
    for (; !reader.at_eof(); ++reads) {
        keep(co_await reader.readexactly(16));
    }
    co_return reads;
}

void small_takes(std::size_t total) {
    EventLoop loop;
    StreamReader reader(loop, kNoLimit);
    reader.feed_data(std::string(total, 'x'));
    reader.feed_eof();
    loop.run_until_complete(small_reads(reader));
}

void print_row(const char* name, const std::function<void(std::size_t)>& work) {
    constexpr std::size_t kSmall = 16 * kMebi;
    constexpr std::size_t kLarge = 256 * kMebi;
    const auto nanoseconds_per_kib = [&work](std::size_t size) {
        const double begin = cpu_now();
        work(size);
        return (cpu_now() - begin) * 1024 / static_cast<double>(size);
    };
    const double small = nanoseconds_per_kib(kSmall);
    const double large = nanoseconds_per_kib(kLarge);
    std::printf("%-38s %10.0f %10.0f %8.2f\n", name, small, large, large / small);
}

}  // namespace

void print_growth() {
    std::printf("\n%-38s %10s %10s %8s\n", "growth (ns per KiB)", "16 MiB", "256 MiB", "ratio");
    print_row("one line, arriving by the KiB", [](std::size_t size) { read_by_the_kib(size, one_line); });
    print_row("a separator never found, by the KiB",
              [](std::size_t size) { read_by_the_kib(size, one_record); });
    print_row("readexactly(16) from one large buffer", small_takes);
}

}  // namespace benchmark
