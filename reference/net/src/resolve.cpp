#include "resolve.hpp"

#include <array>
#include <charconv>
#include <cstring>
#include <memory>

#include <arpa/inet.h>
#include <asyncio/net/errors.hpp>
#include <boost/asio/post.hpp>
#include <netdb.h>

#include "io_services.hpp"

namespace asyncio::net {

namespace {

/// One look-up: made and completed on the loop's thread, done on another.
struct Lookup {
    explicit Lookup(EventLoop& loop) : result(loop) {}

    void run() {
        addrinfo hints{};
        hints.ai_family = family;
        hints.ai_socktype = type;
        hints.ai_protocol = protocol;
        hints.ai_flags = flags;
        addrinfo* list = nullptr;
        code = ::getaddrinfo(host ? host->c_str() : nullptr, service ? service->c_str() : nullptr, &hints,
                             &list);
        if (code == 0) {
            for (const addrinfo* each = list; each != nullptr; each = each->ai_next) {
                found.emplace_back(each->ai_family, each->ai_socktype, each->ai_protocol,
                                   SocketAddress(each->ai_addr, each->ai_addrlen));
            }
            ::freeaddrinfo(list);
        } else {
            error = name_error(code);
        }
    }

    std::optional<std::string> host;
    std::optional<std::string> service;
    int family = 0;
    int type = 0;
    int protocol = 0;
    int flags = 0;

    int code = 0;
    std::exception_ptr error;
    std::vector<AddressInfo> found;
    Future<std::vector<AddressInfo>> result;
};

std::optional<std::string> service_text(const Port& port) {
    return port.number() ? std::to_string(*port.number()) : port.service();
}

}  // namespace

Coro<std::vector<AddressInfo>> EventLoop::getaddrinfo(std::optional<std::string> host, Port port, int family,
                                                      int type, int proto, int flags) {
    require_open();
    auto lookup = std::make_shared<Lookup>(*this);
    if (host && host->find('\0') != std::string::npos) {
        throw ValueError("embedded null character");  // else the system would resolve what stands before it
    }
    lookup->host = std::move(host);
    lookup->service = service_text(port);
    lookup->family = family;
    lookup->type = type;
    lookup->protocol = proto;
    lookup->flags = flags;
    const Future<std::vector<AddressInfo>> result = lookup->result;
    // The future belongs to this thread: the other one hands all that it has back, and keeps nothing.
    boost::asio::post(services_->resolver_threads(), [lookup = std::move(lookup), alive = services_->alive(),
                                                      &context = context_]() mutable {
        lookup->run();
        boost::asio::post(context, [lookup = std::move(lookup), alive = std::move(alive)] {
            if (!*alive || lookup->result.done()) {
                return;
            }
            if (lookup->error) {
                lookup->result.set_exception(lookup->error);
            } else {
                lookup->result.set_result(std::move(lookup->found));
            }
        });
    });
    co_return co_await result;
}

namespace detail {

namespace {

/// The port as a number, where it is one; service names need a look-up.
std::optional<int> port_number(const Port& port) {
    if (!port.given()) {
        return 0;
    }
    if (port.number()) {
        return port.number();
    }
    const std::string& text = *port.service();
    int number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (text.empty()) {
        return 0;
    }
    return error == std::errc{} && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

/// The address that a numeric host means; none where it is a name.
std::optional<SocketAddress> numeric_address(const std::string& host, int family) {
    sockaddr_in v4{};
    if (family != AF_INET6 && ::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        return SocketAddress(reinterpret_cast<const sockaddr*>(&v4), sizeof v4);
    }
    sockaddr_in6 v6{};
    if (family != AF_INET && ::inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        return SocketAddress(reinterpret_cast<const sockaddr*>(&v6), sizeof v6);
    }
    return std::nullopt;
}

}  // namespace

Coro<std::vector<AddressInfo>> resolve(EventLoop& loop, HostAndPort target, int family, int proto,
                                       int flags) {
    const std::optional<int> port = port_number(target.port);
    const bool stream_protocol = proto == 0 || proto == IPPROTO_TCP;
    if (target.host && port && stream_protocol) {
        if (const std::optional<SocketAddress> address = numeric_address(*target.host, family)) {
            std::vector<AddressInfo> one;
            one.emplace_back(address->family(), SOCK_STREAM, IPPROTO_TCP, address->with_port(*port));
            co_return one;
        }
    }
    Coro<std::vector<AddressInfo>> looking_up =
        loop.getaddrinfo(std::move(target.host), std::move(target.port), family, SOCK_STREAM, proto, flags);
    co_return co_await looking_up;
}

void require_port_in_range(const AddressInfo& info, const Port& port, const char* function) {
    const std::optional<int> number = port_number(port);
    if (info.family() != AF_UNIX && number && (*number < 0 || *number > 0xffff)) {
        throw OverflowError(std::string(function) + "(): port must be 0-65535.");
    }
}

}  // namespace detail
}  // namespace asyncio::net
