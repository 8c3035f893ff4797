#pragma once

#include <cstddef>
#include <optional>

#include <asyncio/clock.hpp>

namespace asyncio::net::detail {

class Watch;

/// Which of the watched descriptors can be read or written: Python's `selectors.EpollSelector`.
class Selector {
  public:
    Selector();
    ~Selector();
    Selector(const Selector&) = delete;
    Selector& operator=(const Selector&) = delete;

    /// What a watch is to be told; neither: nothing any more. Throws OSError.
    void update(Watch& watch, bool read, bool write);

    /// Waits until something happened, at most until `timeout` (none: for ever), and tells the watches.
    void wait(std::optional<Clock::Time> timeout);

    /// Can itself be waited for: it is readable when `wait` has something to tell.
    int fileno() const noexcept { return descriptor_; }

  private:
    int descriptor_;
};

}  // namespace asyncio::net::detail
