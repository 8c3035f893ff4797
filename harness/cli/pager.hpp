#pragma once

#include <csignal>

#include <sys/types.h>

namespace streamspec::cli {

/// Sends what is written to stdout through $PAGER (otherwise less or more), from its making to its end: where
/// stdout is a terminal and it is wanted; otherwise it does nothing. Ask for the style of stdout before.
class Pager {
  public:
    explicit Pager(bool wanted);
    /// Waits until the user has left the pager.
    ~Pager();
    Pager(const Pager&) = delete;
    Pager& operator=(const Pager&) = delete;

  private:
    int terminal_ = -1;  ///< stdout as it was; -1: there is no pager
    pid_t process_ = -1;
    struct sigaction interrupt_ {};
    struct sigaction broken_pipe_ {};
};

}  // namespace streamspec::cli
