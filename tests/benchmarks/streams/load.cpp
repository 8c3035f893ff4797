#include "load.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <vector>

namespace benchmark {

namespace {

constexpr std::size_t kLine = 64;
constexpr std::size_t kChunk = 64 * 1024;

int connect_to(int port) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (descriptor < 0 || ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        throw std::runtime_error(std::string("cannot connect: ") + std::strerror(errno));
    }
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return descriptor;
}

void send_all(int descriptor, const char* data, std::size_t size) {
    while (size > 0) {
        const ssize_t sent = ::send(descriptor, data, size, MSG_NOSIGNAL);
        if (sent <= 0) {
            throw std::runtime_error("a server closed the connection");
        }
        data += sent;
        size -= static_cast<std::size_t>(sent);
    }
}

std::size_t receive(int descriptor, std::vector<char>& buffer) {
    const ssize_t got = ::recv(descriptor, buffer.data(), buffer.size(), 0);
    if (got < 0) {
        throw std::runtime_error("a server broke the connection");
    }
    return static_cast<std::size_t>(got);
}

std::string lines(int count) {
    std::string line(kLine - 1, 'a');
    line += '\n';
    std::string all;
    for (int i = 0; i < count; ++i) {
        all += line;
    }
    return all;
}

}  // namespace

void load_echo(int port, int connections, int batch, std::uint64_t requests) {
    const std::string request = lines(batch);
    const int epoll = ::epoll_create1(0);
    std::vector<int> clients;
    std::vector<std::size_t> expected;
    for (int i = 0; i < connections; ++i) {
        clients.push_back(connect_to(port));
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.u32 = static_cast<std::uint32_t>(i);
        ::epoll_ctl(epoll, EPOLL_CTL_ADD, clients.back(), &event);
        expected.push_back(request.size());
        send_all(clients.back(), request.data(), request.size());
    }
    std::vector<char> buffer(kChunk);
    std::array<epoll_event, 64> events{};
    std::uint64_t sent = static_cast<std::uint64_t>(connections) * static_cast<std::uint64_t>(batch);
    std::uint64_t answered = 0;
    while (answered < sent) {
        const int count = ::epoll_wait(epoll, events.data(), events.size(), -1);
        for (int i = 0; i < count; ++i) {
            const std::size_t client = events[static_cast<std::size_t>(i)].data.u32;
            const std::size_t got = receive(clients[client], buffer);
            if (got == 0) {
                throw std::runtime_error("a server closed the connection");
            }
            expected[client] -= got;
            if (expected[client] > 0) {
                continue;
            }
            answered += static_cast<std::uint64_t>(batch);
            if (sent < requests) {
                sent += static_cast<std::uint64_t>(batch);
                expected[client] = request.size();
                send_all(clients[client], request.data(), request.size());
            }
        }
    }
    for (const int client : clients) {
        ::close(client);
    }
    ::close(epoll);
}

void load_upload(int port, std::uint64_t bytes) {
    const int client = connect_to(port);
    std::vector<char> chunk(kChunk, 'x');
    for (std::uint64_t left = bytes; left > 0; left -= chunk.size()) {
        send_all(client, chunk.data(), chunk.size());
    }
    ::shutdown(client, SHUT_WR);
    if (receive(client, chunk) != 1) {
        throw std::runtime_error("a server did not answer an upload");
    }
    ::close(client);
}

void load_download(int port, std::uint64_t bytes) {
    const int client = connect_to(port);
    const std::string request = std::to_string(bytes) + '\n';
    send_all(client, request.data(), request.size());
    std::vector<char> buffer(4 * kChunk);
    std::uint64_t got = 0;
    while (const std::size_t now = receive(client, buffer)) {
        got += now;
    }
    if (got != bytes) {
        throw std::runtime_error("a download was cut short");
    }
    ::close(client);
}

IdleConnections::IdleConnections(int port, int count) {
    const std::string line = lines(1);
    std::vector<char> buffer(kLine);
    for (int i = 0; i < count; ++i) {
        last_ = connect_to(port);
        first_ = first_ < 0 ? last_ : first_;
        send_all(last_, line.data(), line.size());
        receive(last_, buffer);
    }
}

IdleConnections::~IdleConnections() {
    for (int descriptor = first_; descriptor <= last_; ++descriptor) {
        ::close(descriptor);
    }
}

}  // namespace benchmark
