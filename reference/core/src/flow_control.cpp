#include <algorithm>

#include <asyncio/exceptions.hpp>
#include <asyncio/flow_control.hpp>

namespace asyncio {

/// Takes a drain's waiter off the list on every way out.
class FlowControl::DrainWait {
  public:
    DrainWait(FlowControl& protocol, const Future<void>& waiter) : protocol_(protocol), waiter_(waiter) {
        protocol_.drain_waiters_.push_back(waiter_);
    }
    DrainWait(const DrainWait&) = delete;
    DrainWait& operator=(const DrainWait&) = delete;
    ~DrainWait() {
        auto& waiters = protocol_.drain_waiters_;
        waiters.erase(std::find_if(waiters.begin(), waiters.end(), [this](const Future<void>& other) {
            return other.state() == waiter_.state();
        }));
    }

  private:
    FlowControl& protocol_;
    Future<void> waiter_;
};

void FlowControl::pause_writing() {
    if (paused_) {
        throw AssertionError();
    }
    paused_ = true;
}

void FlowControl::resume_writing() {
    if (!paused_) {
        throw AssertionError();
    }
    paused_ = false;
    for (Future<void>& waiter : drain_waiters_) {
        if (!waiter.done()) {
            waiter.set_result();
        }
    }
    if (loop_.dialect().one_drain_waiter) {
        drain_waiters_.clear();
    }
}

void FlowControl::connection_lost(const std::exception_ptr& exception) {
    connection_lost_ = true;
    if (!paused_) {
        return;
    }
    for (Future<void>& waiter : drain_waiters_) {
        if (waiter.done()) {
            continue;
        }
        if (exception) {
            waiter.set_exception(exception);
        } else {
            waiter.set_result();
        }
    }
    if (loop_.dialect().one_drain_waiter) {
        drain_waiters_.clear();
    }
}

Coro<std::exception_ptr> FlowControl::drain_helper() {
    const std::shared_ptr<Protocol> alive = weak_from_this().lock();
    if (connection_lost_) {
        co_return std::make_exception_ptr(ConnectionResetError("Connection lost"));
    }
    if (!paused_) {
        co_return nullptr;
    }
    Future<void> waiter = loop_.create_future<void>();
    if (loop_.dialect().one_drain_waiter) {
        if (!drain_waiters_.empty() && !drain_waiters_.front().cancelled()) {
            co_return std::make_exception_ptr(AssertionError());
        }
        drain_waiters_.assign(1, waiter);
        co_return co_await detail::FailureAwaiter(waiter.state());
    }
    const DrainWait wait(*this, waiter);
    co_return co_await detail::FailureAwaiter(waiter.state());
}

Future<void> FlowControl::close_waiter() {
    throw NotImplementedError();
}

}  // namespace asyncio
