#include <algorithm>
#include <cerrno>
#include <cstring>

#include <arpa/inet.h>
#include <asyncio/net/errors.hpp>
#include <asyncio/net/socket.hpp>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/un.h>
#include <unistd.h>

namespace asyncio::net {

namespace {

[[noreturn]] void throw_last_error() {
    std::rethrow_exception(os_error(errno));
}

void check(int result) {
    if (result < 0) {
        throw_last_error();
    }
}

template <class Address>
Address read_as(const sockaddr* address) {
    Address result{};
    std::memcpy(&result, address, sizeof result);
    return result;
}

std::string quoted_path(const std::string& path) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text = path.starts_with('\0') ? "b'" : "'";
    for (const char c : path) {
        const auto code = static_cast<unsigned char>(c);
        if (code < 0x20 || code == 0x7f) {
            text += {'\\', 'x', kDigits[code >> 4U], kDigits[code & 0xfU]};
        } else {
            text += c;
        }
    }
    return text + '\'';
}

/// An address within the repr of a socket, where there is one.
std::string named_address(std::string_view name, SocketAddress (SocketView::*ask)() const,
                          const SocketView& socket) {
    try {
        const SocketAddress address = (socket.*ask)();
        if (address.family() == AF_UNSPEC || (address.family() == AF_UNIX && address.path().empty())) {
            return {};
        }
        const std::string text = address.family() == AF_UNIX && !address.path().starts_with('\0')
                                     ? address.path()
                                     : address.repr();
        return ", " + std::string(name) + '=' + text;
    } catch (const OSError&) {
        return {};
    }
}

std::string socket_repr(std::string_view class_name, const SocketView& socket) {
    std::string text = '<' + std::string(class_name) + " fd=" + std::to_string(socket.fileno());
    if (socket.fileno() >= 0) {
        text += ", family=" + std::to_string(socket.family()) + ", type=" + std::to_string(socket.type()) +
                ", proto=" + std::to_string(socket.getsockopt(SOL_SOCKET, SO_PROTOCOL)) +
                named_address("laddr", &SocketView::getsockname, socket) +
                named_address("raddr", &SocketView::getpeername, socket);
    }
    return text + '>';
}

}  // namespace

/// Any other address.
struct SocketAddress::Long {
    socklen_t size;
    sockaddr_storage address;
};

SocketAddress::SocketAddress(const sockaddr* address, socklen_t size) {
    if ((size == sizeof(sockaddr_in) && address->sa_family == AF_INET) ||
        (size == sizeof(sa_family_t) && address->sa_family == AF_UNIX)) {
        std::memcpy(std::get<Short>(address_).data(), address, size);
    } else if (size == sizeof(sockaddr_in6) && address->sa_family == AF_INET6) {
        address_ = std::make_shared<const sockaddr_in6>(read_as<sockaddr_in6>(address));
    } else if (size >= sizeof(sa_family_t)) {
        auto copy = std::make_shared<Long>();
        copy->size = size;
        std::memcpy(&copy->address, address, std::min<std::size_t>(size, sizeof copy->address));
        address_ = std::move(copy);
    }
}

SocketAddress SocketAddress::unix_path(std::string_view path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const bool abstract = path.starts_with('\0');
    if (path.size() + (abstract ? 0 : 1) > sizeof address.sun_path) {
        throw OSError("AF_UNIX path too long");
    }
    std::memcpy(&address.sun_path, path.data(), path.size());
    const std::size_t size = offsetof(sockaddr_un, sun_path) + path.size() + (abstract ? 0 : 1);
    sockaddr_storage storage{};
    std::memcpy(&storage, &address, sizeof address);
    return {reinterpret_cast<const sockaddr*>(&storage), static_cast<socklen_t>(size)};
}

const sockaddr* SocketAddress::data() const noexcept {
    if (const auto* const six = std::get_if<std::shared_ptr<const sockaddr_in6>>(&address_)) {
        return reinterpret_cast<const sockaddr*>(six->get());
    }
    if (const auto* const other = std::get_if<std::shared_ptr<const Long>>(&address_)) {
        return reinterpret_cast<const sockaddr*>(&(*other)->address);
    }
    return reinterpret_cast<const sockaddr*>(std::get_if<Short>(&address_)->data());
}

socklen_t SocketAddress::size() const noexcept {
    if (const auto* const other = std::get_if<std::shared_ptr<const Long>>(&address_)) {
        return (*other)->size;
    }
    switch (family()) {
        case AF_INET:
            return sizeof(sockaddr_in);
        case AF_INET6:
            return sizeof(sockaddr_in6);
        case AF_UNIX:
            return sizeof(sa_family_t);
        default:
            return 0;
    }
}

int SocketAddress::family() const noexcept {
    sa_family_t family = AF_UNSPEC;
    std::memcpy(&family, data(), sizeof family);
    return family;
}

std::string SocketAddress::host() const {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (family() == AF_INET) {
        const auto address = read_as<sockaddr_in>(data());
        ::inet_ntop(AF_INET, &address.sin_addr, text.data(), text.size());
    } else if (family() == AF_INET6) {
        const auto address = read_as<sockaddr_in6>(data());
        ::inet_ntop(AF_INET6, &address.sin6_addr, text.data(), text.size());
    }
    return text.data();
}

