#include "peer.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <asyncio/net/errors.hpp>
#include <netinet/in.h>
#include <sys/socket.h>

namespace streamspec {
namespace {

using asyncio::net::Socket;
using asyncio::net::SocketAddress;

constexpr std::size_t kAtATime = 262'144;
constexpr int kBacklog = 16;

[[noreturn]] void raise_errno() {
    std::rethrow_exception(asyncio::net::os_error(errno));
}

SocketAddress loopback(Family family) {
    if (family == Family::ipv4) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        return {reinterpret_cast<const sockaddr*>(&address), sizeof address};
    }
    sockaddr_in6 address{};
    address.sin6_family = AF_INET6;
    address.sin6_addr = in6addr_loopback;
    return {reinterpret_cast<const sockaddr*>(&address), sizeof address};
}

void set_receive_buffer(const Socket& socket, const std::optional<std::int64_t>& size) {
    if (size) {
        socket.view().setsockopt(SOL_SOCKET, SO_RCVBUF, static_cast<int>(*size));
    }
}

}  // namespace

Peer::Peer(const PeerSpec& spec, std::optional<PeerContext> tls)
    : reads_(spec.reads), receive_buffer_(spec.receive_buffer), tls_from_start_(std::move(tls)) {
    if (spec.paired) {
        auto [mine, other] = Socket::pair();
        other_ = std::move(other);
        attach(std::move(mine));
    }
}

bool Peer::has_sent() const noexcept {
    return to_send_.empty() && !(tls_ && !tls_->outgoing().empty()) && !after_sending_;
}

void Peer::connect(const SocketAddress& address) {
    Socket connecting(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
    set_receive_buffer(connecting, receive_buffer_);
    if (::connect(connecting.fileno(), address.data(), address.size()) != 0) {
        raise_errno();
    }
    attach(std::move(connecting));
}

void Peer::attach(Socket socket) {
    socket.setblocking(false);
    socket_ = std::move(socket);
    if (tls_from_start_) {
        start_tls(*tls_from_start_);
    }
}

void Peer::start_tls(const PeerContext& context) {
    tls_ = std::make_unique<PeerTls>(context);
    pump();
}

void Peer::send(std::string_view data) {
    to_send_ += data;
    pump();
}

void Peer::shutdown() {
    after_sending_ = [this] { ::shutdown(socket_.fileno(), SHUT_WR); };
    pump();
}

void Peer::unwrap() {
    tls_->unwrap();
    pump();
}

void Peer::close() {
    after_sending_ = [this] { close_socket(); };
    pump();
}

void Peer::reset() {
    linger at_once{1, 0};
    ::setsockopt(socket_.fileno(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    close_socket();
}

void Peer::resume() {
    reads_ = true;
    pump();
}

std::string Peer::read(std::size_t count) {
    auto data = received_.substr(0, count);
    received_.erase(0, count);
    return data;
}

void Peer::give_up() {
    close_socket();
    other_.close();
}

bool Peer::pump() {
    bool moved = socket_ && pump_out();
    while (socket_ && reads_ && !ended_ && pump_in()) {
        moved = true;
        if (socket_) {
            pump_out();
        }
    }
    return moved;
}

std::optional<pollfd> Peer::interest() const {
    short events = 0;
    if (socket_ && reads_ && !ended_) {
        events = POLLIN;
    }
    if (socket_ && (tls_ ? !tls_->outgoing().empty() : !to_send_.empty())) {
        events = static_cast<short>(events | POLLOUT);
    }
    if (events == 0) {
        return std::nullopt;
    }
    return pollfd{socket_.fileno(), events, 0};
}

bool Peer::pump_out() {
    bool moved = false;
    if (tls_) {
        tls_->step(ended_);
        if (tls_->done() && !to_send_.empty()) {
            tls_->write(to_send_);
            to_send_.clear();
        }
    }
    std::string& pending = tls_ ? tls_->outgoing() : to_send_;
    std::size_t sent = 0;
    while (sent < pending.size()) {
        auto count = ::send(socket_.fileno(), pending.data() + sent,
                            std::min(pending.size() - sent, kAtATime), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            pending.erase(0, sent);
            return moved;
        }
        if (count < 0) {
            fail(errno);
            sent = pending.size();
            break;
        }
        sent += static_cast<std::size_t>(count);
        moved = true;
    }
    pending.clear();
    if (after_sending_ && to_send_.empty()) {
        std::exchange(after_sending_, nullptr)();
        moved = true;
    }
    return moved;
}

bool Peer::pump_in() {
    static thread_local std::array<char, kAtATime> buffer;
    auto count = ::recv(socket_.fileno(), buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
        return false;
    }
    if (count < 0) {
        fail(errno);
        return true;
    }
    std::string_view data(buffer.data(), static_cast<std::size_t>(count));
    if (tls_) {
        tls_->take(data, received_, ended_);
    } else if (data.empty()) {
        ended_ = "eof";
    } else {
        received_ += data;
    }
    return true;
}

void Peer::fail(int error) {
    if (!ended_) {
        ended_ = error == ECONNRESET || error == EPIPE ? "reset" : std::strerror(error);
    }
}

void Peer::close_socket() {
    if (socket_) {
        socket_.close();
        if (!ended_) {
            ended_ = "closed";
        }
    }
}

Listener::Listener(const ListenerSpec& spec, const std::string& path) : listens_(spec.listens) {
    bool unix_socket = spec.family == Family::unix_socket;
    auto wanted = unix_socket ? SocketAddress::unix_path(path) : loopback(spec.family);
    socket_ = Socket(wanted.family(), SOCK_STREAM, 0);
    set_receive_buffer(socket_, spec.receive_buffer);
    socket_.bind(wanted);
    if (listens_) {
        socket_.listen(kBacklog);
    }
    address_ = socket_.getsockname();
}

bool Listener::pump() {
    if (!socket_ || !listens_ || peers_.empty()) {
        return false;
    }
    Socket connected(::accept4(socket_.fileno(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!connected) {
        return false;
    }
    Peer* peer = peers_.front();
    peers_.pop_front();
    peer->attach(std::move(connected));
    return true;
}

std::optional<pollfd> Listener::interest() const {
    if (!socket_ || !listens_ || peers_.empty()) {
        return std::nullopt;
    }
    return pollfd{socket_.fileno(), POLLIN, 0};
}

}  // namespace streamspec
