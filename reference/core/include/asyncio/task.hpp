#pragma once

#include <optional>
#include <utility>

#include <asyncio/coro.hpp>
#include <asyncio/detail/runner.hpp>
#include <asyncio/future.hpp>

namespace asyncio {

namespace detail {

/// What drives a task, but for the type of its result. The rules are those of `asyncio.Task`.
class TaskRunner : public Runner {
  private:
    // First: they fit into what the base leaves of a word.
    bool started_ = false;
    bool must_cancel_ = false;
    int cancel_requests_ = 0;

  public:
    using Runner::Runner;

    /// Queues the next step.
    void schedule_step();
    /// Runs the coroutine until it next suspends.
    void step();
    /// Runs it because the future that it awaited is done.
    void wakeup();
    /// Destroys what is left of the coroutine, because the loop is going.
    virtual void abandon() noexcept = 0;
    virtual FutureCore& future() noexcept = 0;

    TaskRunner* previous = nullptr;  ///< neighbours in the loop's list of tasks that are not done
    TaskRunner* next = nullptr;

    /// `Task.cancelling`: how many cancellations were requested and not taken back.
    int cancelling() const noexcept { return cancel_requests_; }
    /// `Task.uncancel`: takes one request back and returns how many are left.
    int uncancel() noexcept;

  protected:
    /// `Task.cancel`: cancels what the task awaits, or notes that its next step is to raise.
    bool request_cancel(const CancelMessage& message);
    void forget_waiting() noexcept { waiting_on_ = nullptr; }
    /// Whether a cancellation was requested that no suspension has delivered; asked once, when the coroutine
    /// returns.
    bool take_undelivered_cancel() noexcept { return std::exchange(must_cancel_, false); }

  private:
    void wait_for(FutureCore& awaited) override;
    void wait_for_tick() override { schedule_step(); }
    /// The coroutine is done, or (given an error) is to end before its first step.
    virtual void finish(std::exception_ptr before_start) noexcept = 0;
    /// What the loop's queue holds to call `step` and `wakeup`.
    virtual Ready step_entry() = 0;
    virtual Ready wakeup_entry() = 0;

    RefPtr<FutureCore> waiting_on_;
};

template <class T>
class TaskState final : public FutureState<T>, public TaskRunner {
  public:
    TaskState(EventLoop& loop, Coro<T> coroutine)
        : FutureState<T>(loop, FutureCore::Kind::task), TaskRunner(loop), coroutine_(std::move(coroutine)) {
        coroutine_.begin(*this, nullptr);
    }

    bool cancel(const CancelMessage& message) override { return request_cancel(message); }

    void abandon() noexcept override {
        coroutine_ = Coro<T>();
        forget_waiting();
    }
    FutureCore& future() noexcept override { return *this; }

  private:
    Ready step_entry() override {
        return {RefPtr<RefCounted>(this), [](RefCounted& task) { static_cast<TaskState&>(task).step(); }};
    }
    Ready wakeup_entry() override {
        return {RefPtr<RefCounted>(this), [](RefCounted& task) { static_cast<TaskState&>(task).wakeup(); }};
    }

    void finish(std::exception_ptr before_start) noexcept override {
        // The frame goes when this function ends: its exception may be the last owner of what the state
        // refers to.
        Coro<T> coroutine = std::exchange(coroutine_, Coro<T>());
        const std::exception_ptr exception =
            before_start ? std::move(before_start) : coroutine.promise().exception();
        if (exception) {
            // In Python the traceback holds the frames. Here it is the task that holds what is left of its
            // coroutine's, the parameters, so that they too go with the task and not before.
            coroutine_ = std::move(coroutine);
            if (exception_cast<CancelledError>(exception) != nullptr) {
                this->cancel_now(std::nullopt, exception);
            } else {
                this->fail(exception);
            }
        } else if (take_undelivered_cancel()) {
            if (TaskRunner::loop().dialect().returned_despite_cancel_raises) {
                this->fail(new_cancelled_error(std::nullopt));
            } else {
                this->cancel_now(this->cancel_message());
            }
        } else if constexpr (std::is_void_v<T>) {
            this->set_result();
        } else {
            this->set_result(coroutine.promise().take());
        }
    }

    Coro<T> coroutine_;
};

}  // namespace detail

/// A coroutine that the loop runs, and the future of its result, as `asyncio.Task`. The loop keeps it until
/// it is done; this is a handle that may be dropped.
///
/// A task that failed or was cancelled owns the parameters of its coroutine as long as it exists, as in
/// Python the traceback of its exception does.
template <class T = void>
class Task : public Future<T> {
  public:
    /// \internal Use `loop.create_task`.
    explicit Task(detail::RefPtr<detail::TaskState<T>> state)
        : Future<T>(detail::RefPtr<detail::FutureState<T>>(state)) {}
};

/// The task that runs on a loop now, if it is one of this type: `asyncio.current_task`.
template <class T = void>
std::optional<Task<T>> current_task(EventLoop& loop) {
    if (auto* const state = dynamic_cast<detail::TaskState<T>*>(loop.current_task())) {
        return Task<T>(detail::RefPtr<detail::TaskState<T>>(state));
    }
    return std::nullopt;
}

template <class T>
Task<T> EventLoop::create_task(Coro<T> coroutine) {
    detail::RefPtr<detail::TaskState<T>> state(new detail::TaskState<T>(*this, std::move(coroutine)));
    adopt(*state);
    return Task<T>(state);
}

template <class T>
T EventLoop::run_until_complete(Coro<T> coroutine) {
    return run_until_complete<T>(static_cast<Future<T>>(create_task(std::move(coroutine))));
}

namespace detail {

/// Drives a coroutine for one step, without a task.
template <class T>
class OneStep final : public Runner {
  public:
    using Runner::Runner;
    std::optional<T> run_to_first_wait(Coro<T> coroutine) {
        coroutine.begin(*this, nullptr);
        if (run()) {
            return coroutine.promise().take();
        }
        return std::nullopt;
    }

  private:
    void wait_for(FutureCore&) override {}
    void wait_for_tick() override {}
};

/// Suspends for one iteration: what a bare `yield` does in asyncio.
class TickAwaiter {
  public:
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> coroutine) {
        runner_ = coroutine.promise().runner;
        runner_->suspend_for_tick();
    }
    void await_resume() { runner_->rethrow_injected(); }

  private:
    Runner* runner_ = nullptr;
};

/// Gives the awaiting coroutine its loop, without suspending it for longer.
class LoopAwaiter {
  public:
    bool await_ready() const noexcept { return false; }
    template <class Promise>
    bool await_suspend(std::coroutine_handle<Promise> coroutine) {
        loop_ = &coroutine.promise().runner->loop();
        return false;
    }
    EventLoop& await_resume() const noexcept { return *loop_; }

  private:
    EventLoop* loop_ = nullptr;
};

}  // namespace detail

/// Begins a call without a task and returns its result if it needs no waiting, none if it would wait; then
/// what it began is undone, as by Python's `coroutine.close()`.
template <class T>
std::optional<T> try_call(EventLoop& loop, Coro<T> coroutine) {
    detail::OneStep<T> runner(loop);
    return runner.run_to_first_wait(std::move(coroutine));
}

/// Suspends for a time; for none, for exactly one iteration: `asyncio.sleep`.
Coro<void> sleep(Clock::Time duration);

}  // namespace asyncio
