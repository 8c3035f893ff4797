#include "socket_transport.hpp"

#include <algorithm>
#include <cerrno>
#include <span>
#include <utility>

#include <asyncio/net/errors.hpp>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "socket_error.hpp"
#include "socket_server.hpp"

namespace asyncio::net::detail {

namespace {

SocketAddress address_or_none(SocketAddress (SocketView::*ask)() const, const SocketView& socket) {
    try {
        return (socket.*ask)();
    } catch (const OSError&) {
        return {};
    }
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
