#pragma once

#include <memory>
#include <mutex>

#include "adapter_session.hpp"

namespace streamspec {

/// What the subjects of one adapter share. May be used from several threads.
class Adapter::Source {
  public:
    explicit Source(AdapterOptions options);

    const AdapterOptions& options() const noexcept { return options_; }
    const AdapterHello& hello() const noexcept { return hello_; }
    /// A process that said the same hello as the first one. Throws SubjectError.
    std::unique_ptr<AdapterSession> start();

  private:
    AdapterOptions options_;
    std::mutex mutex_;
    std::unique_ptr<AdapterSession> first_;  ///< as long as nobody has taken it
    AdapterHello hello_;
    int failures_ = 0;  ///< to start, in a row
};

}  // namespace streamspec
