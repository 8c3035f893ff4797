#include "tls_connection.hpp"

#include <utility>

#include <asyncio/logging.hpp>
#include <asyncio/net/errors.hpp>

#include "io_services.hpp"
#include "tls_timeouts.hpp"

namespace asyncio::net::detail {

namespace {

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
    } else if (app_protocol_) {
        // It never hears of the end, as in CPython, and keeps its writer, or the task of its callback, which
        // keeps it.
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
