#include <cstring>

#include <asyncio/net/errors.hpp>
#include <asyncio/net/event_loop.hpp>

#include "function_watch.hpp"
#include "interrupts.hpp"
#include "io_services.hpp"

namespace asyncio::net {

EventLoop::EventLoop(Dialect dialect)
    : asyncio::EventLoop(std::move(dialect)),
      own_context_(std::make_unique<boost::asio::io_context>(1)),
      context_(*own_context_),
      services_(std::make_unique<detail::IoServices>(*this, context_)) {}

EventLoop::EventLoop(Clock& clock, Dialect dialect)
    : asyncio::EventLoop(clock, std::move(dialect)),
      own_context_(std::make_unique<boost::asio::io_context>(1)),
      context_(*own_context_),
      services_(std::make_unique<detail::IoServices>(*this, context_)) {}

EventLoop::EventLoop(boost::asio::io_context& context, Dialect dialect)
    : asyncio::EventLoop(std::move(dialect)),
      context_(context),
      services_(std::make_unique<detail::IoServices>(*this, context_)) {
    services_->share_context();
}

boost::asio::io_context& EventLoop::context() {
    services_->share_context();
    return context_;
}

EventLoop::~EventLoop() {
    asyncio::EventLoop::close();
    services_->close();
}

void EventLoop::require_open() const {
    if (closed_) {
        throw RuntimeError("Event loop is closed");
    }
}

void EventLoop::attach() {
    require_open();
    services_->share_context();
    services_->set_attached(true);
    announce_work(true);
    services_->post_turn();
}

void EventLoop::detach() {
    services_->set_attached(false);
    announce_work(false);
}

void EventLoop::work_waits() {
    services_->post_turn();
}

void EventLoop::run_forever() {
    require_open();
    if (services_->attached()) {
        throw RuntimeError("This event loop runs with its io_context");
    }
    const detail::InterruptScope interrupts(*services_);
    asyncio::EventLoop::run_forever();
}

void EventLoop::close() {
    if (asyncio::EventLoop::running() == this) {
        throw RuntimeError("Cannot close a running event loop");
    }
    if (!closed_) {
        closed_ = true;
        asyncio::EventLoop::close();
        services_->close();
    }
}

bool EventLoop::select(std::optional<Clock::Time> timeout) {
    if (services_->has_unflushed()) {
        services_->flush();
        if (has_ready()) {
            timeout = Clock::Time::zero();
        }
    }
    services_->wait(timeout, has_ready());
    if (services_->attached()) {
        services_->arm_turn_timer(next_timer());
    }
    return true;
}

void EventLoop::call_soon_threadsafe(std::function<void()> callback) {
    require_open();
    services_->wakeup().post(std::move(callback));
}

void EventLoop::add_reader(int descriptor, std::function<void()> callback) {
    require_open();
    services_->watch(descriptor, &detail::FunctionWatch::set_reader, std::move(callback));
}

bool EventLoop::remove_reader(int descriptor) {
    detail::FunctionWatch* const watch = services_->find_watch(descriptor);
    if (watch == nullptr || !watch->wants_read()) {
        return false;
    }
    watch->set_reader(nullptr);
    if (!watch->wants_write()) {
        services_->forget_watch(descriptor);
    }
    return true;
}

void EventLoop::add_writer(int descriptor, std::function<void()> callback) {
    require_open();
    services_->watch(descriptor, &detail::FunctionWatch::set_writer, std::move(callback));
}

bool EventLoop::remove_writer(int descriptor) {
    detail::FunctionWatch* const watch = services_->find_watch(descriptor);
    if (watch == nullptr || !watch->wants_write()) {
        return false;
    }
    watch->set_writer(nullptr);
    if (!watch->wants_read()) {
        services_->forget_watch(descriptor);
    }
    return true;
}

void EventLoop::add_signal_handler(int signal, std::function<void()> callback) {
    require_open();
    if (signal < 1 || signal >= NSIG) {
        throw ValueError("invalid signal number " + std::to_string(signal));
    }
    try {
        services_->set_signal_handler(signal, std::move(callback));
    } catch (const boost::system::system_error&) {
        throw RuntimeError("sig " + std::to_string(signal) + " cannot be caught");
    }
}

bool EventLoop::remove_signal_handler(int signal) {
    return services_->remove_signal_handler(signal);
}

EventLoop& EventLoop::running() {
    auto* const loop = dynamic_cast<EventLoop*>(asyncio::EventLoop::running());
    if (loop == nullptr) {
        throw RuntimeError("no running event loop");
    }
    return *loop;
}

namespace {

struct ThreadLoop {
    // What core knows of the thread must be there first, to be destroyed last.
    ThreadLoop() { asyncio::detail::known_event_loop(); }
    ThreadLoop(const ThreadLoop&) = delete;
    ThreadLoop& operator=(const ThreadLoop&) = delete;
    ~ThreadLoop() {
        if (made && asyncio::detail::known_event_loop() == made.get()) {
            asyncio::set_event_loop(nullptr);
        }
    }

    std::unique_ptr<EventLoop> made;
};

}  // namespace

EventLoop& get_event_loop(const Dialect& dialect) {
    if (asyncio::EventLoop::running() != nullptr) {
        return EventLoop::running();
    }
    static thread_local ThreadLoop thread;
    if (asyncio::EventLoop* const known = asyncio::detail::known_event_loop()) {
        auto* const loop = dynamic_cast<EventLoop*>(known);
        if (loop == nullptr) {
            throw RuntimeError("the event loop of this thread has no sockets");
        }
        return *loop;
    }
    if (!thread.made) {
        thread.made = std::make_unique<EventLoop>(dialect);
    }
    asyncio::set_event_loop(thread.made.get());
    return *thread.made;
}

}  // namespace asyncio::net
