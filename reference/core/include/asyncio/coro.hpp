#pragma once

#include <concepts>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <optional>
#include <utility>
#include <variant>

#include <asyncio/detail/pool.hpp>
#include <asyncio/detail/runner.hpp>

namespace asyncio {

template <class T>
class Coro;

namespace detail {

/// An exception that leaves a coroutine, as Python lets it leave: a StopIteration becomes a RuntimeError (PEP
/// 479).
std::exception_ptr leaving_coroutine(std::exception_ptr exception, const EventLoop& loop);

/// Returned by a coroutine that ends with an exception which it holds already: the same as throwing it,
/// without the cost of that.
struct Failed {
    std::exception_ptr exception;
};

/// The same with a new exception.
template <class E>
Failed failed(E exception) {
    return {std::make_exception_ptr(std::move(exception))};
}

/// Returned by a coroutine that ends just as another one of its type did.
template <class T>
struct EndedAs {
    Coro<T>& other;
};

/// What all coroutines of this library have in common.
class CoroPromise {
  public:
    struct FinalAwaiter {
        bool await_ready() const noexcept { return false; }
        template <class Promise>
        void await_suspend(std::coroutine_handle<Promise> coroutine) const noexcept {
            CoroPromise& promise = coroutine.promise();
            promise.runner->continue_with(promise.awaiting);
        }
        void await_resume() const noexcept {}
    };

    std::suspend_always initial_suspend() const noexcept { return {}; }
    FinalAwaiter final_suspend() const noexcept { return {}; }

    static void* operator new(std::size_t size) { return Pool::allocate(size); }
    static void operator delete(void* memory, std::size_t size) noexcept { Pool::deallocate(memory, size); }

    Runner* runner = nullptr;          ///< who resumes this coroutine; set when it is first awaited
    std::coroutine_handle<> awaiting;  ///< who awaits it; none for the outermost
};

template <class T>
class CoroResult : public CoroPromise {
  public:
    Coro<T> get_return_object();
    template <std::convertible_to<T> Value>
    void return_value(Value&& value) {
        result_.template emplace<1>(std::forward<Value>(value));
    }
    void return_value(EndedAs<T> ended) { result_ = std::move(ended.other.promise().result_); }
    void return_value(Failed failed) {
        result_.template emplace<2>(leaving_coroutine(std::move(failed.exception), runner->loop()));
    }
    void unhandled_exception() {
        result_.template emplace<2>(leaving_coroutine(std::current_exception(), runner->loop()));
    }

    T take() {
        if (result_.index() == 2) {
            std::rethrow_exception(std::get<2>(std::move(result_)));
        }
        return std::get<1>(std::move(result_));
    }
    std::exception_ptr exception() const { return result_.index() == 2 ? std::get<2>(result_) : nullptr; }

  private:
    std::variant<std::monostate, T, std::exception_ptr> result_;
};

template <>
class CoroResult<void> : public CoroPromise {
  public:
    Coro<void> get_return_object();
    void return_void() const noexcept {}
    void unhandled_exception() { exception_ = leaving_coroutine(std::current_exception(), runner->loop()); }

    void take() {
        if (exception_) {
            std::rethrow_exception(std::move(exception_));
        }
    }
    std::exception_ptr exception() const { return exception_; }

  private:
    std::exception_ptr exception_;
};

}  // namespace detail

/// A coroutine, as Python's `async def` makes it: nothing of it runs before it is awaited (or made a task),
/// and awaiting it costs no iteration of the loop. It is awaited at most once. Destroying a suspended one
/// destroys what is in its frame: clean-up that Python writes after `finally` is written in destructors.
///
/// The parameters of a coroutine live in its frame: give it values, not references to temporaries.
template <class T = void>
class [[nodiscard]] Coro {
  public:
    using promise_type = detail::CoroResult<T>;
    using Handle = std::coroutine_handle<promise_type>;
    using value_type = T;

    Coro() = default;
    explicit Coro(Handle handle) noexcept : handle_(handle) {}
    Coro(Coro&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Coro& operator=(Coro&& other) noexcept {
        Coro moved(std::move(other));
        std::swap(handle_, moved.handle_);
        return *this;
    }
    ~Coro() {
        if (handle_) {
            handle_.destroy();
        }
    }

    bool await_ready() const noexcept { return false; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> awaiting) {
        begin(*awaiting.promise().runner, awaiting);
    }
    T await_resume() { return handle_.promise().take(); }

    /// \internal Lets `runner` resume it next, and `awaiting` (none: nobody) when it is done.
    void begin(detail::Runner& runner, std::coroutine_handle<> awaiting) {
        handle_.promise().runner = &runner;
        handle_.promise().awaiting = awaiting;
        runner.continue_with(handle_);
    }
    /// \internal
    promise_type& promise() const noexcept { return handle_.promise(); }
    /// \internal What it ended with, once it is done; null where it returned.
    std::exception_ptr failure() const { return handle_.promise().exception(); }
    /// \internal
    explicit operator bool() const noexcept { return static_cast<bool>(handle_); }

  private:
    Handle handle_;
};

namespace detail {

/// Awaits a call (a coroutine, or what a method of a stream returns) until it is done, and leaves it to the
/// awaiting one to ask for its `failure()`: nothing is thrown.
template <class Call>
class Settling {
  public:
    explicit Settling(Call& call) : call_(call) {}
    bool await_ready() { return call_.await_ready(); }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> awaiting) {
        call_.await_suspend(awaiting);
    }
    void await_resume() const noexcept {}

  private:
    Call& call_;
};

template <class T>
Coro<T> CoroResult<T>::get_return_object() {
    return Coro<T>(Coro<T>::Handle::from_promise(*this));
}

inline Coro<void> CoroResult<void>::get_return_object() {
    return Coro<void>(Coro<void>::Handle::from_promise(*this));
}

/// Only raises an exception.
template <class T>
Coro<T> failing(std::exception_ptr exception) {
    co_return Failed{std::move(exception)};
}

}  // namespace detail
}  // namespace asyncio
