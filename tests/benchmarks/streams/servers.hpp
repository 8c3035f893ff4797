#pragma once

#include <cstdint>
#include <string>

namespace benchmark {

/// What a server under test does with each connection.
enum class Service {
    echo,   ///< sends each line back, one write a line
    sink,   ///< reads everything, 64 KiB a time; sends one byte at the end
    source  ///< sends as many bytes as a line asks for, 64 KiB a time
};

/// Tells whoever started this server where it listens.
void announce(int port);

/// Each serves on a port of its own choice until it is killed.
void serve_streams(Service service, bool coalesced);
void serve_asio(Service service);
void serve_epoll(Service service);

}  // namespace benchmark