int SocketAddress::port() const noexcept {
    switch (family()) {
        case AF_INET:
            return ntohs(read_as<sockaddr_in>(data()).sin_port);
        case AF_INET6:
            return ntohs(read_as<sockaddr_in6>(data()).sin6_port);
        default:
            return 0;
    }
}

std::uint32_t SocketAddress::flowinfo() const noexcept {
    return family() == AF_INET6 ? ntohl(read_as<sockaddr_in6>(data()).sin6_flowinfo) : 0;
}

std::uint32_t SocketAddress::scope_id() const noexcept {
    return family() == AF_INET6 ? read_as<sockaddr_in6>(data()).sin6_scope_id : 0;
}

std::string SocketAddress::path() const {
    constexpr std::size_t kPathAt = offsetof(sockaddr_un, sun_path);
    if (family() != AF_UNIX || size() <= kPathAt) {
        return {};
    }
    const char* const path = reinterpret_cast<const char*>(data()) + kPathAt;
    const std::size_t size = this->size() - kPathAt;
    return *path == '\0' ? std::string(path, size) : std::string(path, ::strnlen(path, size));
}

SocketAddress SocketAddress::with_port(int port) const {
    sockaddr_storage storage{};
    std::memcpy(&storage, data(), size());
    const std::uint16_t value = htons(static_cast<std::uint16_t>(port));
    const std::size_t at =
        family() == AF_INET6 ? offsetof(sockaddr_in6, sin6_port) : offsetof(sockaddr_in, sin_port);
    std::memcpy(reinterpret_cast<char*>(&storage) + at, &value, sizeof value);
    return {reinterpret_cast<const sockaddr*>(&storage), size()};
}

std::string SocketAddress::repr() const {
    switch (family()) {
        case AF_INET:
            return "('" + host() + "', " + std::to_string(port()) + ')';
        case AF_INET6:
            return "('" + host() + "', " + std::to_string(port()) + ", " + std::to_string(flowinfo()) + ", " +
                   std::to_string(scope_id()) + ')';
        case AF_UNIX:
            return quoted_path(path());
        default:
            return "None";
    }
}

bool operator==(const SocketAddress& one, const SocketAddress& other) noexcept {
    return one.size() == other.size() && std::memcmp(one.data(), other.data(), one.size()) == 0;
}

int SocketView::family() const {
    return getsockopt(SOL_SOCKET, SO_DOMAIN);
}

int SocketView::type() const {
    return getsockopt(SOL_SOCKET, SO_TYPE);
}

SocketAddress SocketView::getsockname() const {
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    check(::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&storage), &size));
    return {reinterpret_cast<const sockaddr*>(&storage), size};
}

SocketAddress SocketView::getpeername() const {
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    check(::getpeername(descriptor_, reinterpret_cast<sockaddr*>(&storage), &size));
    return {reinterpret_cast<const sockaddr*>(&storage), size};
}

int SocketView::getsockopt(int level, int option) const {
    int value = 0;
    socklen_t size = sizeof value;
    check(::getsockopt(descriptor_, level, option, &value, &size));
    return value;
}

std::string SocketView::repr() const {
    return socket_repr("asyncio.TransportSocket", *this);
}

std::string Socket::repr() const {
    return socket_repr("socket.socket", view());
}

void SocketView::setsockopt(int level, int option, int value) const {
    check(::setsockopt(descriptor_, level, option, &value, sizeof value));
}

Socket::Socket(int family, int type, int protocol)
    : descriptor_(::socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol)) {
    check(descriptor_);
}

std::pair<Socket, Socket> Socket::pair() {
    std::array<int, 2> descriptors{};
    check(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, descriptors.data()));
    return {Socket(descriptors[0]), Socket(descriptors[1])};
}

void Socket::setblocking(bool blocking) {
    const int flags = ::fcntl(descriptor_, F_GETFL);
    check(flags);
    check(::fcntl(descriptor_, F_SETFL, blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK));
}

void Socket::bind(const SocketAddress& address) {
    check(::bind(descriptor_, address.data(), address.size()));
}

void Socket::listen(int backlog) {
    check(::listen(descriptor_, backlog));
}

void Socket::shutdown(int how) {
    check(::shutdown(descriptor_, how));
}

std::size_t Socket::send(std::string_view data) {
    const ssize_t sent = ::send(descriptor_, data.data(), data.size(), MSG_NOSIGNAL);
    if (sent < 0) {
        throw_last_error();
    }
    return static_cast<std::size_t>(sent);
}

std::string Socket::recv(std::size_t size) {
    std::string data(size, '\0');
    const ssize_t got = ::recv(descriptor_, data.data(), size, 0);
    if (got < 0) {
        throw_last_error();
    }
    data.resize(static_cast<std::size_t>(got));
    return data;
}

void Socket::close() noexcept {
    if (descriptor_ >= 0) {
        ::close(std::exchange(descriptor_, -1));
    }
}

}  // namespace asyncio::net
