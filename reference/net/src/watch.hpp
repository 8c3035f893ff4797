#pragma once

#include <optional>

#include <asyncio/detail/ref_counted.hpp>
#include <asyncio/event_loop.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/basic_stream_descriptor.hpp>

namespace asyncio::net::detail {

class IoServices;

/// Waits on the context until one descriptor can be read or written, and then queues a callback of the loop,
/// as a selector does: again and again, while it is wanted. What a callback throws goes to the loop's
/// exception handler.
class Watch : public asyncio::detail::RefCounted {
  public:
    Watch(IoServices& services, int descriptor);
    ~Watch() override;

    IoServices& services() noexcept { return services_; }
    void want_read(bool wanted) { want(read_, wanted); }
    void want_write(bool wanted) { want(write_, wanted); }
    bool wants_read() const noexcept { return read_.wanted; }
    bool wants_write() const noexcept { return write_.wanted; }
    /// Ends all waiting, and gives the descriptor back, open.
    void give_back() noexcept;

  protected:
    virtual void on_readable() = 0;
    virtual void on_writable() = 0;

  private:
    struct Direction {
        bool wanted = false;
        bool armed = false;   ///< the context waits for it
        bool queued = false;  ///< the loop has the callback in its queue
    };
    template <bool kRead>
    struct Handler;

    void want(Direction& direction, bool wanted);
    void arm(Direction& direction);
    template <bool kRead>
    void became_ready(bool aborted);
    template <bool kRead>
    static void run_callback(RefCounted& self);

    IoServices& services_;
    /// None once it was given back: a watch may outlive the context, which this may not.
    std::optional<boost::asio::posix::basic_stream_descriptor<boost::asio::io_context::executor_type>>
        descriptor_;
    Direction read_;
    Direction write_;
};

}  // namespace asyncio::net::detail
