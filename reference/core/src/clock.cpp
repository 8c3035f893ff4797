#include <thread>

#include <asyncio/clock.hpp>

namespace asyncio {

Clock::Time SteadyClock::now() const {
    return std::chrono::steady_clock::now().time_since_epoch();
}

void SteadyClock::sleep(Time duration) {
    std::this_thread::sleep_for(duration);
}

}  // namespace asyncio
