#pragma once

#include <csignal>
#include <cstddef>

#include <sys/types.h>

namespace streamspec {

/// The process groups that are to be killed when a signal ends this process. A signal may come at any time
/// and in any thread, so this is a table without locks.
class ProcessGroups {
  public:
    /// More children at a time than this have no place.
    static constexpr std::size_t kMost = 8192;

    /// Throws std::system_error where there are too many.
    static void add(pid_t group);
    /// Before the group's leader is reaped: afterwards another process may get its number.
    static void remove(pid_t group) noexcept;
    /// Async-signal-safe.
    static void kill_all() noexcept;
};

/// Keeps the signals that end a process from this thread while a child is started and noted, so that none is
/// overlooked.
class EndingSignalBlock {
  public:
    EndingSignalBlock();
    EndingSignalBlock(const EndingSignalBlock&) = delete;
    EndingSignalBlock& operator=(const EndingSignalBlock&) = delete;
    ~EndingSignalBlock();

  private:
    sigset_t before_{};
};

}  // namespace streamspec
