#include "python_driver.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <stdexcept>

#include <sys/resource.h>
#include <sys/wait.h>

#include "request_file.hpp"

namespace {

/// How often the driver is given all scripts, in a short and in a long run. The difference is free of its
/// start.
constexpr int kFewTimes = 1;
constexpr int kManyTimes = 4;

double children_cpu_time() {
    rusage usage{};
    getrusage(RUSAGE_CHILDREN, &usage);
    auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
    };
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double time_of(const std::string& python, const std::vector<std::string>& scripts, int times) {
    RequestFile requests(scripts, times);
    auto begin = children_cpu_time();
    auto command =
        "'" + python + "' '" STREAMSPEC_SOURCE_DIR "/tools/streams_driver.py' < " + requests.name();
    auto* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) {
        throw std::runtime_error("cannot run " + python);
    }
    std::size_t lines = 0;
    std::array<char, 65536> buffer{};
    for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
        lines += static_cast<std::size_t>(std::count(buffer.data(), buffer.data() + got, '\n'));
    }
    // One line more than requests: the driver says hello first.
    if (pclose(pipe) != 0 || lines != requests.count() + 1) {
        throw std::runtime_error(python + ": the driver did not answer every script");
    }
    return children_cpu_time() - begin;
}

}  // namespace

double python_cpu_seconds(const std::string& python, const std::vector<std::string>& scripts) {
    auto few = time_of(python, scripts, kFewTimes);
    auto many = time_of(python, scripts, kManyTimes);
    return (many - few) / (kManyTimes - kFewTimes);
}
