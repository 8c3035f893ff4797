#include <algorithm>
#include <iostream>
#include <utility>

#include <asyncio/event_loop.hpp>
#include <asyncio/task.hpp>
#include <asyncio/warnings.hpp>

namespace asyncio {

ExceptionContext with_source(ExceptionContext context, const EventLoop& loop) {
    if (loop.debug()) {
        const auto at = std::upper_bound(context.keys.begin(), context.keys.end(), "source_traceback");
        context.keys.insert(at, "source_traceback");
    }
    return context;
}

namespace detail {

void report_callback(EventLoop& loop, std::string_view name) {
    std::string message = "Exception in callback";
    if (!name.empty()) {
        message.append(" ").append(name);
    }
    loop.call_exception_handler(with_source(
        {std::move(message), std::current_exception(), {"exception", "handle", "message"}}, loop));
}

void ScheduledCall::cancel() noexcept {
    if (!cancelled_) {
        cancelled_ = true;
        function_ = nullptr;
        on_cancel();
    }
}

void ScheduledCall::run() {
    if (cancelled_) {
        return;
    }
    try {
        std::exchange(function_, nullptr)();
    } catch (...) {
        report_callback(loop_);
    }
}

void TimedCall::on_cancel() noexcept {
    if (in_heap) {
        loop().timers_.note_cancelled();
    }
}

}  // namespace detail

namespace {

/// Makes a loop the running one for a scope.
class RunningScope {
  public:
    RunningScope(EventLoop*& slot, EventLoop& loop) : slot_(slot), previous_(std::exchange(slot, &loop)) {}
    RunningScope(const RunningScope&) = delete;
    RunningScope& operator=(const RunningScope&) = delete;
    ~RunningScope() { slot_ = previous_; }

