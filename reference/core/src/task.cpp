#include <asyncio/task.hpp>

namespace asyncio {

namespace detail {

namespace {

/// Of a future that is done. A gathering future holds the CancelledError of a child as its exception.
bool raises_cancelled_error(FutureCore& done) {
    return done.cancelled() || exception_cast<CancelledError>(done.exception()) != nullptr;
}

}  // namespace

bool TaskRunner::request_cancel(const CancelMessage& message) {
    if (message && !loop().dialect().cancel_message) {
        throw TypeError("cancel() takes no message");
    }
    future().retrieve();
    if (future().done()) {
        return false;
    }
    ++cancel_requests_;
    if (waiting_on_ && waiting_on_->cancel(message)) {
        return true;
    }
    must_cancel_ = true;
    future().set_cancel_message(message);
    return true;
}

int TaskRunner::uncancel() noexcept {
    if (cancel_requests_ > 0) {
        --cancel_requests_;
        if (cancel_requests_ == 0 && loop().dialect().uncancel_takes_back) {
            must_cancel_ = false;
        }
    }
    return cancel_requests_;
}

void TaskRunner::wakeup() {
    waiting_on_->retrieve();  // also where a cancellation is raised instead of its exception
    if (must_cancel_ && raises_cancelled_error(*waiting_on_)) {
        must_cancel_ = false;  // the CancelledError that is about to be raised delivers both requests
    }
    step();
}

void TaskRunner::step() {
    const RefPtr<RefCounted> alive(&future());  // finishing may drop the last other owner
    waiting_on_ = nullptr;
    if (std::exchange(must_cancel_, false)) {
        auto error = new_cancelled_error(future().cancel_message());
        if (!started_) {
            loop().disown(*this);
            finish(std::move(error));
            return;
        }
        inject(std::move(error));
    }
    started_ = true;
    TaskRunner* const previous_task = std::exchange(loop().current_task(), this);
    const bool finished = run();
    loop().current_task() = previous_task;
    if (finished) {
        loop().disown(*this);
        finish(nullptr);
    }
}

void TaskRunner::wait_for(FutureCore& awaited) {
    if (&awaited == &future()) {
        inject(std::make_exception_ptr(RuntimeError("Task cannot await on itself: <Task>")));
        schedule_step();
        return;
    }
    waiting_on_ = &awaited;
    awaited.add_callback(wakeup_entry());
    if (must_cancel_ && awaited.cancel(future().cancel_message())) {
        must_cancel_ = false;
    }
}

void TaskRunner::schedule_step() {
    loop().schedule(step_entry());
}

namespace {

/// Cancels a timer at the end of a scope.
class TimerGuard {
  public:
    explicit TimerGuard(TimerHandle timer) : timer_(std::move(timer)) {}
    TimerGuard(const TimerGuard&) = delete;
    TimerGuard& operator=(const TimerGuard&) = delete;
    ~TimerGuard() { timer_.cancel(); }

  private:
    TimerHandle timer_;
};

}  // namespace
}  // namespace detail

Coro<void> sleep(Clock::Time duration) {
    if (duration <= Clock::Time::zero()) {
        co_await detail::TickAwaiter{};
        co_return;
    }
    EventLoop& loop = co_await detail::LoopAwaiter{};
    Future<void> future = loop.create_future<void>();
    const detail::TimerGuard timer(loop.call_later(duration, [future]() mutable {
        if (!future.done()) {
            future.set_result();
        }
    }));
    co_await future;
}

}  // namespace asyncio
