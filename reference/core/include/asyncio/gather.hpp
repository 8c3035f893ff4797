#pragma once

#include <exception>
#include <utility>
#include <variant>
#include <vector>

#include <asyncio/dialect.hpp>
#include <asyncio/event_loop.hpp>
#include <asyncio/future.hpp>
#include <asyncio/task.hpp>

namespace asyncio {

/// How one of the gathered calls came out. An exception stands in a result only where it was asked for.
template <class T>
using GatherOutcome = std::variant<T, std::exception_ptr>;

/// What `gather` does with an exception of one of its calls.
enum class GatherErrors { raise_first, return_all };

namespace detail {

/// The future of gathered futures: cancelling it cancels them.
template <class T>
class GatheringState final : public FutureState<std::vector<GatherOutcome<T>>> {
  public:
    GatheringState(EventLoop& loop, std::vector<Future<T>> children, GatherErrors errors)
        : FutureState<std::vector<GatherOutcome<T>>>(loop), children_(std::move(children)), errors_(errors) {}

    bool cancel(const CancelMessage& message) override {
        if (this->done()) {
            return false;
        }
        bool any = false;
        for (Future<T>& child : children_) {
            any = child.cancel(message) || any;
        }
        cancel_requested_ = cancel_requested_ || any;
        return any;
    }

    void child_done(Future<T> child) {
        ++finished_;
        if (this->done()) {
            child.state()->retrieve();
            return;
        }
        if (errors_ == GatherErrors::raise_first) {
            if (const std::exception_ptr exception =
                    child.cancelled() ? child.state()->cancelled_error() : child.exception()) {
                this->fail(exception);
                return;
            }
        }
        if (finished_ == children_.size()) {
            all_done();
        }
    }

  private:
    void all_done() {
        if (cancel_requested_) {
            this->fail(children_.back().state()->cancelled_error());
            return;
        }
        std::vector<GatherOutcome<T>> outcomes;
        for (const Future<T>& child : children_) {
            if (child.cancelled()) {
                outcomes.emplace_back(child.state()->cancelled_error_for_result());
            } else if (const std::exception_ptr exception = child.exception()) {
                outcomes.emplace_back(exception);
            } else {
                outcomes.emplace_back(child.result());
            }
        }
        this->set_result(std::move(outcomes));
    }

    std::vector<Future<T>> children_;
    GatherErrors errors_;
    std::size_t finished_ = 0;
    bool cancel_requested_ = false;
};

}  // namespace detail

/// The future of several futures: their results in the order given. The first exception is the result's, and
/// the others go on; with `return_all`, exceptions are among the results. Cancelling it cancels those that
/// are not done. `asyncio.gather`.
template <class T>
Future<std::vector<GatherOutcome<T>>> gather(EventLoop& loop, std::vector<Future<T>> children,
                                             GatherErrors errors = GatherErrors::raise_first) {
    using State = detail::GatheringState<T>;
    const detail::RefPtr<State> state(new State(loop, children, errors));
    if (children.empty()) {
        state->set_result({});
    }
    for (Future<T>& child : children) {
        child.add_done_callback([state](Future<T> done) { state->child_done(std::move(done)); });
    }
    return Future<std::vector<GatherOutcome<T>>>(
        detail::RefPtr<detail::FutureState<std::vector<GatherOutcome<T>>>>(state));
}

/// The same for coroutines, each of which becomes a task.
template <class T>
Future<std::vector<GatherOutcome<T>>> gather(EventLoop& loop, std::vector<Coro<T>> calls,
                                             GatherErrors errors = GatherErrors::raise_first) {
    std::vector<Future<T>> children;
    for (Coro<T>& call : calls) {
        children.push_back(loop.create_task(std::move(call)));
    }
    return gather(loop, std::move(children), errors);
}

}  // namespace asyncio
