#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <asyncio/detail/runner.hpp>
#include <asyncio/event_loop.hpp>
#include <asyncio/exceptions.hpp>
#include <asyncio/handle.hpp>

namespace asyncio {

/// A message that a cancellation carries: none is Python's `None`.
using CancelMessage = std::optional<std::string>;

namespace detail {

class FutureCore;

/// What is told that a future is done. It owns the future from when it is scheduled on, not before: the
/// future owns it until then, and one that never completes must not keep itself alive.
class DoneCallback : public RefCounted {
  public:
    void completed_by(FutureCore& future);

    static Ready as_ready(DoneCallback& call) { return {RefPtr<RefCounted>(&call), &run_entry}; }
    static void run_entry(RefCounted& call) { static_cast<DoneCallback&>(call).run(); }

  private:
    void run();
    virtual void call(FutureCore& future) = 0;
    /// Stands in the report where the call throws.
    virtual std::string_view name() const { return {}; }

    RefPtr<RefCounted> future_;
};

/// A function that is told.
class DoneCall final : public DoneCallback {
  public:
    using Function = std::function<void(FutureCore&)>;

    explicit DoneCall(Function function, std::string name = {})
        : function_(std::move(function)), name_(std::move(name)) {}

  private:
    void call(FutureCore& future) override { function_(future); }
    std::string_view name() const override { return name_; }

    Function function_;
    std::string name_;
};

/// The state of a future but for its result. Completing it changes the state at once, and *schedules* the
/// callbacks: none ever runs inside the call that completes it.
class FutureCore : public RefCounted {
  public:
    /// Which Python class it stands for, in reports.
    enum class Kind : unsigned char { future, task };

    explicit FutureCore(EventLoop& loop, Kind kind = Kind::future) : kind_(kind), link_(loop.link()) {}
    ~FutureCore() override;

    EventLoop& loop() const noexcept { return *link_->loop; }
    bool done() const noexcept { return state_ != State::pending; }
    bool cancelled() const noexcept { return state_ == State::cancelled; }

    /// Cancels what is pending and returns true; a task overrides it to cancel its coroutine.
    virtual bool cancel(const CancelMessage& message);
    /// Completes it with an exception. Throws TypeError where it is null, or a StopIteration in a dialect
    /// that refuses it, InvalidStateError where the future is done.
    void set_exception(std::exception_ptr exception);
    /// The exception, or null. Throws CancelledError if cancelled, InvalidStateError if not done.
    std::exception_ptr exception();
    /// Notes that somebody learned of its exception, if it has one.
    void retrieve() noexcept { exception_retrieved_ = true; }
    /// What awaiting it raises now; null where it has a result.
    std::exception_ptr failure();
    /// The same, but throws it.
    void throw_if_failed();
    /// The CancelledError that somebody who awaits this cancelled future gets.
    std::exception_ptr cancelled_error();
    /// The one that stands for this cancelled future in the results of a `gather`.
    std::exception_ptr cancelled_error_for_result() const;
    /// Runs `entry` when done: in the next iteration if it is already.
    void add_callback(Ready entry);
    void add_done_call(RefPtr<DoneCallback> call);
    /// Forgets a callback that was added and did not run: `remove_done_callback`.
    void remove_callback(const RefCounted& target);
    /// Forgets them all, because the loop is going: they may own what owns this future.
    void forget_callbacks() noexcept;

    /// The message of its cancellation; of a task, also of one that was requested.
    CancelMessage cancel_message() const { return rare_ ? rare_->cancel_message : std::nullopt; }
    void set_cancel_message(const CancelMessage& message);

  protected:
    /// Marks it as having a result and schedules the callbacks. Throws InvalidStateError where it is done.
    void finish();
    void require_pending() const;
    /// Cancels the future itself, whatever `cancel` was overridden to do; `raised` is the error that ended a
    /// task.
    bool cancel_now(const CancelMessage& message, std::exception_ptr raised = nullptr);
    /// Completes it with an exception as it is.
    void fail(std::exception_ptr exception);

  private:
    enum class State : unsigned char { pending, cancelled, finished };
    /// What few futures have: every connection that waits has some of them.
    struct Rare {
        std::exception_ptr exception;
        std::exception_ptr cancelled_error;
        CancelMessage cancel_message;
        std::vector<Ready> more_callbacks;
    };

    Rare& rare();
    std::exception_ptr stored_exception() const { return rare_ ? rare_->exception : nullptr; }
    void schedule_callbacks();
    void schedule(Ready entry);

    State state_ = State::pending;
    bool exception_retrieved_ = true;
    Kind kind_;
    RefPtr<LoopLink> link_;
    Ready first_callback_;
    std::unique_ptr<Rare> rare_;
};

template <class T>
class FutureState : public FutureCore {
  public:
    using FutureCore::FutureCore;
    void set_result(T value) {
        require_pending();
        result_.emplace(std::move(value));
        finish();
    }
    const T& result() {
        throw_if_failed();
        return *result_;
    }

