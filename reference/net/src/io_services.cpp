#include "io_services.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>

#include <asyncio/net/errors.hpp>
#include <boost/asio/post.hpp>
#include <sys/stat.h>

#include "function_watch.hpp"
#include "interrupts.hpp"

namespace asyncio::net::detail {

namespace {

/// As CPython's transports: `max_size`.
constexpr std::size_t kReceiveSize = 256 * 1024;
/// While callbacks are queued, the selector is asked in each fourth iteration only: a system call for each
/// hop of a task would cost more than the hop. Nobody can tell this from bytes that arrive a little later.
constexpr int kPollEvery = 4;
/// How many handlers of the context run before the loop's own callbacks do: the caller's handlers may post
/// others for ever.
constexpr std::size_t kMostHandlers = 4096;
constexpr std::size_t kResolverThreads = 4;

/// Files on disk are always ready: epoll refuses them, and Python so does too.
void require_watchable(int descriptor) {
    if (descriptor < 0) {
        throw ValueError("Invalid file descriptor: " + std::to_string(descriptor));
    }
    struct stat status {};
    if (::fstat(descriptor, &status) != 0) {
        std::rethrow_exception(os_error(errno));
    }
    if (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) {
        std::rethrow_exception(os_error(EPERM));
    }
}

}  // namespace

IoServices::IoServices(EventLoop& loop, boost::asio::io_context& context)
    : loop_(loop),
      context_(context),
      guard_(context.get_executor()),
      turn_timer_(context),
      wakeup_(new Wakeup(*this)),
      selector_descriptor_(context) {}

IoServices::~IoServices() {
    close();
}

void IoServices::wait(std::optional<Clock::Time> timeout, bool has_ready) {
    if (attached_) {
        return;  // whoever runs the context brings what happens
    }
    if (has_ready && ++polls_skipped_ < kPollEvery) {
        return;
    }
    polls_skipped_ = 0;
    if (context_shared_) {
        run_context(timeout);
    } else {
        selector_.wait(timeout);
    }
    if (InterruptScope::take_interrupt()) {
        throw KeyboardInterrupt();
    }
}

void IoServices::share_context() {
    if (!std::exchange(context_shared_, true)) {
        selector_descriptor_.assign(selector_.fileno());
    }
    await_selector();
}

void IoServices::await_selector() {
    if (std::exchange(selector_awaited_, true)) {
        return;
    }
    selector_descriptor_.async_wait(selector_descriptor_.wait_read,
                                    [this, alive = alive_](boost::system::error_code error) {
                                        if (!*alive) {
                                            return;
                                        }
                                        selector_awaited_ = false;
                                        if (!error) {
                                            selector_.wait(Clock::Time::zero());
                                        }
                                        if (attached_) {
                                            await_selector();
                                        }
                                    });
}

void IoServices::run_context(std::optional<Clock::Time> timeout) {
    if (context_.stopped()) {
        context_.restart();
    }
    await_selector();
    std::size_t handlers = 0;
    if (!timeout) {
        handlers = context_.run_one();
    } else if (*timeout > Clock::Time::zero()) {
        handlers = context_.run_one_for(*timeout);
    }
    while (handlers < kMostHandlers && context_.poll_one() > 0) {
        ++handlers;
    }
}

std::span<char> IoServices::receive_buffer() {
    if (!receive_buffer_) {
        receive_buffer_.reset(new char[kReceiveSize]);  // NOLINT: make_unique would clear it
    }
    return {receive_buffer_.get(), kReceiveSize};
}

void IoServices::collect_at_close(const std::shared_ptr<Protocol>& protocol) {
    constexpr std::size_t kFew = 16;
    if (garbage_.size() >= 2 * garbage_looked_through_ + kFew) {
        std::erase_if(garbage_, [](const std::weak_ptr<Protocol>& each) { return each.expired(); });
        garbage_looked_through_ = garbage_.size();
    }
    garbage_.push_back(protocol);
}

void IoServices::add(LiveTransport& transport) noexcept {
    transport.next_ = first_;
    if (first_ != nullptr) {
        first_->previous_ = &transport;
    }
    first_ = &transport;
}

void IoServices::remove(LiveTransport& transport) noexcept {
    (transport.previous_ != nullptr ? transport.previous_->next_ : first_) = transport.next_;
    if (transport.next_ != nullptr) {
        transport.next_->previous_ = transport.previous_;
    }
    transport.previous_ = transport.next_ = nullptr;
}

void IoServices::flush_later(LiveTransport& transport) {
    unflushed_.emplace_back(&transport);
    if (attached_) {
        post_turn();
    }
}

void IoServices::flush() {
    std::vector<asyncio::detail::RefPtr<LiveTransport>> flushing;
    flushing.swap(unflushed_);
    for (const auto& transport : flushing) {
        transport->flush();
    }
    flushing.clear();
    if (unflushed_.empty()) {
        unflushed_.swap(flushing);  // keeps its memory
    }
}

void IoServices::watch(int descriptor, void (FunctionWatch::*set)(std::function<void()>),
                       std::function<void()> callback) {
    require_watchable(descriptor);
    auto& watch = watches_[descriptor];
    if (!watch) {
        watch = new FunctionWatch(*this, descriptor);
    }
    try {
        ((*watch).*set)(std::move(callback));
    } catch (const FileExistsError&) {
        watches_.erase(descriptor);
        throw RuntimeError("File descriptor " + std::to_string(descriptor) + " is used by a transport");
    }
}

FunctionWatch* IoServices::find_watch(int descriptor) noexcept {
    const auto found = watches_.find(descriptor);
    return found != watches_.end() ? found->second.get() : nullptr;
}

void IoServices::forget_watch(int descriptor) {
    const auto found = watches_.find(descriptor);
    found->second->give_back();
    watches_.erase(found);
}

void IoServices::remove(const Listening& listening) noexcept {
    std::erase_if(listening_, [&](const auto& each) { return each.get() == &listening; });
}

boost::asio::thread_pool& IoServices::resolver_threads() {
    if (!resolver_threads_) {
        resolver_threads_ = std::make_unique<boost::asio::thread_pool>(kResolverThreads);
    }
    return *resolver_threads_;
}

void IoServices::set_signal_handler(int signal, std::function<void()> callback) {
    share_context();
    remove_signal_handler(signal);
    auto handler = std::make_shared<SignalHandler>();
    handler->set = std::make_unique<boost::asio::signal_set>(context_, signal);
    handler->callback = std::move(callback);
    signal_handlers_[signal] = handler;
    await_signal(handler);
}

void IoServices::await_signal(const std::shared_ptr<SignalHandler>& handler) {
    handler->set->async_wait(
        [this, alive = alive_, weak = std::weak_ptr(handler)](boost::system::error_code error, int) {
            const std::shared_ptr<SignalHandler> again = weak.lock();
            if (!*alive || error || !again) {
                return;
            }
            loop_.call_soon(again->callback);
            await_signal(again);
        });
}

bool IoServices::remove_signal_handler(int signal) {
    return signal_handlers_.erase(signal) > 0;
}

void IoServices::post_turn() {
    if (std::exchange(turn_posted_, true)) {
        return;
    }
    boost::asio::post(context_, [this, alive = alive_] {
        if (!*alive || !attached_) {
            return;
        }
        turn_posted_ = false;
        loop_.run_once();
        flush();
    });
}

void IoServices::arm_turn_timer(std::optional<Clock::Time> due) {
    if (!due) {
        turn_timer_.cancel();
        return;
    }
    turn_timer_.expires_after(std::max(Clock::Time::zero(), *due - loop_.time()));
    turn_timer_.async_wait([this, alive = alive_](boost::system::error_code error) {
        if (*alive && !error && attached_) {
            post_turn();
        }
    });
}

void IoServices::close() noexcept {
    *alive_ = false;
    while (!listening_.empty()) {
        const std::shared_ptr<Listening> listening = std::move(listening_.back());
        listening_.pop_back();
        listening->abandon();
    }
    while (first_ != nullptr) {
        LiveTransport& transport = *first_;
        remove(transport);
        transport.abandon();
    }
    unflushed_.clear();
    for (const std::weak_ptr<Protocol>& each : std::exchange(garbage_, {})) {
        if (const std::shared_ptr<Protocol> protocol = each.lock()) {
            protocol->loop_closed();
        }
    }
    for (auto& [descriptor, watch] : watches_) {
        watch->give_back();
    }
    watches_.clear();
    signal_handlers_.clear();
    if (resolver_threads_) {
        resolver_threads_->stop();
        resolver_threads_->join();
        resolver_threads_.reset();
    }
    turn_timer_.cancel();
    if (selector_descriptor_.is_open()) {
        selector_descriptor_.release();
    }
    wakeup_ = nullptr;
    guard_.reset();
}

}  // namespace asyncio::net::detail
