// The end of a TLS connection: the closing messages, and the ways that do without them.

#include <memory>
#include <utility>

#include <asyncio/net/errors.hpp>

#include "socket_transport.hpp"
#include "tls_connection.hpp"
#include "tls_timeouts.hpp"

namespace asyncio::net::detail {

void TlsConnection::close() {
    if (!std::exchange(closed_, true)) {
        start_shutdown();
    }
}

void TlsConnection::abort() {
    closed_ = true;
    force_close(nullptr);
}

bool TlsConnection::is_closing() const {
    return closed_ || (rewritten_ && (!transport_ || transport_->is_closing()));
}

void TlsConnection::start_shutdown() {
    if (state_ == State::flushing || state_ == State::shutdown || state_ == State::unwrapped) {
        return;
    }
    closed_ = closed_ || rewritten_;
    if (state_ == State::handshake) {
        force_close(nullptr);
        return;
    }
    if (!rewritten_) {
        state_ = State::shutdown;
        do_shutdown();
        return;
    }
    state_ = State::flushing;
    shutdown_timer_ =
        loop_.call_later(shutdown_timeout_.value_or(kShutdownTimeout), [weak = std::weak_ptr(self())] {
            const std::shared_ptr<TlsConnection> connection = weak.lock();
            if (connection &&
                (connection->state_ == State::flushing || connection->state_ == State::shutdown)) {
                connection->force_close(std::make_exception_ptr(TimeoutError("SSL shutdown timed out")));
            }
        });
    do_flush();
}

void TlsConnection::do_flush() {
    do_read();
    if (state_ != State::flushing) {
        return;
    }
    // Only now is all read that had come: the closing message may be the last of it.
    if (eof_received_ && context_->truncation_is_error() && !session_.peer_said_goodbye()) {
        fatal_error(std::make_exception_ptr(SslEofError(
                        8, "[SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol", "SSL",
                        "UNEXPECTED_EOF_WHILE_READING")),
                    "SSL connection was cut off");
        return;
    }
    state_ = State::shutdown;
    do_shutdown();
}

void TlsConnection::do_shutdown() {
    const TlsSession::Outcome outcome = eof_received_ ? TlsSession::Outcome::done : session_.unwrap();
    switch (outcome) {
        case TlsSession::Outcome::again:
            process_outgoing();
            break;
        case TlsSession::Outcome::failed:
            shutdown_complete(session_.error());
            break;
        case TlsSession::Outcome::done:
        case TlsSession::Outcome::closed:
            if (!rewritten_) {
                // Its own closing message comes after this, and is dropped; the end of the stream is what
                // connection_lost tells.
                transport_->close();
                break;
            }
            process_outgoing();
            call_eof_received();
            shutdown_complete(nullptr);
            break;
    }
}

void TlsConnection::shutdown_complete(const std::exception_ptr& error) {
    cancel_timers();
    if (error) {
        fatal_error(error, "Fatal error on SSL protocol");
    } else if (transport_) {
        loop_.call_soon([transport = transport_] { transport->close(); });
    }
}

void TlsConnection::force_close(const std::exception_ptr& error) {
    state_ = State::unwrapped;
    if (const auto socket = std::dynamic_pointer_cast<SocketTransport>(transport_)) {
        socket->force_close(error);
    } else if (transport_) {
        transport_->abort();
    }
}

void TlsConnection::fatal_error(const std::exception_ptr& error, const char* message) {
    const std::shared_ptr<TlsConnection> alive = self();
    if (const auto socket = std::dynamic_pointer_cast<SocketTransport>(transport_)) {
        socket->force_close(error);
    } else if (transport_) {
        transport_->abort();
    }
    if (exception_cast<OSError>(error) == nullptr && exception_cast<CancelledError>(error) == nullptr) {
        loop_.call_exception_handler({message, error, {"exception", "message", "protocol", "transport"}});
    }
}

}  // namespace asyncio::net::detail
