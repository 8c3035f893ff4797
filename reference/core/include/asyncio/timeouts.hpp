#pragma once

#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include <asyncio/clock.hpp>
#include <asyncio/coro.hpp>
#include <asyncio/exceptions.hpp>
#include <asyncio/handle.hpp>
#include <asyncio/task.hpp>

namespace asyncio {
namespace detail {

/// What `async with asyncio.timeout(…)` does on the way in and out: cancels the current task when the time is
/// up, and turns that cancellation into a TimeoutError.
class TimeoutScope {
  public:
    /// `delay` none: never. Throws RuntimeError outside of a task.
    TimeoutScope(EventLoop& loop, std::optional<Clock::Time> delay);
    TimeoutScope(const TimeoutScope&) = delete;
    TimeoutScope& operator=(const TimeoutScope&) = delete;
    ~TimeoutScope() { cancel_timer(); }

    /// Ends the scope. Given what its body raised (null: nothing), returns what the scope raises.
    std::exception_ptr leave(std::exception_ptr raised);

  private:
    void expire();
    void cancel_timer() noexcept;

    TaskRunner& task_;
    int requests_on_entry_;
    bool expired_ = false;
    std::optional<Handle> soon_;
    std::optional<TimerHandle> later_;
};

}  // namespace detail

/// Awaits `body` in the current task, and cancels that task when `delay` has passed (none: never): `async
/// with asyncio.timeout(delay)`. Throws TimeoutError where that cancellation ended the body, RuntimeError
/// outside of a task.
template <class T>
Coro<T> timeout(std::optional<Clock::Time> delay, Coro<T> body) {
    EventLoop& loop = co_await detail::LoopAwaiter{};
    detail::TimeoutScope scope(loop, delay);
    co_await detail::Settling(body);
    const std::exception_ptr raised = body.promise().exception();
    const std::exception_ptr leaving = scope.leave(raised);
    if constexpr (std::is_void_v<T>) {
        if (leaving) {
            std::rethrow_exception(leaving);
        }
    } else {
        if (leaving) {
            co_return detail::Failed{leaving};
        }
        co_return detail::EndedAs<T>{body};
    }
}

/// The same for an awaitable that converts to a coroutine, like `writer.drain()`.
template <class Awaitable>
requires requires(Awaitable&& awaitable) {
    std::move(awaitable).as_coro();
}
auto timeout(std::optional<Clock::Time> delay, Awaitable&& body) {
    return timeout(delay, std::move(body).as_coro());
}

}  // namespace asyncio
