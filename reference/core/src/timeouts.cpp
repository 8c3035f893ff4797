#include <asyncio/timeouts.hpp>
#include <asyncio/wait_for.hpp>

namespace asyncio::detail {

namespace {

TaskRunner& task_of(EventLoop& loop) {
    if (loop.current_task() == nullptr) {
        throw RuntimeError("Timeout should be used inside a task");
    }
    return *loop.current_task();
}

/// Puts a TimeoutError before the first CancelledError among the contexts of an exception.
void mark_contexts(BaseException& leaving) {
    for (BaseException* error = &leaving; error->context();) {
        if (exception_cast<CancelledError>(error->context()) != nullptr) {
            TimeoutError timed_out;
            timed_out.set_cause(error->context());
            timed_out.set_context(error->context());
            error->set_context(std::make_exception_ptr(std::move(timed_out)));
            return;
        }
        BaseException* const next = exception_cast(error->context());
        if (next == nullptr) {
            return;
        }
        error = next;
    }
}

/// Sets what was being handled as the context of what is raised meanwhile.
[[noreturn]] void rethrow_within(const std::exception_ptr& handled, const std::exception_ptr& raised) {
    if (BaseException* const error = exception_cast(raised); error != nullptr && raised != handled) {
        error->set_context(handled);
    }
    std::rethrow_exception(raised);
}

void release(Future<void>& waiter) {
    if (!waiter.done()) {
        waiter.set_result();
    }
}

/// Completes a waiter when a future is done; taken off the future again at the end of its scope.
class Release {
  public:
    Release(RefPtr<FutureCore> future, Future<void> waiter)
        : future_(std::move(future)),
          call_(new DoneCall([waiter](FutureCore&) mutable { release(waiter); })) {
        future_->add_done_call(call_);
    }
    Release(const Release&) = delete;
    Release& operator=(const Release&) = delete;
    ~Release() { remove(); }
    void remove() { future_->remove_callback(*call_); }

  private:
    RefPtr<FutureCore> future_;
    RefPtr<DoneCall> call_;
};

class TimerScope {
  public:
    explicit TimerScope(TimerHandle timer) : timer_(std::move(timer)) {}
    TimerScope(const TimerScope&) = delete;
    TimerScope& operator=(const TimerScope&) = delete;
    ~TimerScope() { timer_.cancel(); }

  private:
    TimerHandle timer_;
};

/// Cancels a future and waits until it is done, so that its task no longer runs.
Coro<void> cancel_and_wait(RefPtr<FutureCore> future) {
    Future<void> waiter(future->loop());
    const Release releasing(future, waiter);
    future->cancel(std::nullopt);
    co_await waiter;
}

[[noreturn]] void throw_timeout_because(const std::exception_ptr& cancelled) {
    TimeoutError error;
    error.set_cause(cancelled);
    error.set_context(cancelled);
    throw error;
}

/// After a future was cancelled because the time was up: its end is the answer, unless it was cancelled
/// indeed.
void require_not_cancelled(FutureCore& future) {
    if (future.cancelled()) {
        throw_timeout_because(future.cancelled_error());
    }
}

}  // namespace

TimeoutScope::TimeoutScope(EventLoop& loop, std::optional<Clock::Time> delay)
    : task_(task_of(loop)), requests_on_entry_(task_.cancelling()) {
    if (!delay) {
        return;
    }
    if (*delay <= Clock::Time::zero()) {
        soon_ = loop.call_soon([this] { expire(); });
    } else {
        later_ = loop.call_at(loop.time() + *delay, [this] { expire(); });
    }
}

void TimeoutScope::expire() {
    task_.future().cancel(std::nullopt);
    expired_ = true;
    soon_.reset();
    later_.reset();
}

void TimeoutScope::cancel_timer() noexcept {
    if (soon_) {
        soon_->cancel();
    }
    if (later_) {
        later_->cancel();
    }
}

std::exception_ptr TimeoutScope::leave(std::exception_ptr raised) {
    cancel_timer();
    soon_.reset();
    later_.reset();
    if (!expired_) {
        return raised;
    }
    const Dialect& dialect = task_.loop().dialect();
    const int left = task_.uncancel();
    const bool no_other_request = dialect.timeout_compares_requests ? left <= requests_on_entry_ : left == 0;
    BaseException* const error = exception_cast(raised);
    if (!no_other_request || error == nullptr) {
        return raised;
    }
    if (exception_cast<CancelledError>(raised) != nullptr) {
        TimeoutError timed_out;
        if (dialect.timeout_compares_requests) {
            timed_out.set_cause(raised);
        }
        timed_out.set_context(raised);
        return std::make_exception_ptr(std::move(timed_out));
    }
    if (dialect.timeout_marks_contexts) {
        mark_contexts(*error);
    }
    return raised;
}

Coro<void> settle(RefPtr<FutureCore> future, Clock::Time timeout) {
    EventLoop& loop = future->loop();
    const WaitFor rule = loop.dialect().wait_for;
    if (timeout <= Clock::Time::zero() && rule != WaitFor::abandons) {
        if (future->done()) {
            co_return;
        }
        if (rule == WaitFor::waits_on_timeout) {
            future->cancel(std::nullopt);
            throw TimeoutError();
        }
        Coro<void> ending = cancel_and_wait(future);
        co_await ending;
        require_not_cancelled(*future);
        if (rule == WaitFor::raises_timeout) {
            future->throw_if_failed();
            throw TimeoutError();
        }
        co_return;
    }

    Future<void> waiter(loop);
    const TimerScope timer(loop.call_later(timeout, [waiter]() mutable { release(waiter); }));
    Release releasing(future, waiter);
    std::exception_ptr cancelled;
    try {
        co_await waiter;
    } catch (const CancelledError&) {
        cancelled = std::current_exception();
    }
    const bool waits_when_cancelled = rule != WaitFor::abandons && rule != WaitFor::waits_on_timeout;
    if (cancelled && !waits_when_cancelled) {
        releasing.remove();
        future->cancel(std::nullopt);
        std::rethrow_exception(cancelled);
    }
    if (future->done()) {
        if (cancelled) {
            try {
                future->throw_if_failed();
            } catch (...) {
                rethrow_within(cancelled, std::current_exception());
            }
        }
        co_return;
    }
    releasing.remove();
    if (rule == WaitFor::abandons) {
        future->cancel(std::nullopt);
        throw TimeoutError();
    }
    std::exception_ptr interrupted;
    try {
        Coro<void> ending = cancel_and_wait(future);
        co_await ending;
    } catch (...) {
        interrupted = std::current_exception();
    }
    if (interrupted) {
        // What is thrown into a coroutine gets a context from 3.9 on.
        if (cancelled && rule != WaitFor::raises_timeout) {
            rethrow_within(cancelled, interrupted);
        }
        std::rethrow_exception(interrupted);
    }
    if (cancelled) {
        std::rethrow_exception(cancelled);
    }
    if (rule == WaitFor::waits_on_timeout || rule == WaitFor::raises_timeout) {
        throw TimeoutError();
    }
    require_not_cancelled(*future);
}

}  // namespace asyncio::detail
