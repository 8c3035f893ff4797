#include <algorithm>
#include <charconv>
#include <cstdint>

#include <asyncio/exceptions.hpp>
#include <asyncio/flow_control.hpp>
#include <asyncio/logging.hpp>

namespace asyncio {

/// Takes a drain's waiter off the list on every way out.
class FlowControl::DrainWait {
  public:
    DrainWait(DrainWaiters& waiters, const Future<void>& waiter) : waiters_(waiters), waiter_(waiter) {
        waiters_.push_back(waiter_);
    }
    DrainWait(const DrainWait&) = delete;
    DrainWait& operator=(const DrainWait&) = delete;
    ~DrainWait() {
        waiters_.erase(std::find_if(waiters_.begin(), waiters_.end(), [this](const Future<void>& other) {
            return other.state() == waiter_.state();
        }));
    }

  private:
    DrainWaiters& waiters_;
    Future<void> waiter_;
};

void FlowControl::pause_writing() {
    if (paused_) {
        throw AssertionError();
    }
    paused_ = true;
    if (loop().debug()) {
        log_debug(repr() + " pauses writing");
    }
}

void FlowControl::resume_writing() {
    if (!paused_) {
        throw AssertionError();
    }
    paused_ = false;
    if (loop().debug()) {
        log_debug(repr() + " resumes writing");
    }
    wake_drains(nullptr);
}

void FlowControl::connection_lost(const std::exception_ptr& exception) {
    connection_lost_ = true;
    if (paused_) {
        wake_drains(exception);
    }
}

void FlowControl::wake_drains(const std::exception_ptr& exception) {
    if (!drain_waiters_) {
        return;
    }
    for (Future<void>& waiter : *drain_waiters_) {
        if (waiter.done()) {
            continue;
        }
        if (exception) {
            waiter.set_exception(exception);
        } else {
            waiter.set_result();
        }
    }
    if (loop().dialect().one_drain_waiter) {
        drain_waiters_->clear();
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
    Future<void> waiter = loop().create_future<void>();
    if (!drain_waiters_) {
        drain_waiters_ = std::make_unique<DrainWaiters>();
    }
    if (loop().dialect().one_drain_waiter) {
        if (!drain_waiters_->empty() && !drain_waiters_->front().cancelled()) {
            co_return std::make_exception_ptr(AssertionError());
        }
        drain_waiters_->assign(1, waiter);
        co_return co_await detail::FailureAwaiter(waiter.state());
    }
    const DrainWait wait(*drain_waiters_, waiter);
    co_return co_await detail::FailureAwaiter(waiter.state());
}

std::string FlowControl::repr() const {
    constexpr int kBase = 16;
    std::string address(2 * sizeof(std::uintptr_t), '0');
    const auto end = std::to_chars(address.data(), address.data() + address.size(),
                                   reinterpret_cast<std::uintptr_t>(this), kBase);  // NOLINT: as id() does
    address.erase(static_cast<std::size_t>(end.ptr - address.data()));
    return "<asyncio.streams." + std::string(type_name()) + " object at 0x" + address + '>';
}

std::string_view FlowControl::type_name() const noexcept {
    return "FlowControlMixin";
}

Future<void> FlowControl::close_waiter() {
    throw NotImplementedError();
}

}  // namespace asyncio
