#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <netinet/in.h>
#include <sys/socket.h>

namespace asyncio::net {

/// The address of a socket, in the forms that Python gives it: (host, port) for IPv4, (host, port, flowinfo,
/// scope id) for IPv6, a path for Unix sockets.
class SocketAddress {
  public:
    SocketAddress() = default;
    /// Copies an address of the system.
    SocketAddress(const sockaddr* address, socklen_t size);
    /// A Unix address. Throws OSError "AF_UNIX path too long". A path that begins with a zero byte is in
    /// Linux's abstract namespace.
    static SocketAddress unix_path(std::string_view path);

    /// AF_INET, AF_INET6, AF_UNIX; AF_UNSPEC where there is no address.
    int family() const noexcept;
    /// Numeric host of an Internet address.
    std::string host() const;
    /// 0 to 65535; 0 for other than Internet addresses.
    int port() const noexcept;
    std::uint32_t flowinfo() const noexcept;
    std::uint32_t scope_id() const noexcept;
    /// Path of a Unix address; empty for an unnamed socket.
    std::string path() const;
    /// The same address with another port.
    SocketAddress with_port(int port) const;

    /// As Python prints it: "('127.0.0.1', 8888)", "('::1', 8888, 0, 0)", "'/tmp/socket'".
    std::string repr() const;

    const sockaddr* data() const noexcept;
    socklen_t size() const noexcept;
    friend bool operator==(const SocketAddress& one, const SocketAddress& other) noexcept;

  private:
    /// No address, one of IPv4, or an unnamed one of Unix: every connection has two of them.
    using Short = std::array<std::byte, 16>;
    struct Long;

    std::variant<Short, std::shared_ptr<const sockaddr_in6>, std::shared_ptr<const Long>> address_;
};

/// A socket that belongs to somebody else: what `get_extra_info("socket")` gives, as
/// `asyncio.TransportSocket`. It knows no more once the connection is closed.
class SocketView {
  public:
    explicit SocketView(int descriptor) : descriptor_(descriptor) {}

    /// The descriptor: Python's `fileno()`.
    int fileno() const noexcept { return descriptor_; }
    int family() const;
    /// SOCK_STREAM…
    int type() const;
    /// Throw OSError.
    SocketAddress getsockname() const;
    SocketAddress getpeername() const;
    int getsockopt(int level, int option) const;
    void setsockopt(int level, int option, int value) const;
    /// Python's `repr(socket)`: "<asyncio.TransportSocket fd=7, family=2, type=1, proto=6, laddr=…,
    /// raddr=…>".
    std::string repr() const;

  private:
    int descriptor_;
};

/// A socket that its object owns. Errors are OSErrors.
class Socket {
  public:
    Socket() = default;
    /// Takes over a descriptor.
    explicit Socket(int descriptor) noexcept : descriptor_(descriptor) {}
    /// A new, non-blocking socket.
    Socket(int family, int type, int protocol);
    Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    Socket& operator=(Socket&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }
    ~Socket() { close(); }

    /// Two connected sockets, blocking as Python's: `socket.socketpair()`.
    static std::pair<Socket, Socket> pair();

    explicit operator bool() const noexcept { return descriptor_ >= 0; }
    int fileno() const noexcept { return descriptor_; }
    SocketView view() const noexcept { return SocketView(descriptor_); }
    SocketAddress getsockname() const { return view().getsockname(); }
    SocketAddress getpeername() const { return view().getpeername(); }
    void setblocking(bool blocking);
    void bind(const SocketAddress& address);
    void listen(int backlog);
    void shutdown(int how);
    /// Sends what it can at once and returns how many bytes that were.
    std::size_t send(std::string_view data);
    /// Receives up to `size` bytes; empty at the end.
    std::string recv(std::size_t size);
    /// Closes it; closing twice is fine.
    void close() noexcept;
    /// Python's `repr(socket)`: "<socket.socket fd=7, family=2, type=1, proto=6, laddr=…>".
    std::string repr() const;
    /// Gives the descriptor away: Python's `detach()`.
    int detach() noexcept { return std::exchange(descriptor_, -1); }

  private:
    int descriptor_ = -1;
};

}  // namespace asyncio::net
