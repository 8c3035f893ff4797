#pragma once

#include <asyncio/detail/ref_counted.hpp>
#include <asyncio/event_loop.hpp>

namespace asyncio::net::detail {

class IoServices;

/// Queues a callback of the loop in each iteration in which one descriptor can be read or written, while that
/// is wanted: what `_add_reader` and `_add_writer` of a selector loop register. What a callback throws goes
/// to the loop's exception handler.
class Watch : public asyncio::detail::RefCounted {
  public:
    Watch(IoServices& services, int descriptor) : descriptor_(descriptor), services_(services) {}
    ~Watch() override { give_back(); }

    int fileno() const noexcept { return descriptor_; }
    IoServices& services() const noexcept { return services_; }
    void want_read(bool wanted) { want(read_, wanted); }
    void want_write(bool wanted) { want(write_, wanted); }
    bool wants_read() const noexcept { return read_.wanted; }
    bool wants_write() const noexcept { return write_.wanted; }
    /// Whether the selector knows it.
    bool registered() const noexcept { return registered_; }
    /// Watches no more: the descriptor, still open, is its owner's alone.
    void give_back() noexcept;

    /// The selector tells what has happened.
    void became_ready(bool readable, bool writable);

  protected:
    virtual void on_readable() = 0;
    virtual void on_writable() = 0;

  private:
    struct Direction {
        bool wanted = false;
        bool queued = false;  ///< the loop has the callback in its queue
    };

    void want(Direction& direction, bool wanted);
    template <bool kRead>
    void queue();
    template <bool kRead>
    static void run_callback(RefCounted& self);

    int descriptor_;
    IoServices& services_;
    Direction read_;
    Direction write_;
    bool registered_ = false;
};

}  // namespace asyncio::net::detail
