#pragma once

#include <cstddef>
#include <string>
#include <sys/types.h>
#include <vector>

namespace benchmark {

/// A server in a process of its own, killed at the end.
class ServerProcess {
  public:
    /// Starts it and waits for the line "port N". Throws std::runtime_error where that does not come.
    explicit ServerProcess(const std::vector<std::string>& command);
    ~ServerProcess();
    ServerProcess(const ServerProcess&) = delete;
    ServerProcess& operator=(const ServerProcess&) = delete;

    int port() const noexcept { return port_; }
    /// The CPU time that it has used, in seconds.
    double cpu() const;
    /// Its own memory (anonymous, resident), in bytes.
    std::size_t memory() const;

  private:
    pid_t pid_ = -1;
    int port_ = 0;
};

}  // namespace benchmark
