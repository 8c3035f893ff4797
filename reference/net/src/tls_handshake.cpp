// The beginning of a TLS connection: until both sides agree, or one gives up.

#include <optional>
#include <sstream>
#include <string>

#include <asyncio/net/errors.hpp>

#include "tls_connection.hpp"
#include "tls_timeouts.hpp"

namespace asyncio::net::detail {

std::string seconds_text(Clock::Time time) {
    if (time == kHandshakeTimeout) {
        return "60.0";
    }
    std::ostringstream text;
    text << std::chrono::duration<double>(time).count();
    return text.str();
}

void TlsConnection::start_handshake() {
    state_ = State::handshake;
    if (!loop_.dialect().knows_handshake_timeout) {
        do_handshake();
        return;
    }
    const Clock::Time timeout = handshake_timeout_.value_or(kHandshakeTimeout);
    handshake_timer_ = loop_.call_later(timeout, [weak = std::weak_ptr(self()), timeout] {
        const std::shared_ptr<TlsConnection> connection = weak.lock();
        if (connection && connection->state_ == State::handshake) {
            connection->fatal_error(std::make_exception_ptr(ConnectionAbortedError(
                                        "SSL handshake is taking longer than " + seconds_text(timeout) +
                                        " seconds: aborting the connection")),
                                    "SSL handshake failed");
        }
    });
    do_handshake();
}

void TlsConnection::do_handshake() {
    const std::shared_ptr<TlsConnection> alive = self();
    switch (session_.handshake()) {
        case TlsSession::Outcome::again:
            process_outgoing();
            break;
        case TlsSession::Outcome::done:
            if (const std::exception_ptr mismatch = session_.host_mismatch()) {
                handshake_failed(mismatch);
            } else {
                handshake_done();
            }
            break;
        case TlsSession::Outcome::closed:
        case TlsSession::Outcome::failed:
            // The other end is not told why: what OpenSSL has to say is not sent.
            handshake_failed(session_.error());
            break;
    }
}

void TlsConnection::handshake_failed(const std::exception_ptr& error) {
    cancel_timers();
    state_ = State::unwrapped;
    if (exception_cast<CertificateError>(error) != nullptr) {
        // 3.6 checks the name in a callback without a name, and lets the error out of it.
        loop_.call_exception_handler(
            {"Exception in callback None()", error, {"exception", "handle", "message"}});
        force_close(error);
        wake_waiter(error);
        return;
    }
    const bool of_certificate = exception_cast<SslCertVerificationError>(error) != nullptr;
    fatal_error(
        error, of_certificate ? "SSL handshake failed on verifying the certificate" : "SSL handshake failed");
    wake_waiter(error);
}

void TlsConnection::handshake_done() {
    cancel_timers();
    state_ = State::wrapped;
    if (app_state_ == AppState::initial) {
        app_state_ = AppState::made;
        const std::shared_ptr<TlsConnection> us = self();
        app_protocol_->connection_made(us);
    }
    wake_waiter(nullptr);
    do_read();
}

void TlsConnection::wake_waiter(const std::exception_ptr& error) {
    if (waiter_ && !waiter_->done()) {
        if (error) {
            waiter_->set_exception(error);
        } else {
            waiter_->set_result();
        }
    }
    waiter_.reset();
}

}  // namespace asyncio::net::detail
