#pragma once

#include <functional>
#include <string_view>
#include <utility>

#include <asyncio/clock.hpp>
#include <asyncio/detail/ref_counted.hpp>

namespace asyncio {

class EventLoop;

namespace detail {

/// One entry of the ready queue: an object kept alive until it ran, and what to run on it.
struct Ready {
    RefPtr<RefCounted> target;
    void (*run)(RefCounted&) = nullptr;

    /// Whether it will do nothing: its Handle was cancelled.
    bool cancelled() const noexcept;
};

/// Tells the loop's exception handler what a callback has thrown; called where that is being handled. `name`
/// is the callback's, if it has one.
void report_callback(EventLoop& loop, std::string_view name = {});

/// A scheduled function, shared by the loop's queue and the caller's Handle.
class ScheduledCall : public RefCounted {
  public:
    ScheduledCall(EventLoop& loop, std::function<void()> function)
        : loop_(loop), function_(std::move(function)) {}

    void cancel() noexcept;
    bool cancelled() const noexcept { return cancelled_; }
    /// Calls the function unless cancelled; what it throws goes to the loop's exception handler.
    void run();

    static Ready as_ready(ScheduledCall& call) { return {RefPtr<RefCounted>(&call), &run_entry}; }
    static void run_entry(RefCounted& call) { static_cast<ScheduledCall&>(call).run(); }

  protected:
    EventLoop& loop() const noexcept { return loop_; }

  private:
    virtual void on_cancel() noexcept {}

    EventLoop& loop_;
    std::function<void()> function_;
    bool cancelled_ = false;
};

inline bool Ready::cancelled() const noexcept {
    return run == &ScheduledCall::run_entry && static_cast<const ScheduledCall&>(*target).cancelled();
}

/// A function scheduled for a time.
class TimedCall final : public ScheduledCall {
  public:
    TimedCall(EventLoop& loop, std::function<void()> function, Clock::Time when)
        : ScheduledCall(loop, std::move(function)), when_(when) {}

    Clock::Time when() const noexcept { return when_; }
    /// Whether it is in the loop's timer heap: a cancelled timer is counted there until it is removed.
    bool in_heap = false;

  private:
    void on_cancel() noexcept override;

    Clock::Time when_;
};

}  // namespace detail

/// What `call_soon` returns, as `asyncio.Handle`: lets the caller cancel the callback. Must not outlive the
/// loop, except to be destroyed.
class Handle {
  public:
    explicit Handle(detail::RefPtr<detail::ScheduledCall> call) : call_(std::move(call)) {}
    void cancel() noexcept { call_->cancel(); }
    bool cancelled() const noexcept { return call_->cancelled(); }

  private:
    detail::RefPtr<detail::ScheduledCall> call_;
};

/// What `call_later` and `call_at` return, as `asyncio.TimerHandle`.
class TimerHandle {
  public:
    explicit TimerHandle(detail::RefPtr<detail::TimedCall> call) : call_(std::move(call)) {}
    void cancel() noexcept { call_->cancel(); }
    bool cancelled() const noexcept { return call_->cancelled(); }
    /// The time at which it is due, on the loop's clock.
    Clock::Time when() const noexcept { return call_->when(); }

  private:
    detail::RefPtr<detail::TimedCall> call_;
};

}  // namespace asyncio