  private:
    EventLoop*& slot_;
    EventLoop* previous_;
};

/// The loop that `get_event_loop` knows on a thread.
struct ThreadLoop {
    EventLoop* loop = nullptr;
    std::unique_ptr<EventLoop> made;
};

ThreadLoop& thread_loop() {
    static thread_local ThreadLoop loop;
    return loop;
}

}  // namespace

EventLoop::EventLoop(Dialect dialect)
    : dialect_(std::move(dialect)),
      own_clock_(std::make_unique<SteadyClock>()),
      clock_(*own_clock_),
      link_(new detail::LoopLink(this, dialect_.writer_closes_when_dropped)) {}

EventLoop::EventLoop(Clock& clock, Dialect dialect)
    : dialect_(std::move(dialect)),
      clock_(clock),
      link_(new detail::LoopLink(this, dialect_.writer_closes_when_dropped)) {}

EventLoop::~EventLoop() {
    close();
}

void EventLoop::close() noexcept {
    while (first_task_ != nullptr) {
        detail::TaskRunner& task = *first_task_;
        const detail::RefPtr<detail::FutureCore> alive(&task.future());
        disown(task);
        task.abandon();
        alive->forget_callbacks();
    }
    timers_.clear();
    // What a callback held may queue another one as it goes, or set a timer: a writer closes its transport.
    while (!ready_.empty()) {
        const detail::Ready dropped = std::move(ready_.front());
        ready_.pop_front();
    }
    timers_.clear();
    link_->loop = nullptr;
}

Handle EventLoop::call_soon(std::function<void()> callback) {
    const detail::RefPtr<detail::ScheduledCall> call(new detail::ScheduledCall(*this, std::move(callback)));
    schedule(detail::ScheduledCall::as_ready(*call));
    return Handle(call);
}

TimerHandle EventLoop::call_later(Clock::Time delay, std::function<void()> callback) {
    return call_at(time() + delay, std::move(callback));
}

TimerHandle EventLoop::call_at(Clock::Time when, std::function<void()> callback) {
    const detail::RefPtr<detail::TimedCall> call(new detail::TimedCall(*this, std::move(callback), when));
    timers_.push(call);
    if (announces_work_) {
        work_waits();
    }
    return TimerHandle(call);
}

std::optional<Clock::Time> EventLoop::next_timer() {
    timers_.drop_cancelled();
    return timers_.empty() ? std::nullopt : std::optional(timers_.earliest()->when());
}

bool EventLoop::idle() {
    const auto does_nothing = [](const detail::Ready& entry) { return entry.cancelled(); };
    if (!std::all_of(ready_.begin(), ready_.end(), does_nothing)) {
        return false;
    }
    const std::optional<Clock::Time> timer = next_timer();
    return !timer || *timer > time();
}

bool EventLoop::run_once(bool may_wait) {
    const RunningScope scope(running_, *this);
    return run_iteration(may_wait);
}

void EventLoop::run_forever() {
    if (running_ != nullptr) {
        throw RuntimeError(running_ == this ? "This event loop is already running"
                                            : "Cannot run the event loop while another loop is running");
    }
    const RunningScope scope(running_, *this);
    do {
        if (!run_iteration(!stopping_)) {
            break;
        }
    } while (!stopping_);
    stopping_ = false;
}

bool EventLoop::run_iteration(bool may_wait) {
    const std::optional<Clock::Time> timer = next_timer();
    std::optional<Clock::Time> timeout;
    if (!ready_.empty() || !may_wait) {
        timeout = Clock::Time::zero();
    } else if (timer) {
        timeout = std::max(Clock::Time::zero(), *timer - time());
    }
    if (!select(timeout)) {
        return false;
    }
    queue_due_timers();
    const std::size_t count = ready_.size();
    for (std::size_t done = 0; done < count; ++done) {
        const detail::Ready entry = std::move(ready_.front());
        ready_.pop_front();
        entry.run(*entry.target);
    }
    return count > 0 || may_wait;
}

void EventLoop::queue_due_timers() {
    const Clock::Time now = timers_.empty() ? Clock::Time::zero() : time();
    while (!timers_.empty() && timers_.earliest()->when() <= now) {
        const detail::TimerHeap::Entry timer = timers_.pop();
        schedule(detail::ScheduledCall::as_ready(*timer));
    }
}

bool EventLoop::select(std::optional<Clock::Time> timeout) {
    if (!timeout) {
        return false;
    }
    if (*timeout > Clock::Time::zero()) {
        clock_.sleep(*timeout);
    }
    return true;
}

Coro<std::shared_ptr<Transport>> EventLoop::start_tls(std::shared_ptr<Transport> /*transport*/,
                                                      std::shared_ptr<Protocol> /*protocol*/,
                                                      const TlsUpgrade& /*upgrade*/) {
    throw NotImplementedError();
}

void EventLoop::call_exception_handler(const ExceptionContext& context) {
    if (exception_handler_) {
        exception_handler_(*this, context);
        return;
    }
    std::cerr << context.message;
    if (context.exception) {
        const BaseException* error = exception_cast(context.exception);
        std::cerr << ": " << (error != nullptr ? error->type_name() : "exception");
        if (error != nullptr && *error->what() != '\0') {
            std::cerr << ": " << error->what();
        }
    }
    std::cerr << '\n';
}

void EventLoop::adopt(detail::TaskRunner& task) {
    task.future().retain();
    task.previous = last_task_;
    (last_task_ != nullptr ? last_task_->next : first_task_) = &task;
    last_task_ = &task;
    task.schedule_step();
}

void EventLoop::disown(detail::TaskRunner& task) noexcept {
    (task.previous != nullptr ? task.previous->next : first_task_) = task.next;
    (task.next != nullptr ? task.next->previous : last_task_) = task.previous;
    task.previous = task.next = nullptr;
    task.future().release();
}

EventLoop& get_event_loop(const Dialect& dialect) {
    if (EventLoop* running = EventLoop::running()) {
        return *running;
    }
    ThreadLoop& known = thread_loop();
    if (known.loop == nullptr) {
        if (dialect.missing_loop == MissingLoop::refused) {
            throw RuntimeError("There is no current event loop in thread 'MainThread'.");
        }
        if (dialect.missing_loop == MissingLoop::created_with_warning) {
            warn("DeprecationWarning", "There is no current event loop");
        }
        known.made = std::make_unique<EventLoop>(dialect);
        known.loop = known.made.get();
    }
    return *known.loop;
}

EventLoop* detail::known_event_loop() {
    return thread_loop().loop;
}

void set_event_loop(EventLoop* loop) {
    ThreadLoop& known = thread_loop();
    known.loop = loop;
    if (known.made.get() != loop) {
        known.made.reset();
    }
}

}  // namespace asyncio
