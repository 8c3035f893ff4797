#pragma once

#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <asyncio/clock.hpp>
#include <asyncio/detail/timer_heap.hpp>
#include <asyncio/dialect.hpp>
#include <asyncio/handle.hpp>

namespace asyncio {

template <class T>
class Coro;
template <class T>
class Future;
template <class T>
class Task;

class Protocol;
class Transport;
struct TlsUpgrade;

/// What a loop's exception handler is told, as the `context` of `loop.call_exception_handler`.
struct ExceptionContext {
    std::string message;
    std::exception_ptr exception;   ///< none where there is none
    std::vector<std::string> keys;  ///< names of Python's context keys, sorted
};

/// \internal
/// Adds the key of the place where what is told of was made, which is known in debug mode only.
ExceptionContext with_source(ExceptionContext context, const EventLoop& loop);

namespace detail {

class TaskRunner;

/// Lets what may outlive its loop see whether the loop is still there.
class LoopLink final : public RefCounted {
  public:
    LoopLink(EventLoop* of, bool closes_dropped_writers)
        : loop(of), writer_closes_when_dropped(closes_dropped_writers) {}
    EventLoop* loop;                        ///< null once it is closed
    const bool writer_closes_when_dropped;  ///< as its dialect has it
};

}  // namespace detail

/// asyncio's event loop without input and output: a FIFO queue of callbacks and a heap of timers.
///
/// One iteration runs exactly the callbacks that were queued when it began. Not thread safe: a loop and all
/// that belongs to it (futures, tasks, readers) is used from one thread. The loop owns the tasks that are not
/// done; destroying it destroys them, in order of creation, which runs the clean-up of their suspended
/// coroutines (and nothing else of them).
class EventLoop {
  public:
    using ExceptionHandler = std::function<void(EventLoop&, const ExceptionContext&)>;

    explicit EventLoop(Dialect dialect = Dialect::newest());
    /// A loop on a clock that somebody else owns and that must outlive it.
    explicit EventLoop(Clock& clock, Dialect dialect = Dialect::newest());
    EventLoop(const EventLoop&) = delete;
    EventLoop& operator=(const EventLoop&) = delete;
    virtual ~EventLoop();

    const Dialect& dialect() const noexcept { return dialect_; }
    /// The time on the loop's clock: `loop.time()`.
    Clock::Time time() const { return clock_.now(); }

    /// Runs `callback` in the next iteration, after what is queued already: `loop.call_soon`.
    Handle call_soon(std::function<void()> callback);
    /// Runs `callback` once `delay` has passed: `loop.call_later`.
    TimerHandle call_later(Clock::Time delay, std::function<void()> callback);
    /// Runs `callback` at `when` on the loop's clock: `loop.call_at`.
    TimerHandle call_at(Clock::Time when, std::function<void()> callback);

    /// A future of this loop: `loop.create_future`. (Defined in future.hpp.)
    template <class T>
    Future<T> create_future();
    /// Schedules a coroutine (or an awaitable that converts to one, like `reader.read(10)`):
    /// `loop.create_task`. Its first step runs in the next iteration. (Defined in task.hpp.)
    template <class T>
    Task<T> create_task(Coro<T> coroutine);
    template <class Awaitable>
    requires requires(Awaitable&& awaitable) { std::move(awaitable).as_coro(); }
    auto create_task(Awaitable&& awaitable) { return create_task(std::move(awaitable).as_coro()); }

    /// Runs one iteration; waits for a timer first if nothing is ready and `may_wait`. Returns false where
    /// there was nothing to run and nothing to wait for.
    bool run_once(bool may_wait = false);
    /// Runs until `stop`, or until nothing is left that could happen: `loop.run_forever`.
    /// Throws RuntimeError where it runs already.
    virtual void run_forever();
    /// Runs until the future (or task) is done and returns its result: `loop.run_until_complete`. Throws
    /// RuntimeError if the loop stops before.
    template <class T>
    T run_until_complete(Future<T> future);
    template <class T>
    T run_until_complete(Coro<T> coroutine);
    template <class Awaitable>
    requires requires(Awaitable&& awaitable) { std::move(awaitable).as_coro(); }
    auto run_until_complete(Awaitable&& awaitable) {
        return run_until_complete(std::move(awaitable).as_coro());
    }
    /// Ends `run_forever` after the current iteration: `loop.stop`.
    void stop() noexcept { stopping_ = true; }
    /// Whether nothing is ready and no timer is due, but for what was cancelled.
    bool idle();

