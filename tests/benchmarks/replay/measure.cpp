#include "measure.hpp"

#include <algorithm>
#include <ctime>
#include <limits>

namespace {

constexpr int kRounds = 5;
constexpr double kShortestRound = 0.2;

double process_cpu_time() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

double time_of(const std::function<void()>& work, int times) {
    auto begin = process_cpu_time();
    for (int i = 0; i < times; ++i) {
        work();
    }
    return process_cpu_time() - begin;
}

}  // namespace

double cpu_seconds(const std::function<void()>& work) {
    int times = 1;
    while (time_of(work, times) < kShortestRound) {
        times *= 2;
    }
    auto least = std::numeric_limits<double>::max();
    for (int round = 0; round < kRounds; ++round) {
        least = std::min(least, time_of(work, times) / times);
    }
    return least;
}
