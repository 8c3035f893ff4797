#pragma once

#include <cstddef>
#include <cstdint>

namespace benchmark {

/// `connections` clients each send `batch` lines of 64 bytes and wait until as many have come back, until
/// `requests` lines in all have.
void load_echo(int port, int connections, int batch, std::uint64_t requests);
/// Sends so many bytes, 64 KiB a time, and waits for the answer.
void load_upload(int port, std::uint64_t bytes);
/// Asks for so many bytes and reads them.
void load_download(int port, std::uint64_t bytes);

/// Connections that say nothing after one echoed line.
class IdleConnections {
  public:
    IdleConnections(int port, int count);
    ~IdleConnections();
    IdleConnections(const IdleConnections&) = delete;
    IdleConnections& operator=(const IdleConnections&) = delete;

  private:
    int first_ = -1;
    int last_ = -1;
};

}  // namespace benchmark
