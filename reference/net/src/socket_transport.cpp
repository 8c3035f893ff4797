#include "socket_transport.hpp"

#include <algorithm>
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

std::pair<std::size_t, std::size_t> default_limits() {
    return write_limits({}, {}, kDefaultHighWater);
}

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

std::shared_ptr<SocketTransport> SocketTransport::open(EventLoop& loop, Socket socket,
                                                       std::shared_ptr<Protocol> protocol,
                                                       std::optional<Future<void>> waiter,
                                                       std::shared_ptr<SocketServer> server) {
    auto transport = asyncio::detail::make_pooled<SocketTransport>(Private(), loop, std::move(socket),
                                                                   std::move(protocol), std::move(server));
    transport->start(transport, std::move(waiter));
    return transport;
}

SocketTransport::SocketTransport(Private /*only_open*/, EventLoop& loop, Socket socket,
                                 std::shared_ptr<Protocol> protocol, std::shared_ptr<SocketServer> server)
    : LiveTransport(loop.services(), socket.fileno()),
      protocol_(std::move(protocol)),
      server_(std::move(server)),
      sockname_(address_or_none(&SocketView::getsockname, socket.view())),
      peername_(address_or_none(&SocketView::getpeername, socket.view())),
      socket_(std::move(socket)),
      descriptor_(socket_.fileno()) {}

SocketTransport::~SocketTransport() = default;

void SocketTransport::start(std::shared_ptr<SocketTransport> self, std::optional<Future<void>> waiter) {
    socket_.setblocking(false);
    if (sockname_.family() == AF_INET || sockname_.family() == AF_INET6) {
        const int on = 1;
        ::setsockopt(socket_.fileno(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    }
    self_ = std::move(self);
    retain();
    services().add(*this);
    if (server_) {
        server_->attach();
    }
    // In Python these are three callbacks, one after the other, in the same iteration.
    loop().call_soon([self = self_, waiter = std::move(waiter)]() mutable {
        if (self->protocol_) {
            try {
                self->protocol_->connection_made(self);
            } catch (...) {
                self->loop().call_exception_handler(
                    {std::string("Exception in callback StreamReaderProtocol.connection_made") +
                         (self->loop().dialect().reports_show_arguments ? "(<transport>)" : "()"),
                     std::current_exception(),
                     {"exception", "handle", "message"}});
            }
        }
        if (self->is_reading()) {
            self->want_read(true);
        }
        if (waiter && !waiter->done()) {
            waiter->set_result();
        }
    });
}

std::vector<std::shared_ptr<SocketTransport>> SocketTransport::clients_of(const SocketServer& server,
                                                                          const IoServices& services) {
    std::vector<std::shared_ptr<SocketTransport>> clients;
    for (LiveTransport* live = services.newest_transport(); live != nullptr; live = live->next_older()) {
        const auto& transport = static_cast<const SocketTransport&>(*live);  // there is no other kind
        if (transport.server_.get() == &server && transport.self_) {
            clients.push_back(transport.self_);
        }
    }
    std::reverse(clients.begin(), clients.end());
    return clients;
}

void SocketTransport::unreferenced() noexcept {
    const std::shared_ptr<SocketTransport> last = std::move(self_);
}

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

void SocketTransport::pause_reading() {
    if (!is_reading()) {
        return;
    }
    paused_ = true;
    want_read(false);
}

void SocketTransport::resume_reading() {
    if (closing_ || !paused_) {
        return;
    }
    paused_ = false;
    want_read(true);
}

void SocketTransport::read_ready() {
    if (connection_lost_count_ > 0) {
        return;
    }
    const std::span<char> buffer = services().receive_buffer();
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
        want_read(false);
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
    want_read(false);
    if (!has_unsent()) {
        ++connection_lost_count_;
        want_write(false);
        connection_lost_soon(nullptr);
    }
}

void SocketTransport::abort() {
    flush();
    force_close(nullptr);
}

void SocketTransport::fatal_error(const std::exception_ptr& error, const char* message) {
    if (exception_cast<OSError>(error) == nullptr) {
        loop().call_exception_handler({message, error, {"exception", "message", "protocol", "transport"}});
    }
    force_close(error);
}

void SocketTransport::force_close(const std::exception_ptr& error) {
    if (connection_lost_count_ > 0) {
        return;
    }
    if (has_unsent()) {
        clear_queue();
        want_write(false);
    }
    if (!closing_) {
        closing_ = true;
        want_read(false);
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
    loop().call_soon([self = self_, error] { self->connection_is_lost(error); });
}

void SocketTransport::connection_is_lost(const std::exception_ptr& error) {
    const std::shared_ptr<SocketTransport> alive = self_;
    if (lost_) {
        return;
    }
    lost_ = true;
    release();
    const std::shared_ptr<Protocol> protocol = std::exchange(protocol_, nullptr);
    std::exception_ptr raised;
    if (protocol) {
        try {
            protocol->connection_lost(error);
        } catch (...) {
            raised = std::current_exception();
        }
    }
    services().remove(*this);
    give_back();
    socket_.close();
    if (const std::shared_ptr<SocketServer> server = std::exchange(server_, nullptr)) {
        server->detach();
    }
    if (raised) {
        std::rethrow_exception(raised);
    }
}

void SocketTransport::abandon() noexcept {
    const std::shared_ptr<SocketTransport> alive = self_;
    loop_gone_ = true;
    lost_ = true;
    closing_ = true;
    connection_lost_count_ = 1;
    give_back();
    release();
    socket_.close();
    clear_queue();
    if (const std::shared_ptr<SocketServer> server = std::exchange(server_, nullptr)) {
        server->forget();
    }
    if (const std::shared_ptr<Protocol> protocol = std::exchange(protocol_, nullptr)) {
        protocol->loop_closed();
    }
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
        text += wants_read() ? " read=polling" : " read=idle";
        text += std::string(" write=<") + (wants_write() ? "polling" : "idle") +
                ", bufsize=" + std::to_string(get_write_buffer_size()) + '>';
    }
    return text + '>';
}

}  // namespace asyncio::net::detail
