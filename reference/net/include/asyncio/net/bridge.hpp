#pragma once

#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>

#include <asyncio/core.hpp>
#include <asyncio/net/errors.hpp>
#include <asyncio/net/event_loop.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/system/system_error.hpp>

/// \file
/// Between asyncio's coroutines and Boost.Asio's, both ways, on one `io_context`.

namespace asyncio::net {

namespace detail {

template <class T>
using BridgeSignature = std::conditional_t<std::is_void_v<T>, std::type_identity<void(std::exception_ptr)>,
                                           std::type_identity<void(std::exception_ptr, T)>>;

/// Completes an asynchronous operation of Asio with the outcome of a task.
template <class T, class Handler>
void complete_with(Future<T> done, Handler handler) {
    std::exception_ptr error;
    if constexpr (std::is_void_v<T>) {
        try {
            done.result();
        } catch (...) {
            error = std::current_exception();
        }
        std::move(handler)(error);
    } else {
        std::optional<T> result;
        try {
            result.emplace(done.result());
        } catch (...) {
            error = std::current_exception();
            result.emplace();
        }
        std::move(handler)(error, std::move(*result));
    }
}

}  // namespace detail

/// Runs a coroutine of ours as an operation of Asio: with `boost::asio::use_awaitable` the result can be
/// `co_await`ed in an `awaitable`, with `use_future` it is a std::future, and so on. T must be default
/// constructible (it is given along with an error). The loop must be attached to the context, or run itself.
/// Call it on the loop's thread.
template <class T, class Token>
auto async_run(EventLoop& loop, Coro<T> coroutine, Token&& token) {
    using Signature = typename detail::BridgeSignature<T>::type;
    return boost::asio::async_initiate<Token, Signature>(
        [&loop](auto handler, Coro<T> call) {
            auto shared = std::make_shared<decltype(handler)>(std::move(handler));
            loop.create_task(std::move(call)).add_done_callback([shared](const Future<T>& done) {
                detail::complete_with<T>(done, std::move(*shared));
            });
        },
        token, std::move(coroutine));
}

/// The same for a call that converts to a coroutine, like `reader->readline()`.
template <class Awaitable, class Token>
requires requires(Awaitable&& awaitable) {
    std::move(awaitable).as_coro();
}
auto async_run(EventLoop& loop, Awaitable&& awaitable, Token&& token) {
    return async_run(loop, std::move(awaitable).as_coro(), std::forward<Token>(token));
}

namespace detail {

/// An error of Asio as Python's.
inline std::exception_ptr translated(std::exception_ptr error) {
    if (!error) {
        return nullptr;
    }
    try {
        std::rethrow_exception(error);
    } catch (const boost::system::system_error& system) {
        const bool of_system = system.code().category() == boost::system::system_category();
        return of_system ? os_error(system.code().value()) : error;
    } catch (...) {
        return error;
    }
}

}  // namespace detail

/// Awaits one of Asio's coroutines in one of ours: `co_await from_asio(loop, some_awaitable())`. What it
/// throws passes through; a boost::system::system_error of the system becomes the OSError that it means.
template <class T>
Coro<T> from_asio(EventLoop& loop, boost::asio::awaitable<T> awaitable) {
    Future<T> result = loop.create_future<T>();
    auto settle = [result](std::exception_ptr error, auto... value) mutable {
        if (result.done()) {
            return;  // cancelled meanwhile
        }
        if (error) {
            result.set_exception(detail::translated(std::move(error)));
        } else {
            result.set_result(std::move(value)...);
        }
    };
    boost::asio::co_spawn(loop.context(), std::move(awaitable), std::move(settle));
    co_return co_await result;
}

}  // namespace asyncio::net
