#pragma once

#include <exception>
#include <memory>
#include <string_view>

#include <asyncio/transport.hpp>

namespace asyncio {

/// What a transport tells about its connection: `asyncio.Protocol`. The order is connection_made, then any
/// number of data_received, then perhaps eof_received, then connection_lost; pause_writing and resume_writing
/// alternate in between.
class Protocol : public std::enable_shared_from_this<Protocol> {
  public:
    Protocol() = default;
    Protocol(const Protocol&) = delete;
    Protocol& operator=(const Protocol&) = delete;
    virtual ~Protocol() = default;

    virtual void connection_made(const std::shared_ptr<Transport>& /*transport*/) {}
    /// `exception` is null where the connection was closed in order.
    virtual void connection_lost(const std::exception_ptr& /*exception*/) {}
    virtual void data_received(std::string_view /*data*/) {}
    /// The other end sends no more. Returns whether the transport stays open for writing.
    virtual bool eof_received() { return false; }
    /// The transport's buffer went over its high-water mark.
    virtual void pause_writing() {}
    /// The transport's buffer drained below its low-water mark.
    virtual void resume_writing() {}

    /// The loop was closed while the connection was open, as Python's garbage collector would find out: lets
    /// go of the transport, and of what else would keep one of them alive. Nobody is told.
    virtual void loop_closed() noexcept {}
};

}  // namespace asyncio
