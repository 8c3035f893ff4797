// The writing side of a socket's transport: what waits to be sent, and when the protocol is told that it is
// much.

#include <cerrno>
#include <tuple>
#include <utility>

#include <asyncio/logging.hpp>
#include <asyncio/net/errors.hpp>
#include <sys/socket.h>

#include "socket_error.hpp"
#include "socket_transport.hpp"
#include "write_limits.hpp"

namespace asyncio::net::detail {

namespace {

/// As CPython's `constants.LOG_THRESHOLD_FOR_CONNLOST_WRITES`.
constexpr int kSilentLostWrites = 5;
/// As CPython's `_FlowControlMixin`, in KiB.
constexpr std::size_t kDefaultHighWater = 64;

std::pair<std::size_t, std::size_t> default_limits() {
    return write_limits({}, {}, kDefaultHighWater);
}

}  // namespace

SocketTransport::WriteQueue& SocketTransport::queue() {
    if (!queue_) {
        const auto [low, high] = default_limits();
        queue_ = std::make_unique<WriteQueue>(WriteQueue{{}, low, high});
    }
    return *queue_;
}

void SocketTransport::clear_queue() noexcept {
    if (queue_) {
        queue_->bytes.clear();
    }
    stuck_on_empty_piece_ = false;
}

bool SocketTransport::over_high_water() const noexcept {
    return queue_ && queue_->bytes.size() > queue_->high;
}

bool SocketTransport::over_low_water() const noexcept {
    return queue_ && queue_->bytes.size() > queue_->low;
}

bool SocketTransport::ignore_after_loss() {
    if (connection_lost_count_ == 0) {
        return false;
    }
    if (connection_lost_count_ >= kSilentLostWrites) {
        log_warning("socket.send() raised exception.");
    }
    ++connection_lost_count_;
    return true;
}

void SocketTransport::write(std::string_view data) {
    if (eof_) {
        throw RuntimeError("Cannot call write() after write_eof()");
    }
    if (data.empty() || ignore_after_loss()) {
        return;
    }
    if (flush_queued_ || (!has_unsent() && loop().write_mode() == WriteMode::coalesced)) {
        coalesce(data);
        return;
    }
    if (!has_unsent()) {
        const std::optional<std::size_t> sent = send_now(data);
        if (!sent || *sent == data.size()) {
            return;
        }
        data.remove_prefix(*sent);
        want_write(true);
    }
    queue().bytes.append(data);
    stuck_on_empty_piece_ = false;
    maybe_pause_protocol();
}

void SocketTransport::coalesce(std::string_view data) {
    queue().bytes.append(data);
    if (!std::exchange(flush_queued_, true) && !lost_) {
        services().flush_later(*this);
    }
    if (over_high_water()) {
        flush();
    }
}

std::optional<std::size_t> SocketTransport::send_now(std::string_view data) {
    const ssize_t sent = ::send(socket_.fileno(), data.data(), data.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
        return static_cast<std::size_t>(sent);
    }
    if (would_block(errno)) {
        return 0;
    }
    fatal_error(os_error(errno), "Fatal write error on socket transport");
    return std::nullopt;
}

void SocketTransport::writelines(const std::vector<std::string>& data) {
    if (loop_gone_) {
        ignore_after_loss();
        return;
    }
    const WritelinesRule rule = loop().dialect().writelines;
    if (rule == WritelinesRule::joined) {
        Transport::writelines(data);
        return;
    }
    if (eof_) {
        throw RuntimeError("Cannot call writelines() after write_eof()");
    }
    if (data.empty()) {
        return;
    }
    if (rule == WritelinesRule::counts_after_loss && ignore_after_loss()) {
        return;
    }
    if (may_coalesce(data)) {
        for (const std::string& piece : data) {
            coalesce(piece);
        }
        return;
    }
    writelines_unjoined(data);
}

/// Whether pieces can wait for the end of the turn: where nothing but the time of sending depends on it. They
/// must fit below the mark, since releases differ in whether `writelines` pauses the protocol.
bool SocketTransport::may_coalesce(const std::vector<std::string>& data) const noexcept {
    if (loop().write_mode() != WriteMode::coalesced || closing_ || connection_lost_count_ > 0 ||
        data.back().empty() || (has_unsent() && !flush_queued_)) {
        return false;
    }
    std::size_t size = queued().size();
    for (const std::string& piece : data) {
        size += piece.size();
    }
    return size <= get_write_buffer_limits().second;
}

/// What 3.12 made of it: queue everything, then send as if the socket had become writable.
void SocketTransport::writelines_unjoined(const std::vector<std::string>& data) {
    for (const std::string& piece : data) {
        queue().bytes.append(piece);
    }
    stuck_on_empty_piece_ = data.back().empty();
    if (loop().dialect().writelines != WritelinesRule::counts_after_loss && closed_by_us_) {
        // close() has cleared the method that sends; what was queued goes out with what is still there.
        throw TypeError("'NoneType' object is not callable");
    }
    if (connection_lost_count_ == 0) {
        send_buffered();
    }
    if (!has_unsent()) {
        return;
    }
    require_loop("_add_writer");
    want_write(true);
    if (loop().dialect().writelines != WritelinesRule::never_pauses) {
        maybe_pause_protocol();
    }
}

void SocketTransport::write_ready() {
    if (connection_lost_count_ > 0) {
        return;
    }
    send_buffered();
}

void SocketTransport::send_buffered() {
    if (!queued().empty()) {
        const std::optional<std::size_t> sent = send_now(queued());
        if (!sent) {
            return;
        }
        queue_->bytes.drop(*sent);
    }
    finish_sending();
}

void SocketTransport::finish_sending() {
    maybe_resume_protocol();  // may add to the buffer
    if (has_unsent()) {
        return;
    }
    clear_queue();
    want_write(false);
    if (closing_) {
        connection_is_lost(nullptr);
    } else if (eof_) {
        shut_down_writing();
    }
}

void SocketTransport::flush() {
    if (!std::exchange(flush_queued_, false) || lost_ || connection_lost_count_ > 0) {
        return;
    }
    if (queued().empty()) {
        return;
    }
    const std::optional<std::size_t> sent = send_now(queued());
    if (!sent) {
        return;
    }
    queue_->bytes.drop(*sent);
    if (has_unsent()) {
        want_write(true);
        maybe_pause_protocol();
    } else {
        clear_queue();
    }
}

void SocketTransport::write_eof() {
    if (closing_ || eof_) {
        return;
    }
    flush();
    if (closing_) {
        return;  // the flush failed
    }
    eof_ = true;
    if (!has_unsent()) {
        shut_down_writing();
    }
}

void SocketTransport::shut_down_writing() {
    // An error here is one that the reading side tells of.
    ::shutdown(socket_.fileno(), SHUT_WR);
}

void SocketTransport::set_write_buffer_limits(std::optional<std::size_t> high,
                                              std::optional<std::size_t> low) {
    const auto limits = write_limits(high, low, kDefaultHighWater);
    std::tie(queue().low, queue().high) = limits;
    maybe_pause_protocol();
}

std::pair<std::size_t, std::size_t> SocketTransport::get_write_buffer_limits() const {
    return queue_ ? std::pair(queue_->low, queue_->high) : default_limits();
}

void SocketTransport::maybe_pause_protocol() {
    if (!over_high_water() || protocol_paused_) {
        return;
    }
    protocol_paused_ = true;
    try {
        protocol_->pause_writing();
    } catch (...) {
        loop().call_exception_handler({"protocol.pause_writing() failed",
                                       std::current_exception(),
                                       {"exception", "message", "protocol", "transport"}});
    }
}

void SocketTransport::maybe_resume_protocol() {
    if (!protocol_paused_ || over_low_water()) {
        return;
    }
    protocol_paused_ = false;
    try {
        protocol_->resume_writing();
    } catch (...) {
        loop().call_exception_handler({"protocol.resume_writing() failed",
                                       std::current_exception(),
                                       {"exception", "message", "protocol", "transport"}});
    }
}

}  // namespace asyncio::net::detail
