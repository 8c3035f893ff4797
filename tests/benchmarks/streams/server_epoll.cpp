// The least that a server can do: epoll, recv, one send for all lines that came together.

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <vector>

#include "servers.hpp"

namespace benchmark {

namespace {

constexpr std::size_t kChunk = 64 * 1024;

class Server {
  public:
    explicit Server(Service service)
        : service_(service), epoll_(::epoll_create1(0)), listening_(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(listening_, reinterpret_cast<const sockaddr*>(&address), size) != 0 ||
            ::listen(listening_, 1024) != 0 ||
            ::getsockname(listening_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
            throw std::runtime_error("cannot listen");
        }
        watch(listening_, EPOLLIN, EPOLL_CTL_ADD);
        announce(ntohs(address.sin_port));
    }

    [[noreturn]] void run() {
        std::array<epoll_event, 256> events{};
        while (true) {
            const int count = ::epoll_wait(epoll_, events.data(), events.size(), -1);
            for (int i = 0; i < count; ++i) {
                const epoll_event& event = events[static_cast<std::size_t>(i)];
                event.data.fd == listening_ ? accept_all() : serve(event.data.fd);
            }
        }
    }

  private:
    void watch(int descriptor, unsigned what, int operation) const {
        epoll_event event{};
        event.events = what;
        event.data.fd = descriptor;
        ::epoll_ctl(epoll_, operation, descriptor, &event);
    }

    void accept_all() const {
        while (true) {
            const int client = ::accept4(listening_, nullptr, nullptr, SOCK_NONBLOCK);
            if (client < 0) {
                return;
            }
            const int on = 1;
            ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            watch(client, EPOLLIN, EPOLL_CTL_ADD);
        }
    }

    void end(int client) {
        left_.erase(client);
        ::close(client);
    }

    void serve(int client) {
        if (const auto sending = left_.find(client); sending != left_.end()) {
            send_some(client, sending->second);
            return;
        }
        const ssize_t got = ::recv(client, buffer_.data(), buffer_.size(), 0);
        if (got <= 0) {
            if (service_ == Service::sink) {
                ::send(client, "!", 1, MSG_NOSIGNAL);
            }
            end(client);
        } else if (service_ == Service::echo) {
            // The load never cuts a line, so that what came together is whole lines.
            ::send(client, buffer_.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL);
        } else if (service_ == Service::source) {
            left_[client] = std::stoull(std::string(buffer_.data(), static_cast<std::size_t>(got)));
            watch(client, EPOLLOUT, EPOLL_CTL_MOD);
        }
    }

    void send_some(int client, std::uint64_t& left) {
        while (left > 0) {
            const ssize_t sent =
                ::send(client, buffer_.data(), std::min<std::uint64_t>(kChunk, left), MSG_NOSIGNAL);
            if (sent < 0) {
                return;
            }
            left -= static_cast<std::uint64_t>(sent);
        }
        end(client);
    }

    Service service_;
    int epoll_;
    int listening_;
    std::vector<char> buffer_ = std::vector<char>(kChunk);
    std::unordered_map<int, std::uint64_t> left_;
};

}  // namespace

void serve_epoll(Service service) {
    Server(service).run();
}

}  // namespace benchmark