    /// The loop that runs on this thread: `asyncio.get_running_loop`; null where none does.
    static EventLoop* running() noexcept { return running_; }

    /// Puts TLS between a transport and its protocol and returns the new transport: `loop.start_tls`. Throws
    /// NotImplementedError: this default, for a loop without sockets. (Coro is defined in coro.hpp.)
    virtual Coro<std::shared_ptr<Transport>> start_tls(std::shared_ptr<Transport> transport,
                                                       std::shared_ptr<Protocol> protocol,
                                                       const TlsUpgrade& upgrade);

    /// Replaces the handler of errors that nobody else can be told of; none restores the default, which
    /// writes to stderr: `loop.set_exception_handler`.
    void set_exception_handler(ExceptionHandler handler) { exception_handler_ = std::move(handler); }
    /// Makes protocols of the loop log when they pause and resume writing, at the level DEBUG, and exception
    /// contexts have the key `source_traceback`: `loop.set_debug`.
    void set_debug(bool debug) noexcept { debug_ = debug; }
    bool debug() const noexcept { return debug_; }
    /// `loop.call_exception_handler`.
    void call_exception_handler(const ExceptionContext& context);

    /// \internal
    void schedule(detail::Ready entry) {
        ready_.push_back(std::move(entry));
        if (announces_work_) {
            work_waits();
        }
    }
    /// \internal
    detail::TaskRunner*& current_task() noexcept { return current_task_; }
    /// \internal
    void adopt(detail::TaskRunner& task);
    /// \internal
    void disown(detail::TaskRunner& task) noexcept;
    /// \internal
    const detail::RefPtr<detail::LoopLink>& link() const noexcept { return link_; }

  protected:
    /// Waits for something outside of the queue: at most until `timeout` (none: for ever). Returns false
    /// where nothing can ever happen. The base knows only its clock; a loop with input and output overrides
    /// this, as asyncio's `selector.select`.
    virtual bool select(std::optional<Clock::Time> timeout);

    /// Whether callbacks are queued for the next iteration.
    bool has_ready() const noexcept { return !ready_.empty(); }
    /// When the earliest timer is due; none where there is no timer.
    std::optional<Clock::Time> next_timer();

    /// Whether `work_waits` is to be called for each callback and timer: for a loop that somebody else turns.
    void announce_work(bool announces) noexcept { announces_work_ = announces; }
    /// Something was queued, or a timer set.
    virtual void work_waits() {}

    /// Destroys the tasks that are left and empties the queue. A derived loop calls it in its destructor,
    /// while its own parts still exist.
    void close() noexcept;

  private:
    friend class detail::TimedCall;

    bool run_iteration(bool may_wait);
    void queue_due_timers();

    static inline thread_local EventLoop* running_ = nullptr;

    Dialect dialect_;
    std::unique_ptr<Clock> own_clock_;
    Clock& clock_;
    std::deque<detail::Ready> ready_;
    detail::TimerHeap timers_;
    detail::RefPtr<detail::LoopLink> link_;
    detail::TaskRunner* first_task_ = nullptr;
    detail::TaskRunner* last_task_ = nullptr;
    detail::TaskRunner* current_task_ = nullptr;
    ExceptionHandler exception_handler_;
    bool stopping_ = false;
    bool debug_ = false;
    bool announces_work_ = false;
};

/// The loop of this thread: the running one, else one that is made for the thread and kept to its end
/// (`asyncio.get_event_loop` of the main thread). What it says where one must be made depends on the dialect.
EventLoop& get_event_loop(const Dialect& dialect = Dialect::newest());

/// Makes `loop` the one that `get_event_loop` returns on this thread, as `asyncio.set_event_loop`; it must
/// outlive its use. Null forgets it; a loop that was made for the thread is destroyed.
void set_event_loop(EventLoop* loop);

namespace detail {
/// The loop that `set_event_loop` was given, or `get_event_loop` made, on this thread; null where there is
/// none.
EventLoop* known_event_loop();
}  // namespace detail

}  // namespace asyncio
