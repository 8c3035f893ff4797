#include "socket_transport.hpp"

#include <array>
#include <cerrno>
#include <utility>

#include <asyncio/net/errors.hpp>
#include <asyncio/net/logging.hpp>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "socket_server.hpp"
#include "write_limits.hpp"

namespace asyncio::net::detail {

namespace {

/// As CPython's `constants.LOG_THRESHOLD_FOR_CONNLOST_WRITES`.
constexpr int kSilentLostWrites = 5;
/// As CPython's `_FlowControlMixin`, in KiB.
constexpr std::size_t kDefaultHighWater = 64;

SocketAddress address_or_none(SocketAddress (SocketView::*ask)() const, const SocketView& socket) {
    try {
        return (socket.*ask)();
    } catch (const OSError&) {
        return {};
    }
}

bool would_block(int error) {
    return error == EAGAIN || error == EINTR;
}

}  // namespace

class SocketTransport::SocketWatch final : public Watch {
  public:
    SocketWatch(SocketTransport& transport, int descriptor)
        : Watch(transport.loop_.services(), descriptor), transport_(transport) {}

  private:
    // The transport may let go of itself meanwhile.
    void on_readable() override {
        const std::shared_ptr<SocketTransport> alive = transport_.shared_from_this();
        transport_.read_ready();
    }
    void on_writable() override {
        const std::shared_ptr<SocketTransport> alive = transport_.shared_from_this();
        transport_.write_ready();
    }

