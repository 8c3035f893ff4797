#pragma once

#include <utility>

#include <asyncio/core.hpp>
#include <asyncio/net/errors.hpp>
#include <asyncio/net/event_loop.hpp>

namespace asyncio::net {

/// Makes a loop, runs a coroutine on it until it is done, and closes the loop: `asyncio.run`. Ctrl-C cancels
/// the coroutine; when it has ended, KeyboardInterrupt is thrown. Throws RuntimeError where a loop runs
/// already.
template <class T>
T run(Coro<T> main, const Dialect& dialect = Dialect::newest()) {
    if (asyncio::EventLoop::running() != nullptr) {
        throw RuntimeError("asyncio.run() cannot be called from a running event loop");
    }
    EventLoop loop(dialect);
    Task<T> task = loop.create_task(std::move(main));
    try {
        return loop.run_until_complete(static_cast<Future<T>>(task));
    } catch (const KeyboardInterrupt&) {
        if (task.cancel()) {
            try {
                loop.run_until_complete(static_cast<Future<T>>(task));
            } catch (const CancelledError&) {  // NOLINT(bugprone-empty-catch): what was asked for
            }
        }
        throw;
    }
}

/// Schedules a coroutine on the loop of this thread: `asyncio.ensure_future`.
template <class T>
Task<T> ensure_future(Coro<T> coroutine) {
    return get_event_loop().create_task(std::move(coroutine));
}
/// A future is its own future.
template <class T>
Future<T> ensure_future(Future<T> future) {
    return future;
}

}  // namespace asyncio::net
