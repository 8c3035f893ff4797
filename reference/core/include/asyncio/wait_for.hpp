#pragma once

#include <optional>
#include <utility>

#include <asyncio/clock.hpp>
#include <asyncio/coro.hpp>
#include <asyncio/future.hpp>
#include <asyncio/task.hpp>
#include <asyncio/timeouts.hpp>

namespace asyncio {
namespace detail {

/// Waits until `future` is done; when `timeout` has passed, or the waiting itself is cancelled, cancels it.
/// Returns where the future's own result or exception is the answer, throws TimeoutError or CancelledError
/// otherwise: each release by its own rules.
Coro<void> settle(RefPtr<FutureCore> future, Clock::Time timeout);

template <class T>
Coro<T> await_future(Future<T> future) {
    co_return co_await future;
}

template <class T>
Coro<T> settled(Future<T> future, Clock::Time timeout) {
    Coro<void> settling = settle(future.state(), timeout);
    co_await settling;
    co_return future.result();
}

}  // namespace detail

/// Waits for a future or task, at most for `timeout` (none: for ever), and cancels it then:
/// `asyncio.wait_for`. Throws TimeoutError.
template <class T>
Coro<T> wait_for(Future<T> future, std::optional<Clock::Time> timeout) {
    EventLoop& loop = co_await detail::LoopAwaiter{};
    const bool in_place = loop.dialect().wait_for == WaitFor::in_place;
    Coro<T> waiting = !timeout || (in_place && *timeout > Clock::Time::zero())
                          ? asyncio::timeout(timeout, detail::await_future(future))
                          : detail::settled(future, *timeout);
    co_return co_await waiting;
}

/// The same for a coroutine. Before 3.12 it becomes a task, so that its first step runs one iteration later.
template <class T>
Coro<T> wait_for(Coro<T> call, std::optional<Clock::Time> timeout) {
    EventLoop& loop = co_await detail::LoopAwaiter{};
    const bool in_place = loop.dialect().wait_for == WaitFor::in_place;
    if (!timeout) {
        co_return co_await call;
    }
    Coro<T> waiting =
        in_place && *timeout > Clock::Time::zero()
            ? asyncio::timeout(timeout, std::move(call))
            : detail::settled(static_cast<Future<T>>(loop.create_task(std::move(call))), *timeout);
    co_return co_await waiting;
}

/// The same for an awaitable that converts to a coroutine, like `writer.drain()`.
template <class Awaitable>
requires requires(Awaitable&& awaitable) {
    std::move(awaitable).as_coro();
}
auto wait_for(Awaitable&& awaitable, std::optional<Clock::Time> timeout) {
    return wait_for(std::move(awaitable).as_coro(), timeout);
}

}  // namespace asyncio
