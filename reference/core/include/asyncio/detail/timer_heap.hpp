#pragma once

#include <cstddef>
#include <vector>

#include <asyncio/handle.hpp>

namespace asyncio::detail {

/// The timers of a loop, as Python's `heapq` orders them.
///
/// Timers with equal deadlines do not run in the order of their creation but in that of the array heap: to be
/// trace-identical its moves are those of `heapq` (sift a hole down to a leaf, then the last element up), and
/// only deadlines are compared.
class TimerHeap {
  public:
    using Entry = RefPtr<TimedCall>;

    bool empty() const noexcept { return heap_.empty(); }
    const Entry& earliest() const noexcept { return heap_.front(); }

    void push(Entry entry);
    Entry pop();

    /// Drops cancelled timers as asyncio does before each iteration: all of them where they are many (more
    /// than half of over 100), else those that are due next.
    void drop_cancelled();
    void note_cancelled() noexcept { ++cancelled_; }
    /// Drops everything.
    void clear() noexcept;

  private:
    void sift_towards_root(std::size_t start, std::size_t position);
    void sift_towards_leaf(std::size_t position);

    std::vector<Entry> heap_;
    std::size_t cancelled_ = 0;
};

}  // namespace asyncio::detail
