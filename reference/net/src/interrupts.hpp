#pragma once

#include <csignal>

namespace asyncio::net::detail {

class IoServices;

/// Ctrl-C ends what runs within this scope by KeyboardInterrupt: on the main thread, where nobody else
/// handles SIGINT.
class InterruptScope {
  public:
    explicit InterruptScope(IoServices& services);
    ~InterruptScope();
    InterruptScope(const InterruptScope&) = delete;
    InterruptScope& operator=(const InterruptScope&) = delete;

    /// Whether SIGINT has come since the last call.
    static bool take_interrupt() noexcept;

  private:
    bool installed_ = false;
    struct sigaction former_ {};
};

}  // namespace asyncio::net::detail
