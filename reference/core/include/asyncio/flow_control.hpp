#pragma once

#include <exception>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <asyncio/coro.hpp>
#include <asyncio/event_loop.hpp>
#include <asyncio/future.hpp>
#include <asyncio/protocol.hpp>

namespace asyncio {

/// The part of a protocol that `StreamWriter::drain` waits on: `asyncio.streams.FlowControlMixin`.
class FlowControl : public Protocol {
  public:
    explicit FlowControl(EventLoop& loop) : loop_(loop) {}

    /// Throws AssertionError where writing is paused already. In debug mode of the loop it is logged.
    void pause_writing() override;
    /// Wakes every waiting drain. Throws AssertionError where writing is not paused.
    void resume_writing() override;
    /// Wakes every waiting drain, with the exception if there is one.
    void connection_lost(const std::exception_ptr& exception) override;

    /// Waits while writing is paused, and returns what `StreamWriter::drain` is to throw, if anything: after
    /// the connection was lost a ConnectionResetError. Dialects to 3.10.5 know one waiting call only; a
    /// second one is an AssertionError.
    Coro<std::exception_ptr> drain_helper();
    /// Whether that returns nothing at once.
    bool drained() const noexcept { return !paused_ && !connection_lost_; }
    /// The future that `StreamWriter::wait_closed` waits for. Throws NotImplementedError: this default.
    virtual Future<void> close_waiter();

    /// Python's `repr(protocol)`, which names its address.
    std::string repr() const;

    EventLoop& loop() const noexcept { return loop_; }
    /// Between `pause_writing` and `resume_writing`.
    bool writing_is_paused() const noexcept { return paused_; }
    bool connection_is_lost() const noexcept { return connection_lost_; }

  private:
    class DrainWait;

    /// The name of Python's class.
    virtual std::string_view type_name() const noexcept;

    using DrainWaiters = std::vector<Future<void>>;

    void wake_drains(const std::exception_ptr& exception);

    EventLoop& loop_;
    std::unique_ptr<DrainWaiters> drain_waiters_;  ///< null as long as nobody ever waited
    bool paused_ = false;
    bool connection_lost_ = false;
};

}  // namespace asyncio
