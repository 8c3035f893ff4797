#pragma once

#include <coroutine>
#include <exception>
#include <utility>

namespace asyncio {

class EventLoop;

namespace detail {

class FutureCore;
class Runner;

/// What a coroutine waits with that wants to see how the wait has ended before the coroutine is resumed: it
/// may let another one run first.
class WaitObserver {
  public:
    virtual void wait_ended(Runner& runner) = 0;

  protected:
    WaitObserver() = default;
    ~WaitObserver() = default;
};

/// Drives one stack of coroutines that await each other: resumes the innermost one, in a loop, until it must
/// wait or the outermost is done. Because each coroutine returns here instead of resuming the next, any
/// number of calls that complete without waiting uses one level of the machine's stack. (Symmetric transfer
/// overflows it where the compiler does not make a tail call: at -O0, -O1 and under sanitizers.)
class Runner {
  public:
    explicit Runner(EventLoop& loop) : loop_(loop) {}
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;
    virtual ~Runner() = default;

    EventLoop& loop() const noexcept { return loop_; }

    /// The coroutine to resume next; null when the outermost is done.
    void continue_with(std::coroutine_handle<> coroutine) noexcept { innermost_ = coroutine; }
    std::coroutine_handle<> innermost() const noexcept { return innermost_; }
    /// Called by the innermost coroutine, which is about to suspend until `future` is done.
    void suspend_on(FutureCore& future, WaitObserver* observer = nullptr) {
        suspended_ = true;
        observer_ = observer;
        wait_for(future);
    }
    /// Called by the innermost coroutine, which is about to suspend for one iteration.
    void suspend_for_tick() {
        suspended_ = true;
        wait_for_tick();
    }
    /// Called by the innermost coroutine when it is resumed: what was thrown into it meanwhile, or null.
    std::exception_ptr take_injected() noexcept { return std::exchange(injected_, nullptr); }
    /// The same, but throws it.
    void rethrow_injected() {
        if (injected_) {
            std::rethrow_exception(take_injected());
        }
    }

  protected:
    /// Resumes until suspended or done; true if done.
    bool run() {
        suspended_ = false;
        if (WaitObserver* const observer = std::exchange(observer_, nullptr)) {
            observer->wait_ended(*this);
        }
        while (innermost_ && !suspended_) {
            innermost_.resume();
        }
        return !innermost_;
    }
    void inject(std::exception_ptr exception) noexcept { injected_ = std::move(exception); }

  private:
    virtual void wait_for(FutureCore& future) = 0;
    virtual void wait_for_tick() = 0;

    EventLoop& loop_;
    std::coroutine_handle<> innermost_;
    WaitObserver* observer_ = nullptr;
    std::exception_ptr injected_;
    bool suspended_ = false;
};

}  // namespace detail
}  // namespace asyncio
