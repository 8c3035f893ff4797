#pragma once

#include <exception>
#include <functional>
#include <utility>
#include <variant>

#include <asyncio/future.hpp>
#include <asyncio/task.hpp>

#include "streamspec/model/value.hpp"

namespace streamspec {

/// A call that is gathered, as `asyncio::gather` wants it: a future, or the task of a client, whose result is
/// None.
class GatheredCall {
  public:
    explicit GatheredCall(asyncio::Future<Value> future) : future_(std::move(future)) {}
    explicit GatheredCall(asyncio::Future<void> client) : future_(std::move(client)) {}

    bool done() const { return state()->done(); }
    bool cancelled() const { return state()->cancelled(); }
    std::exception_ptr exception() const { return state()->exception(); }
    bool cancel(const asyncio::CancelMessage& message) { return state()->cancel(message); }
    Value result() const {
        const auto* const future = std::get_if<asyncio::Future<Value>>(&future_);
        return future != nullptr ? future->result() : Value{None{}};
    }
    void add_done_callback(std::function<void(const GatheredCall&)> callback) {
        std::visit(
            [&](auto& future) {
                future.add_done_callback(
                    [told = std::move(callback)](auto done) { told(GatheredCall(std::move(done))); });
            },
            future_);
    }
    asyncio::detail::FutureCore* state() const {
        return std::visit(
            [](const auto& future) -> asyncio::detail::FutureCore* { return future.state().get(); }, future_);
    }

  private:
    std::variant<asyncio::Future<Value>, asyncio::Future<void>> future_;
};

}  // namespace streamspec
