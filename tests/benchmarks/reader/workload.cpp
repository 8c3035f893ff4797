#include "workload.hpp"

#include <algorithm>
#include <random>

namespace benchmark {

namespace {

/// Records of varying size around an average, each closed by `separator`.
std::string records(std::size_t total, std::size_t average, std::string_view separator) {
    std::mt19937 random(1);  // NOLINT: the same bytes in every run
    std::uniform_int_distribution<std::size_t> length(average / 2, average + average / 2);
    std::string bytes;
    bytes.reserve(total + 2 * average);
    while (bytes.size() < total) {
        const std::size_t size = std::max(length(random), separator.size());
        bytes.append(size - separator.size(), 'x');
        bytes += separator;
    }
    return bytes;
}

}  // namespace

std::vector<std::string_view> Workload::chunks() const {
    std::vector<std::string_view> all;
    for (std::size_t at = 0; at < bytes.size(); at += kChunk) {
        all.push_back(std::string_view(bytes).substr(at, kChunk));
    }
    return all;
}

std::vector<Workload> workloads(std::size_t mebibytes) {
    const std::size_t total = mebibytes * 1024 * 1024;
    return {
        {"lines of 12 bytes", Call::readline, "\n", 0, records(total, 12, "\n")},
        {"lines of 80 bytes", Call::readline, "\n", 0, records(total, 80, "\n")},
        {"lines of 4096 bytes", Call::readline, "\n", 0, records(total, 4096, "\n")},
        {"readexactly(1024)", Call::readexactly, "", 1024, std::string(total, 'x')},
        {"readuntil(CRLFCRLF), 500 bytes", Call::readuntil, "\r\n\r\n", 0, records(total, 500, "\r\n\r\n")},
        {"read(65536)", Call::read, "", 65536, std::string(total, 'x')},
    };
}

}  // namespace benchmark
