#include "tls_connection.hpp"

#include <sstream>
#include <utility>

#include <asyncio/net/errors.hpp>
#include <asyncio/net/logging.hpp>

#include "socket_transport.hpp"
#include "write_limits.hpp"

namespace asyncio::net::detail {

namespace {

constexpr Clock::Time kHandshakeTimeout = std::chrono::seconds(60);
constexpr Clock::Time kShutdownTimeout = std::chrono::seconds(30);
/// As CPython's `constants.FLOW_CONTROL_HIGH_WATER_SSL_WRITE`, in KiB.
constexpr std::size_t kHighWater = 512;
/// Encrypted bytes at which the socket is not read any more, and read again.
constexpr std::size_t kMostInput = 256 * 1024;
constexpr std::size_t kLeastInput = kMostInput / 4;
constexpr int kSilentLostWrites = 5;

/// A time as Python would print the number of its seconds: the default is a float there.
std::string seconds_text(Clock::Time time) {
    if (time == kHandshakeTimeout) {
        return "60.0";
    }
    std::ostringstream text;
    text << std::chrono::duration<double>(time).count();
    return text.str();
}

void require_positive(const std::optional<Clock::Time>& timeout, const std::string& name) {
    if (timeout && *timeout <= Clock::Time::zero()) {
        throw ValueError(name + " should be a positive number, got " + seconds_text(*timeout));
    }
}

}  // namespace

TlsConnection::TlsConnection(EventLoop& loop, std::shared_ptr<Protocol> app_protocol, TlsSettings settings)
    : loop_(loop),
      rewritten_(loop.dialect().tls_rewritten),
      context_(std::move(settings.context)),
      session_(*context_, settings.server_side, std::move(settings.server_hostname),
               loop.dialect().openssl_checks_host),
      app_protocol_(std::move(app_protocol)),
      waiter_(std::move(settings.waiter)),
      handshake_timeout_(settings.handshake_timeout),
      shutdown_timeout_(settings.shutdown_timeout),
      app_state_(settings.tell_connection_made ? AppState::initial : AppState::made) {
    require_positive(handshake_timeout_, "ssl_handshake_timeout");
    require_positive(shutdown_timeout_, "ssl_shutdown_timeout");
    set_write_buffer_limits({}, {});
}

TlsConnection::~TlsConnection() {
    cancel_timers();
}

void TlsConnection::connection_made(const std::shared_ptr<Transport>& transport) {
    transport_ = transport;
    if (closed_) {
        transport_->abort();  // given up before it began: nobody waits for a handshake
        return;
    }
    start_handshake();
}

void TlsConnection::connection_lost(const std::exception_ptr& exception) {
    const std::shared_ptr<TlsConnection> alive = self();
    backlog_.clear();
    ++connection_lost_count_;
    closed_ = closed_ || rewritten_ || state_ == State::handshake;
    if (state_ != State::handshake && (app_state_ == AppState::made || app_state_ == AppState::eof)) {
        app_state_ = AppState::lost;
        loop_.call_soon([protocol = app_protocol_, exception] { protocol->connection_lost(exception); });
    } else if (app_protocol_ && loop_.dialect().protocol_holds_writer) {
        // It never hears of the end, as in CPython, and keeps its writer, which keeps it.
        loop_.services().collect_at_close(app_protocol_);
    }
    state_ = State::unwrapped;
    transport_ = nullptr;
    app_protocol_ = nullptr;
    wake_waiter(exception);
    cancel_timers();
}

void TlsConnection::loop_closed() noexcept {
    const std::shared_ptr<TlsConnection> alive = self();
    cancel_timers();
    backlog_.clear();
    closed_ = true;
    state_ = State::unwrapped;
    waiter_.reset();
    transport_ = nullptr;
    if (const std::shared_ptr<Protocol> protocol = std::exchange(app_protocol_, nullptr)) {
        protocol->loop_closed();
    }
}

void TlsConnection::cancel_timers() noexcept {
    for (std::optional<TimerHandle>* timer : {&handshake_timer_, &shutdown_timer_}) {
        if (*timer) {
            (*timer)->cancel();
            timer->reset();
        }
    }
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

template <class Step>
void TlsConnection::guarded(Step step) {
    try {
        step();
    } catch (...) {
        fatal_error(std::current_exception(), "Fatal error on SSL protocol");
    }
}

void TlsConnection::data_received(std::string_view data) {
    const std::shared_ptr<TlsConnection> alive = self();
    session_.feed(data);
    go_on();
}

void TlsConnection::go_on() {
    switch (state_) {
        case State::handshake:
            do_handshake();
            break;
        case State::wrapped:
            do_read();
            break;
        case State::flushing:
            do_flush();
            break;
        case State::shutdown:
            do_shutdown();
            break;
        case State::unwrapped:
            break;
    }
}

bool TlsConnection::eof_received() {
    const std::shared_ptr<TlsConnection> alive = self();
    if (!rewritten_ && state_ != State::handshake) {
        call_eof_received();
        return false;
    }
    eof_received_ = true;
    switch (state_) {
        case State::handshake:
            handshake_failed(std::make_exception_ptr(ConnectionResetError()));
            break;
        case State::wrapped:
            state_ = State::flushing;
            if (app_reading_paused_) {
                return true;
            }
            do_flush();
            break;
        case State::flushing:
            send_backlog();
            state_ = State::shutdown;
            do_shutdown();
            break;
        case State::shutdown:
            do_shutdown();
            break;
        case State::unwrapped:
            break;
    }
    return false;
}

void TlsConnection::do_read() {
    if (state_ != State::wrapped && state_ != State::flushing) {
        return;
    }
    guarded([this] {
        if (!app_reading_paused_) {
            deliver_input();
        }
        send_backlog();
        control_ssl_reading();
    });
}

void TlsConnection::deliver_input() {
    std::string data;
    TlsSession::Outcome outcome = TlsSession::Outcome::done;
    while (!app_reading_paused_ && outcome == TlsSession::Outcome::done && app_protocol_) {
        outcome = session_.read(data);
        if (outcome == TlsSession::Outcome::done) {
            app_protocol_->data_received(data);
        }
    }
    if (outcome == TlsSession::Outcome::closed) {
        if (rewritten_) {
            call_eof_received();
        }
        start_shutdown();
    } else if (outcome == TlsSession::Outcome::failed) {
        std::rethrow_exception(session_.error());
    }
}

void TlsConnection::call_eof_received() {
    if (app_state_ != AppState::made) {
        return;
    }
    app_state_ = AppState::eof;
    if (app_protocol_->eof_received()) {
        log_warning("returning true from eof_received() has no effect when using ssl");
    }
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

std::any TlsConnection::get_extra_info(std::string_view name) const {
    const SslObject object(session_.ssl());
    if (name == "sslcontext") {
        return context_;
    }
    if (name == "ssl_object") {
        return object;
    }
    if (name == "peercert") {
        const std::optional<Certificate> certificate = object.getpeercert();
        return certificate ? std::any(*certificate) : std::any();
    }
    if (name == "cipher") {
        const std::optional<CipherInfo> cipher = object.cipher();
        return cipher ? std::any(*cipher) : std::any();
    }
    return transport_ ? transport_->get_extra_info(name) : std::any();
}

}  // namespace asyncio::net::detail
