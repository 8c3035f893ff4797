#include <asyncio/future.hpp>

namespace asyncio::detail {

FutureCore::~FutureCore() {
    if (!exception_retrieved_ && link_->loop != nullptr) {
        loop().call_exception_handler(with_source(
            {std::string(kind_ == Kind::task ? "Task" : "Future") + " exception was never retrieved",
             stored_exception(),
             {"exception", "future", "message"}},
            loop()));
    }
}

bool FutureCore::cancel(const CancelMessage& message) {
    return cancel_now(message);
}

bool FutureCore::cancel_now(const CancelMessage& message, std::exception_ptr raised) {
    if (message && !loop().dialect().cancel_message) {
        throw TypeError("cancel() takes no message");
    }
    retrieve();  // also of one that is done: who cancels it does not want to hear of it
    if (done()) {
        return false;
    }
    state_ = State::cancelled;
    set_cancel_message(message);
    if (raised) {
        rare().cancelled_error = std::move(raised);
    }
    schedule_callbacks();
    return true;
}

void FutureCore::set_exception(std::exception_ptr exception) {
    require_pending();
    if (!exception) {
        throw TypeError("invalid exception object");
    }
    if (exception_cast<StopIteration>(exception) != nullptr) {
        const std::string text =
            "StopIteration interacts badly with generators and cannot be raised into a Future";
        if (!loop().dialect().future_wraps_stop_iteration) {
            throw TypeError(text);
        }
        RuntimeError wrapped(text);
        wrapped.set_cause(exception);
        wrapped.set_context(exception);
        exception = std::make_exception_ptr(std::move(wrapped));
    }
    fail(std::move(exception));
}

void FutureCore::fail(std::exception_ptr exception) {
    require_pending();
    rare().exception = std::move(exception);
    exception_retrieved_ = false;
    finish();
}

std::exception_ptr FutureCore::exception() {
    if (cancelled()) {
        std::rethrow_exception(cancelled_error());
    }
    if (!done()) {
        throw InvalidStateError("Exception is not set.");
    }
    retrieve();
    return stored_exception();
}

std::exception_ptr FutureCore::failure() {
    if (cancelled()) {
        return cancelled_error();
    }
    if (!done()) {
        return std::make_exception_ptr(InvalidStateError("Result is not set."));
    }
    retrieve();
    return stored_exception();
}

void FutureCore::throw_if_failed() {
    if (const std::exception_ptr error = failure()) {
        std::rethrow_exception(error);
    }
}

void FutureCore::add_callback(Ready entry) {
    if (done()) {
        schedule(std::move(entry));
    } else if (!first_callback_.target) {
        first_callback_ = std::move(entry);
    } else {
        rare().more_callbacks.push_back(std::move(entry));
    }
}

FutureCore::Rare& FutureCore::rare() {
    if (!rare_) {
        rare_ = std::make_unique<Rare>();
    }
    return *rare_;
}

void FutureCore::set_cancel_message(const CancelMessage& message) {
    if (message || rare_) {
        rare().cancel_message = message;
    }
}

void FutureCore::finish() {
    require_pending();
    state_ = State::finished;
    schedule_callbacks();
}

void FutureCore::require_pending() const {
    if (done()) {
        throw InvalidStateError("invalid state");
    }
}

void FutureCore::add_done_call(RefPtr<DoneCallback> call) {
    add_callback(DoneCallback::as_ready(*call));
}

void FutureCore::remove_callback(const RefCounted& target) {
    if (rare_) {
        std::erase_if(rare_->more_callbacks,
                      [&target](const Ready& entry) { return entry.target.get() == &target; });
    }
    if (first_callback_.target.get() == &target) {
        first_callback_ = Ready{};
        if (rare_ && !rare_->more_callbacks.empty()) {
            first_callback_ = std::move(rare_->more_callbacks.front());
            rare_->more_callbacks.erase(rare_->more_callbacks.begin());
        }
    }
}

void FutureCore::forget_callbacks() noexcept {
    // They go only when nothing refers to them any more: what they own may come back here.
    const Ready first = std::exchange(first_callback_, Ready{});
    const std::vector<Ready> more = rare_ ? std::exchange(rare_->more_callbacks, {}) : std::vector<Ready>();
}

void FutureCore::schedule_callbacks() {
    if (first_callback_.target) {
        schedule(std::exchange(first_callback_, Ready{}));
    }
    if (rare_) {
        for (Ready& entry : std::exchange(rare_->more_callbacks, {})) {
            schedule(std::move(entry));
        }
    }
}

void FutureCore::schedule(Ready entry) {
    if (entry.run == &DoneCallback::run_entry) {
        static_cast<DoneCallback&>(*entry.target).completed_by(*this);
    }
    loop().schedule(std::move(entry));
}

void DoneCallback::completed_by(FutureCore& future) {
    future_ = RefPtr<RefCounted>(&future);
}

void DoneCallback::run() {
    const RefPtr<RefCounted> owned = std::exchange(future_, nullptr);
    auto& future = static_cast<FutureCore&>(*owned);
    try {
        call(future);
    } catch (...) {
        report_callback(future.loop(), name());
    }
}

std::exception_ptr FutureCore::cancelled_error() {
    const JoinedCancellation rule = loop().dialect().joined_cancellation;
    const std::exception_ptr raised = rare_ ? rare_->cancelled_error : nullptr;
    if (raised && rule == JoinedCancellation::same_object_once) {
        rare_->cancelled_error = nullptr;
        return raised;
    }
    std::exception_ptr fresh = new_cancelled_error(cancel_message());
    if (rule == JoinedCancellation::fresh_with_context) {
        exception_cast(fresh)->set_context(raised);
    }
    return fresh;
}

std::exception_ptr FutureCore::cancelled_error_for_result() const {
    if (!loop().dialect().cancel_message) {
        return new_cancelled_error(std::nullopt);
    }
    return new_cancelled_error(cancel_message().value_or(""));
}

std::exception_ptr new_cancelled_error(const CancelMessage& message) {
    return std::make_exception_ptr(message ? CancelledError(*message) : CancelledError());
}

}  // namespace asyncio::detail
