#pragma once

#include <chrono>

namespace asyncio {

/// What a loop reads the time from. Times are counted from an arbitrary origin and never go back.
class Clock {
  public:
    using Time = std::chrono::nanoseconds;

    Clock() = default;
    Clock(const Clock&) = delete;
    Clock& operator=(const Clock&) = delete;
    virtual ~Clock() = default;

    virtual Time now() const = 0;
    /// Lets that much time pass, because a loop has nothing else to do.
    virtual void sleep(Time duration) = 0;
};

/// The system's monotonic clock.
class SteadyClock final : public Clock {
  public:
    Time now() const override;
    void sleep(Time duration) override;
};

/// A clock that its owner moves; it starts at 0. Sleeping moves it too, so that a loop never waits in real
/// time.
class ManualClock final : public Clock {
  public:
    Time now() const override { return now_; }
    void sleep(Time duration) override { advance(duration); }
    void advance(Time duration) { now_ += duration; }

  private:
    Time now_{0};
};

}  // namespace asyncio
