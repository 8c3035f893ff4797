#pragma once

#include <csignal>

namespace streamspec {

/// Keeps this thread from the signal that writing to a pipe without a reader raises, as long as it lives:
/// neither the process's handler nor other threads are touched.
class PipeSignalBlock {
  public:
    PipeSignalBlock();
    PipeSignalBlock(const PipeSignalBlock&) = delete;
    PipeSignalBlock& operator=(const PipeSignalBlock&) = delete;
    ~PipeSignalBlock();

    /// A write has found no reader: the signal that it raised is taken away before anybody else sees it.
    void take_signal() const;

  private:
    sigset_t before_{};
    bool was_pending_ = false;
};

}  // namespace streamspec
