// What a TLS connection holds back, in either direction, and whom it tells to wait.

#include <tuple>
#include <utility>

#include <asyncio/logging.hpp>
#include <asyncio/net/errors.hpp>

#include "tls_connection.hpp"
#include "write_limits.hpp"

namespace asyncio::net::detail {

namespace {

/// As CPython's `constants.FLOW_CONTROL_HIGH_WATER_SSL_WRITE`, in KiB.
constexpr std::size_t kHighWater = 512;
/// Encrypted bytes at which the socket is not read any more, and read again.
constexpr std::size_t kMostInput = 256 * 1024;
constexpr std::size_t kLeastInput = kMostInput / 4;
constexpr int kSilentLostWrites = 5;

}  // namespace

void TlsConnection::write(std::string_view data) {
    if (data.empty()) {
        return;
    }
    if (state_ == State::flushing || state_ == State::shutdown || state_ == State::unwrapped) {
        if (connection_lost_count_ >= kSilentLostWrites) {
            log_warning("SSL connection is closed");
        }
        ++connection_lost_count_;
        return;
    }
    backlog_.append(data);
    if (state_ == State::wrapped) {
        guarded([this] { send_backlog(); });
    }
}

void TlsConnection::write_eof() {
    throw NotImplementedError();
}

void TlsConnection::send_backlog() {
    while (!backlog_.empty()) {
        std::size_t written = 0;
        const TlsSession::Outcome outcome = session_.write(backlog_.view(), written);
        if (outcome == TlsSession::Outcome::failed) {
            std::rethrow_exception(session_.error());
        }
        if (outcome != TlsSession::Outcome::done) {
            break;
        }
        backlog_.drop(written);
    }
    if (backlog_.empty()) {
        backlog_.clear();
    }
    process_outgoing();
}

void TlsConnection::process_outgoing() {
    if (!ssl_writing_paused_ && transport_) {
        const std::string encrypted = session_.take_output();
        if (!encrypted.empty()) {
            transport_->write(encrypted);
        }
    }
    control_app_writing();
}

void TlsConnection::pause_writing() {
    if (!rewritten_) {
        app_protocol_->pause_writing();
        return;
    }
    ssl_writing_paused_ = true;
}

void TlsConnection::resume_writing() {
    if (!rewritten_) {
        app_protocol_->resume_writing();
        return;
    }
    ssl_writing_paused_ = false;
    process_outgoing();
}

/// Before 3.11 the marks are those of the transport below.
StreamTransport* TlsConnection::marks_below() const {
    return rewritten_ ? nullptr : dynamic_cast<StreamTransport*>(transport_.get());
}

std::pair<std::size_t, std::size_t> TlsConnection::get_write_buffer_limits() const {
    if (!loop_.dialect().tls_tells_limits) {
        throw AttributeError("'_SSLProtocolTransport' object has no attribute 'get_write_buffer_limits'");
    }
    const StreamTransport* const socket = marks_below();
    return socket != nullptr ? socket->get_write_buffer_limits() : std::pair(low_, high_);
}

std::size_t TlsConnection::get_write_buffer_size() const {
    if (const StreamTransport* const socket = marks_below()) {
        return socket->get_write_buffer_size();
    }
    return session_.pending_output() + backlog_.size();
}

void TlsConnection::set_write_buffer_limits(std::optional<std::size_t> high, std::optional<std::size_t> low) {
    if (StreamTransport* const socket = marks_below()) {
        socket->set_write_buffer_limits(high, low);
        return;
    }
    std::tie(low_, high_) = write_limits(high, low, kHighWater);
    control_app_writing();
}

void TlsConnection::control_app_writing() {
    if (!rewritten_) {
        return;
    }
    const std::size_t size = get_write_buffer_size();
    const bool pause = size >= high_ && !app_writing_paused_;
    const bool resume = size <= low_ && app_writing_paused_;
    if ((!pause && !resume) || !app_protocol_) {
        return;
    }
    app_writing_paused_ = pause;
    try {
        pause ? app_protocol_->pause_writing() : app_protocol_->resume_writing();
    } catch (...) {
        loop_.call_exception_handler(
            {pause ? "protocol.pause_writing() failed" : "protocol.resume_writing() failed",
             std::current_exception(),
             {"exception", "message", "protocol", "transport"}});
    }
}

void TlsConnection::control_ssl_reading() {
    if (!transport_) {
        return;
    }
    const std::size_t size = session_.pending_input();
    if (size >= kMostInput && !ssl_reading_paused_) {
        ssl_reading_paused_ = true;
        transport_->pause_reading();
    } else if (size <= kLeastInput && ssl_reading_paused_) {
        ssl_reading_paused_ = false;
        transport_->resume_reading();
    }
}

void TlsConnection::pause_reading() {
    if (!rewritten_) {
        if (transport_) {
            transport_->pause_reading();
        }
        return;
    }
    app_reading_paused_ = true;
}

void TlsConnection::resume_reading() {
    if (!rewritten_) {
        if (transport_) {
            transport_->resume_reading();
        }
        return;
    }
    if (std::exchange(app_reading_paused_, false) && transport_) {
        loop_.call_soon([connection = self()] {
            if (connection->state_ != State::handshake) {
                connection->go_on();
            }
        });
    }
}

}  // namespace asyncio::net::detail