  private:
    std::optional<T> result_;
};

template <>
class FutureState<void> : public FutureCore {
  public:
    using FutureCore::FutureCore;
    void set_result() { finish(); }
    void result() { throw_if_failed(); }
};

/// A new CancelledError with that message, or none.
std::exception_ptr new_cancelled_error(const CancelMessage& message);

/// Makes a flag false at the end of a scope.
class ResetOnExit {
  public:
    explicit ResetOnExit(bool& flag) : flag_(flag) {}
    ResetOnExit(const ResetOnExit&) = delete;
    ResetOnExit& operator=(const ResetOnExit&) = delete;
    ~ResetOnExit() { flag_ = false; }

  private:
    bool& flag_;
};

/// Suspends the awaiting coroutine until a future is done. Awaiting a future that is done costs no hop.
template <class State>
class FutureAwaiter {
  public:
    explicit FutureAwaiter(RefPtr<State> state) : state_(std::move(state)) {}

    bool await_ready() const noexcept { return state_->done(); }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> coroutine) {
        runner_ = coroutine.promise().runner;
        runner_->suspend_on(*state_);
    }
    decltype(auto) await_resume() {
        if (runner_ != nullptr) {
            runner_->rethrow_injected();
        }
        return state_->result();
    }

  protected:
    RefPtr<State> state_;
    Runner* runner_ = nullptr;
};

/// The same, but returns what awaiting the future raises, null where it has a result: nothing is thrown.
template <class State>
class FailureAwaiter final : public FutureAwaiter<State> {
  public:
    using FutureAwaiter<State>::FutureAwaiter;

    [[nodiscard]] std::exception_ptr await_resume() {
        std::exception_ptr injected = this->runner_ != nullptr ? this->runner_->take_injected() : nullptr;
        return injected ? injected : this->state_->failure();
    }
};

template <class State>
FailureAwaiter(RefPtr<State>) -> FailureAwaiter<State>;

}  // namespace detail

/// A result that is not there yet, as `asyncio.Future`: a handle; copies share one state. Must not be
/// completed after its loop is gone.
template <class T>
class Future {
  public:
    using State = detail::FutureState<T>;

    explicit Future(EventLoop& loop) : state_(new State(loop)) {}
    /// \internal
    explicit Future(detail::RefPtr<State> state) : state_(std::move(state)) {}

    EventLoop& loop() const noexcept { return state_->loop(); }
    bool done() const noexcept { return state_->done(); }
    bool cancelled() const noexcept { return state_->cancelled(); }
    /// The result. Throws the future's exception, CancelledError, or InvalidStateError where it is not done.
    decltype(auto) result() const { return state_->result(); }
    /// The exception, null where there is none. Throws CancelledError or InvalidStateError like `result`.
    std::exception_ptr exception() const { return state_->exception(); }

    /// Completes it. Throws InvalidStateError where it is done.
    template <class... Value>
    requires(sizeof...(Value) == (std::is_void_v<T> ? 0 : 1)) void set_result(Value&&... value) {
        state_->set_result(std::forward<Value>(value)...);
    }
    /// Completes it with an exception. Throws TypeError for what a future refuses, InvalidStateError where it
    /// is done.
    void set_exception(std::exception_ptr exception) { state_->set_exception(std::move(exception)); }
    /// Cancels it; false where it is done. For a task: asks its coroutine to end, by a CancelledError at its
    /// next suspension. A message is a TypeError in dialects that do not know it (to 3.8).
    bool cancel(const CancelMessage& message = std::nullopt) { return state_->cancel(message); }

    /// Schedules `callback` (called with this future) for when it is done. `name` stands in the report where
    /// it throws.
    void add_done_callback(std::function<void(Future)> callback, std::string name = {}) {
        auto call = [callback = std::move(callback)](detail::FutureCore& done) {
            callback(Future(detail::RefPtr<State>(&static_cast<State&>(done))));
        };
        state_->add_done_call(new detail::DoneCall(std::move(call), std::move(name)));
    }

    auto operator co_await() const { return detail::FutureAwaiter<State>(state_); }

    /// \internal
    const detail::RefPtr<State>& state() const noexcept { return state_; }

  private:
    detail::RefPtr<State> state_;
};

template <class T>
Future<T> EventLoop::create_future() {
    return Future<T>(*this);
}

template <class T>
T EventLoop::run_until_complete(Future<T> future) {
    const auto waits = std::make_shared<bool>(true);
    future.add_done_callback([this, waits](const Future<T>&) {
        if (*waits) {
            stop();
        }
    });
    // A run that is interrupted must not leave a callback behind that stops another one.
    const detail::ResetOnExit reset(*waits);
    run_forever();
    if (!future.done()) {
        throw RuntimeError("Event loop stopped before Future completed.");
    }
    return future.result();
}

}  // namespace asyncio