    SocketTransport& transport_;
};

std::shared_ptr<SocketTransport> SocketTransport::open(EventLoop& loop, Socket socket,
                                                       std::shared_ptr<Protocol> protocol,
                                                       std::optional<Future<void>> waiter,
                                                       std::shared_ptr<SocketServer> server) {
    const std::shared_ptr<SocketTransport> transport(
        new SocketTransport(loop, std::move(socket), std::move(protocol), std::move(server)));
    transport->start(std::move(waiter));
    return transport;
}

SocketTransport::SocketTransport(EventLoop& loop, Socket socket, std::shared_ptr<Protocol> protocol,
                                 std::shared_ptr<SocketServer> server)
    : loop_(loop),
      socket_(std::move(socket)),
      descriptor_(socket_.fileno()),
      protocol_(std::move(protocol)),
      server_(std::move(server)),
      sockname_(address_or_none(&SocketView::getsockname, socket_.view())),
      peername_(address_or_none(&SocketView::getpeername, socket_.view())) {
    std::tie(low_, high_) = write_limits({}, {}, kDefaultHighWater);
}

SocketTransport::~SocketTransport() = default;

void SocketTransport::start(std::optional<Future<void>> waiter) {
    socket_.setblocking(false);
    if (sockname_.family() == AF_INET || sockname_.family() == AF_INET6) {
        const int on = 1;
        ::setsockopt(socket_.fileno(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    watch_ = new SocketWatch(*this, socket_.fileno());
    self_ = shared_from_this();
    loop_.services().add(*this);
    if (server_) {
        server_->attach(*this);
    }
    // In Python these are three callbacks, one after the other, in the same iteration.
    loop_.call_soon([self = shared_from_this(), waiter = std::move(waiter)]() mutable {
        if (self->protocol_) {
            try {
                self->protocol_->connection_made(self);
            } catch (...) {
                self->loop_.call_exception_handler(
                    {std::string("Exception in callback StreamReaderProtocol.connection_made") +
                         (self->loop_.dialect().reports_show_arguments ? "(<transport>)" : "()"),
                     std::current_exception(),
                     {"exception", "handle", "message"}});
            }
        }
        if (self->is_reading()) {
            self->watch_->want_read(true);
        }
        if (waiter && !waiter->done()) {
            waiter->set_result();
        }
    });
}

void SocketTransport::pause_reading() {
    if (!is_reading()) {
        return;
    }
    paused_ = true;
    watch_->want_read(false);
}

void SocketTransport::resume_reading() {
    if (closing_ || !paused_) {
        return;
    }
    paused_ = false;
    watch_->want_read(true);
}

void SocketTransport::read_ready() {
    if (connection_lost_count_ > 0) {
        return;
    }
    const std::span<char> buffer = loop_.services().receive_buffer();
    const ssize_t got = ::recv(socket_.fileno(), buffer.data(), buffer.size(), 0);
    if (got < 0) {
        if (!would_block(errno)) {
            fatal_error(os_error(errno), "Fatal read error on socket transport");
        }
        return;
    }
    const std::shared_ptr<Protocol> protocol = protocol_;
    if (got > 0) {
        try {
            protocol->data_received({buffer.data(), static_cast<std::size_t>(got)});
        } catch (...) {
            fatal_error(std::current_exception(), "Fatal error: protocol.data_received() call failed.");
        }
        return;
    }
    bool keep_open = false;
    try {
        keep_open = protocol->eof_received();
    } catch (...) {
        fatal_error(std::current_exception(), "Fatal error: protocol.eof_received() call failed.");
        return;
    }
    if (keep_open) {
        watch_->want_read(false);
    } else {
        close();
    }
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
    if (flush_queued_ || (!has_unsent() && loop_.write_mode() == WriteMode::coalesced)) {
        coalesce(data);
        return;
    }
    if (!has_unsent()) {
        const std::optional<std::size_t> sent = send_now(data);
        if (!sent || *sent == data.size()) {
            return;
        }
        data.remove_prefix(*sent);
        watch_->want_write(true);
    }
    buffer_.append(data);
    stuck_on_empty_piece_ = false;
    maybe_pause_protocol();
}

void SocketTransport::coalesce(std::string_view data) {
    buffer_.append(data);
    if (!std::exchange(flush_queued_, true)) {
        loop_.services().flush_later(shared_from_this(), *this);
    }
    if (buffer_.size() > high_) {
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
    const WritelinesRule rule = loop_.dialect().writelines;
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
    if (loop_.write_mode() != WriteMode::coalesced || closing_ || connection_lost_count_ > 0 ||
        data.back().empty() || (has_unsent() && !flush_queued_)) {
        return false;
    }
    std::size_t size = buffer_.size();
    for (const std::string& piece : data) {
        size += piece.size();
    }
    return size <= high_;
}

/// What 3.12 made of it: queue everything, then send as if the socket had become writable.
void SocketTransport::writelines_unjoined(const std::vector<std::string>& data) {
    for (const std::string& piece : data) {
        buffer_.append(piece);
    }
    stuck_on_empty_piece_ = data.back().empty();
    if (loop_.dialect().writelines != WritelinesRule::counts_after_loss && closed_by_us_) {
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
    watch_->want_write(true);
    if (loop_.dialect().writelines != WritelinesRule::never_pauses) {
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
    if (!buffer_.empty()) {
        const std::optional<std::size_t> sent = send_now(buffer_.view());
        if (!sent) {
            return;
        }
        buffer_.drop(*sent);
    }
    finish_sending();
}

void SocketTransport::finish_sending() {
    maybe_resume_protocol();  // may add to the buffer
    if (has_unsent()) {
        return;
    }
    buffer_.clear();
    watch_->want_write(false);
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
    if (buffer_.empty()) {
        return;
    }
    const std::optional<std::size_t> sent = send_now(buffer_.view());
    if (!sent) {
        return;
    }
    buffer_.drop(*sent);
    if (has_unsent()) {
        watch_->want_write(true);
        maybe_pause_protocol();
    } else {
        buffer_.clear();
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

void SocketTransport::close() {
    closed_by_us_ = true;
    if (closing_) {
        return;
    }
    flush();
    if (closing_) {
        return;
    }
    closing_ = true;
    watch_->want_read(false);
    if (!has_unsent()) {
        ++connection_lost_count_;
        watch_->want_write(false);
        connection_lost_soon(nullptr);
    }
}

void SocketTransport::abort() {
    flush();
    force_close(nullptr);
}

void SocketTransport::fatal_error(const std::exception_ptr& error, const char* message) {
    if (exception_cast<OSError>(error) == nullptr) {
        loop_.call_exception_handler({message, error, {"exception", "message", "protocol", "transport"}});
    }
    force_close(error);
}

void SocketTransport::force_close(const std::exception_ptr& error) {
    if (connection_lost_count_ > 0) {
        return;
    }
    if (has_unsent()) {
        buffer_.clear();
        stuck_on_empty_piece_ = false;
        watch_->want_write(false);
    }
    if (!closing_) {
        closing_ = true;
        watch_->want_read(false);
    }
    ++connection_lost_count_;
    require_loop("call_soon");
    connection_lost_soon(error);
}

void SocketTransport::require_loop(const char* method) const {
    if (lost_) {
        throw AttributeError("'NoneType' object has no attribute '" + std::string(method) + "'");
    }
}

void SocketTransport::connection_lost_soon(const std::exception_ptr& error) {
    loop_.call_soon([self = shared_from_this(), error] { self->connection_is_lost(error); });
}

void SocketTransport::connection_is_lost(const std::exception_ptr& error) {
    const std::shared_ptr<SocketTransport> alive = std::exchange(self_, nullptr);
    if (lost_) {
        return;
    }
    lost_ = true;
    const std::shared_ptr<Protocol> protocol = std::exchange(protocol_, nullptr);
    std::exception_ptr raised;
    if (protocol) {
        try {
            protocol->connection_lost(error);
        } catch (...) {
            raised = std::current_exception();
        }
    }
    loop_.services().remove(*this);
    watch_->give_back();
    socket_.close();
    if (const std::shared_ptr<SocketServer> server = std::exchange(server_, nullptr)) {
        server->detach(*this);
    }
    if (raised) {
        std::rethrow_exception(raised);
    }
}

void SocketTransport::abandon() noexcept {
    const std::shared_ptr<SocketTransport> alive = std::exchange(self_, nullptr);
    loop_gone_ = true;
    lost_ = true;
    closing_ = true;
    connection_lost_count_ = 1;
    watch_->give_back();
    socket_.close();
    buffer_.clear();
    if (const std::shared_ptr<SocketServer> server = std::exchange(server_, nullptr)) {
        server->forget(*this);
    }
    if (const std::shared_ptr<Protocol> protocol = std::exchange(protocol_, nullptr)) {
        protocol->loop_closed();
    }
}

void SocketTransport::set_write_buffer_limits(std::optional<std::size_t> high,
                                              std::optional<std::size_t> low) {
    std::tie(low_, high_) = write_limits(high, low, kDefaultHighWater);
    maybe_pause_protocol();
}

void SocketTransport::maybe_pause_protocol() {
    if (buffer_.size() <= high_ || protocol_paused_) {
        return;
    }
    protocol_paused_ = true;
    try {
        protocol_->pause_writing();
    } catch (...) {
        loop_.call_exception_handler({"protocol.pause_writing() failed",
                                      std::current_exception(),
                                      {"exception", "message", "protocol", "transport"}});
    }
}

void SocketTransport::maybe_resume_protocol() {
    if (!protocol_paused_ || buffer_.size() > low_) {
        return;
    }
    protocol_paused_ = false;
    try {
        protocol_->resume_writing();
    } catch (...) {
        loop_.call_exception_handler({"protocol.resume_writing() failed",
                                      std::current_exception(),
                                      {"exception", "message", "protocol", "transport"}});
    }
}

std::any SocketTransport::get_extra_info(std::string_view name) const {
    if (name == "socket") {
        return socket_.view();
    }
    if (name == "sockname") {
        return sockname_;
    }
    if (name == "peername" && peername_.family() != AF_UNSPEC) {
        return peername_;
    }
    return {};
}

std::string SocketTransport::repr() const {
    std::string text = "<_SelectorSocketTransport";
    if (lost_) {
        text += " closed";
    } else if (closing_) {
        text += " closing";
    }
    text += " fd=" + std::to_string(descriptor_);
    if (!lost_) {
        text += watch_->wants_read() ? " read=polling" : " read=idle";
        text += std::string(" write=<") + (watch_->wants_write() ? "polling" : "idle") +
                ", bufsize=" + std::to_string(buffer_.size()) + '>';
    }
    return text + '>';
}

}  // namespace asyncio::net::detail
