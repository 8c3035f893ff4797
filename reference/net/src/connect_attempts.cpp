#include "connect_attempts.hpp"

#include <string>
#include <utility>

#include <asyncio/net/errors.hpp>
#include <sys/socket.h>

#include "resolve.hpp"

namespace asyncio::net::detail {

namespace {

const BaseException& as_error(const std::exception_ptr& error) {
    return *exception_cast(error);
}

/// As Python prints its enumeration.
std::string family_repr(int family) {
    return std::string("<AddressFamily.") + (family == AF_INET6 ? "AF_INET6" : "AF_INET") + ": " +
           std::to_string(family) + '>';
}

/// A socket to connect one address with, bound to a local one where that is asked for.
Socket bound_socket(const AddressInfo& info, const LocalAddresses& local, const Dialect& dialect) {
    Socket socket(info.family(), info.type(), info.protocol());
    if (!local) {
        return socket;
    }
    std::exception_ptr last;
    for (const AddressInfo& candidate : *local) {
        if (candidate.family() != info.family()) {
            continue;
        }
        try {
            socket.bind(candidate.address());
            return socket;
        } catch (const OSError& error) {
            last = bind_error(error, candidate.address().repr(), dialect);
        }
    }
    if (!last) {
        throw OSError("no matching local address with family=" + family_repr(info.family()) + " found");
    }
    std::rethrow_exception(last);
}

}  // namespace

Coro<Socket> connect_one(EventLoop& loop, AddressInfo info, Port port,
                         std::shared_ptr<const LocalAddresses> local) {
    Socket socket = bound_socket(info, *local, loop.dialect());
    require_port_in_range(info, port, "connect", loop.dialect());
    Coro<void> connecting = loop.sock_connect(socket.view(), info.address());
    co_await connecting;
    co_return std::move(socket);
}

Coro<Attempts> connect_in_turn(EventLoop& loop, std::vector<AddressInfo> infos, Port port,
                               std::shared_ptr<const LocalAddresses> local) {
    Attempts attempts;
    for (const AddressInfo& info : infos) {
        try {
            Coro<Socket> connecting = connect_one(loop, info, port, local);
            attempts.socket = co_await connecting;
            break;
        } catch (const OSError&) {
            attempts.errors.push_back(std::current_exception());
        }
    }
    co_return std::move(attempts);
}

void throw_all(std::vector<std::exception_ptr> errors, bool all_errors) {
    if (all_errors) {
        throw ExceptionGroup("create_connection failed", std::move(errors));
    }
    if (errors.empty()) {
        throw TimeoutError("create_connection failed");
    }
    const std::string model = as_error(errors.front()).what();
    std::string texts;
    bool same = true;
    for (const std::exception_ptr& error : errors) {
        same = same && as_error(error).what() == model;
        texts += (texts.empty() ? "" : ", ") + std::string(as_error(error).what());
    }
    if (same) {
        std::rethrow_exception(errors.front());
    }
    throw OSError("Multiple exceptions: " + texts);
}

}  // namespace asyncio::net::detail
