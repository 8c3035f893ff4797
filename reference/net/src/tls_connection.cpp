#include "tls_connection.hpp"

#include <array>
#include <charconv>
#include <utility>

#include <asyncio/net/errors.hpp>
#include <asyncio/net/logging.hpp>

#include "socket_transport.hpp"
#include "write_limits.hpp"

namespace asyncio::net::detail {

namespace {

constexpr Clock::Time kHandshakeTimeout = std::chrono::seconds(60);
constexpr Clock::Time kShutdownTimeout = std::chrono::seconds(30);
/// As CPython's `constants.FLOW_CONTROL_HIGH_WATER_SSL_WRITE` (from 3.11), in KiB; before, that of the
/// socket.
constexpr std::size_t kHighWater = 512;
constexpr std::size_t kHighWaterBefore311 = 64;
/// Encrypted bytes at which the socket is not read any more, and read again.
constexpr std::size_t kMostInput = 256 * 1024;
constexpr std::size_t kLeastInput = kMostInput / 4;
constexpr int kSilentLostWrites = 5;

/// As Python prints a float: "60.0".
std::string float_repr(double value) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    const std::string text(digits.data(), end);
    return text.find_first_of(".e") == std::string::npos ? text + ".0" : text;
}

void require_positive(const std::optional<Clock::Time>& timeout, const std::string& name) {
    if (timeout && *timeout <= Clock::Time::zero()) {
        throw ValueError(name + " should be a positive number, got " +
                         float_repr(std::chrono::duration<double>(*timeout).count()));
    }
}

}  // namespace

TlsConnection::TlsConnection(EventLoop& loop, std::shared_ptr<Protocol> app_protocol, TlsSettings settings)
    : loop_(loop),
      context_(std::move(settings.context)),
      session_(*context_, settings.server_side, std::move(settings.server_hostname)),
      app_protocol_(std::move(app_protocol)),
      waiter_(std::move(settings.waiter)),
      handshake_timeout_(settings.handshake_timeout),
      shutdown_timeout_(settings.shutdown_timeout),
      high_water_(loop.dialect().tls_closes_at_eof ? kHighWater : kHighWaterBefore311),
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
    closed_ = true;
    if (state_ != State::handshake && (app_state_ == AppState::made || app_state_ == AppState::eof)) {
        app_state_ = AppState::lost;
        loop_.call_soon([protocol = app_protocol_, exception] { protocol->connection_lost(exception); });
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
    const Clock::Time timeout = handshake_timeout_.value_or(kHandshakeTimeout);
    handshake_timer_ = loop_.call_later(timeout, [weak = std::weak_ptr(self()), timeout] {
        const std::shared_ptr<TlsConnection> connection = weak.lock();
        if (connection && connection->state_ == State::handshake) {
            const double seconds = std::chrono::duration<double>(timeout).count();
            connection->fatal_error(std::make_exception_ptr(ConnectionAbortedError(
                                        "SSL handshake is taking longer than " + float_repr(seconds) +
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
            handshake_done();
            break;
        case TlsSession::Outcome::closed:
        case TlsSession::Outcome::failed:
            process_outgoing();  // the alert that says why
            handshake_failed(session_.error());
            break;
    }
}

void TlsConnection::handshake_failed(const std::exception_ptr& error) {
    cancel_timers();
    state_ = State::unwrapped;
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
        call_eof_received();
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
    closed_ = closed_ || loop_.dialect().tls_closes_at_eof;
    if (state_ == State::handshake) {
        force_close(nullptr);
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
    ssl_writing_paused_ = true;
}

void TlsConnection::resume_writing() {
    ssl_writing_paused_ = false;
    process_outgoing();
}

std::size_t TlsConnection::get_write_buffer_size() const {
    return session_.pending_output() + backlog_.size();
}

void TlsConnection::set_write_buffer_limits(std::optional<std::size_t> high, std::optional<std::size_t> low) {
    std::tie(low_, high_) = write_limits(high, low, high_water_);
    control_app_writing();
}

void TlsConnection::control_app_writing() {
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
    app_reading_paused_ = true;
}

void TlsConnection::resume_reading() {
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
    return closed_ || !transport_ || transport_->is_closing();
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
