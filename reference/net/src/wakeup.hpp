#pragma once

#include <functional>
#include <mutex>
#include <vector>

#include "watch.hpp"

namespace asyncio::net::detail {

/// Lets other threads, and signal handlers, wake a loop that waits: Python's self-pipe.
class Wakeup final : public Watch {
  public:
    explicit Wakeup(IoServices& services);
    ~Wakeup() override;

    /// Queues a callback of the loop. May be called from any thread.
    void post(std::function<void()> callback);
    /// Only wakes the loop. May be called from a signal handler.
    void wake() noexcept;

  private:
    void on_readable() override;
    void on_writable() override {}

    int event_;
    std::mutex mutex_;
    std::vector<std::function<void()>> posted_;
};

}  // namespace asyncio::net::detail
