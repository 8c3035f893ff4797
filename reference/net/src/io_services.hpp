#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include <asyncio/detail/ref_counted.hpp>
#include <asyncio/net/event_loop.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>

#include "selector.hpp"
#include "wakeup.hpp"
#include "watch.hpp"

namespace asyncio::net::detail {

/// A transport that is open: the loop closes it when it goes, and sends what it holds back once an iteration.
class LiveTransport : public Watch {
  public:
    /// Sends what was written since the last iteration.
    virtual void flush() = 0;
    /// The loop goes: closes the descriptor and lets go of everything, without telling anybody.
    virtual void abandon() noexcept = 0;
    LiveTransport* next_older() const noexcept { return next_; }

  protected:
    using Watch::Watch;

  private:
    friend class IoServices;
    LiveTransport* previous_ = nullptr;
    LiveTransport* next_ = nullptr;
};

/// What listens: it is closed with the loop.
class Listening {
  public:
    Listening(const Listening&) = delete;
    Listening& operator=(const Listening&) = delete;
    virtual ~Listening() = default;
    virtual void abandon() noexcept = 0;

  protected:
    Listening() = default;
};

class FunctionWatch;

/// What a loop has beside its queue: its context, the watched descriptors, the open transports, threads that
/// resolve names.
///
/// The descriptors are in a selector of the loop's own. Where nobody else uses the context, the loop waits
/// for that alone; otherwise the context waits for it, among all else.
class IoServices {
  public:
    IoServices(EventLoop& loop, boost::asio::io_context& context);
    IoServices(const IoServices&) = delete;
    IoServices& operator=(const IoServices&) = delete;
    ~IoServices();

    EventLoop& loop() noexcept { return loop_; }
    boost::asio::io_context& context() noexcept { return context_; }
    /// False once the loop is closed: for what the context may still run then.
    const std::shared_ptr<const bool>& alive() const noexcept { return alive_view_; }

    /// Waits for what the context reports: at most until `timeout`; none: for ever.
    void wait(std::optional<Clock::Time> timeout, bool has_ready);
    Selector& selector() noexcept { return selector_; }
    Wakeup& wakeup() noexcept { return *wakeup_; }
    /// From now on the context has handlers of others, too.
    void share_context();

    /// A buffer for one call of recv, which all transports share: 256 KiB.
    std::span<char> receive_buffer();

    /// A protocol that never hears of its connection's end, and may be part of a cycle: what Python's garbage
    /// collector would find, the loop breaks when it closes.
    void collect_at_close(const std::shared_ptr<Protocol>& protocol);

    /// The newest of the open transports; each knows the next older one.
    LiveTransport* newest_transport() const noexcept { return first_; }
    void add(LiveTransport& transport) noexcept;
    void remove(LiveTransport& transport) noexcept;
    /// The transport has bytes that wait for the end of the iteration.
    void flush_later(LiveTransport& transport);
    void flush();
    bool has_unflushed() const noexcept { return !unflushed_.empty(); }

    /// What `add_reader` and `add_writer` do: `set` is FunctionWatch::set_reader or set_writer.
    void watch(int descriptor, void (FunctionWatch::*set)(std::function<void()>),
               std::function<void()> callback);
    /// Null where there is none.
    FunctionWatch* find_watch(int descriptor) noexcept;
    void forget_watch(int descriptor);

    void add(std::shared_ptr<Listening> listening) { listening_.push_back(std::move(listening)); }
    void remove(const Listening& listening) noexcept;

    boost::asio::thread_pool& resolver_threads();

    void set_signal_handler(int signal, std::function<void()> callback);
    bool remove_signal_handler(int signal);

    void set_attached(bool attached) noexcept { attached_ = attached; }
    bool attached() const noexcept { return attached_; }
    /// Lets the context run one iteration of an attached loop soon.
    void post_turn();
    /// Lets the context run one when the next timer is due.
    void arm_turn_timer(std::optional<Clock::Time> due);

    /// Closes all that is open.
    void close() noexcept;

  private:
    struct SignalHandler {
        std::unique_ptr<boost::asio::signal_set> set;
        std::function<void()> callback;
    };

    void run_context(std::optional<Clock::Time> timeout);
    void await_selector();
    void await_signal(const std::shared_ptr<SignalHandler>& handler);

    EventLoop& loop_;
    boost::asio::io_context& context_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> guard_;
    boost::asio::steady_timer turn_timer_;
    std::unique_ptr<char[]> receive_buffer_;
    LiveTransport* first_ = nullptr;
    std::vector<asyncio::detail::RefPtr<LiveTransport>> unflushed_;
    std::vector<std::weak_ptr<Protocol>> garbage_;
    std::size_t garbage_looked_through_ = 0;  ///< how many there were when those that had gone were left out
    std::map<int, asyncio::detail::RefPtr<FunctionWatch>> watches_;
    std::vector<std::shared_ptr<Listening>> listening_;
    std::unique_ptr<boost::asio::thread_pool> resolver_threads_;
    std::map<int, std::shared_ptr<SignalHandler>> signal_handlers_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    std::shared_ptr<const bool> alive_view_ = alive_;
    Selector selector_;
    asyncio::detail::RefPtr<Wakeup> wakeup_;
    boost::asio::posix::stream_descriptor selector_descriptor_;
    int polls_skipped_ = 0;
    bool context_shared_ = false;
    bool selector_awaited_ = false;
    bool attached_ = false;
    bool turn_posted_ = false;
};

}  // namespace asyncio::net::detail
