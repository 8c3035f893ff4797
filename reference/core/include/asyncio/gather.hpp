#pragma once

#include <exception>
#include <functional>
#include <type_traits>
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

/// How a child can come out.
template <class Child>
using OutcomeOf = GatherOutcome<std::remove_cvref_t<decltype(std::declval<const Child&>().result())>>;

/// What `Combine` makes of outcomes.
template <class Child, class Combine>
using Gathered = std::remove_cvref_t<std::invoke_result_t<Combine&, std::vector<OutcomeOf<Child>>>>;

/// The future of gathered futures: cancelling it cancels them. `Combine` makes its result of their outcomes.
template <class Child, class Combine>
class GatheringState final : public FutureState<Gathered<Child, Combine>> {
  public:
    using Result = Gathered<Child, Combine>;

    GatheringState(EventLoop& loop, std::vector<Child> children, GatherErrors errors, Combine combine)
        : FutureState<Result>(loop),
          children_(std::move(children)),
          errors_(errors),
          combine_(std::move(combine)) {}

    bool cancel(const CancelMessage& message) override {
        if (this->done()) {
            return false;
        }
        bool any = false;
        for (Child& child : children_) {
            any = child.cancel(message) || any;
        }
        cancel_requested_ = cancel_requested_ || any;
        return any;
    }

    void child_done(const Child& child) {
        ++finished_;
        if (this->done()) {
            child.state()->retrieve();
            return;
        }
        if (errors_ == GatherErrors::raise_first) {
            if (const std::exception_ptr exception =
                    child.cancelled() ? child.state()->cancelled_error() : child.exception()) {
                this->fail(exception);
                children_.clear();
                return;
            }
        }
        if (finished_ == children_.size()) {
            all_done();
        }
    }

    void all_done() {
        if (cancel_requested_) {
            for (Child& child : children_) {
                child.state()->retrieve();
            }
            this->fail(children_.back().state()->cancelled_error());
            return;
        }
        std::vector<OutcomeOf<Child>> outcomes;
        for (const Child& child : children_) {
            if (child.cancelled()) {
                outcomes.emplace_back(child.state()->cancelled_error_for_result());
            } else if (const std::exception_ptr exception = child.exception()) {
                outcomes.emplace_back(exception);
            } else {
                outcomes.emplace_back(child.result());
            }
        }
        this->set_result(combine_(std::move(outcomes)));
    }

  private:
    std::vector<Child> children_;  ///< until it is done: their callbacks own this
    GatherErrors errors_;
    Combine combine_;
    std::size_t finished_ = 0;
    bool cancel_requested_ = false;
};

}  // namespace detail

/// The future of several futures: their outcomes in the order given, or what `combine` makes of them. The
/// first exception is the result's, and the others go on; with `return_all`, exceptions are among the
/// outcomes. Cancelling it cancels those that are not done. `Child` is a Future, a Task, or what wraps
/// several kinds of them and has the same functions. `asyncio.gather`.
template <class Child, class Combine = std::identity>
auto gather(EventLoop& loop, std::vector<Child> children, GatherErrors errors = GatherErrors::raise_first,
            Combine combine = {}) {
    using State = detail::GatheringState<Child, Combine>;
    using Result = typename State::Result;
    const detail::RefPtr<State> state(new State(loop, children, errors, std::move(combine)));
    std::vector<Child> finished;
    for (Child& child : children) {
        if (child.done() && loop.dialect().gather_takes_finished_at_once) {
            finished.push_back(child);
        } else {
            child.add_done_callback([state](const Child& done) { state->child_done(done); });
        }
    }
    for (const Child& child : finished) {
        state->child_done(child);
    }
    if (children.empty()) {
        state->all_done();
    }
    return Future<Result>(detail::RefPtr<detail::FutureState<Result>>(state));
}

/// The same for coroutines, each of which becomes a task.
template <class T, class Combine = std::identity>
auto gather(EventLoop& loop, std::vector<Coro<T>> calls, GatherErrors errors = GatherErrors::raise_first,
            Combine combine = {}) {
    std::vector<Future<T>> children;
    for (Coro<T>& call : calls) {
        children.push_back(loop.create_task(std::move(call)));
    }
    return gather(loop, std::move(children), errors, std::move(combine));
}

}  // namespace asyncio
