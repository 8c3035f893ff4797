#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "child_process.hpp"
#include "streamspec/adapter_subject/adapter.hpp"

namespace streamspec {

/// One process of an adapter, from its hello to its end. After an exception other than MissingFeatures and
/// RefusedScript it is not to be used any more.
class AdapterSession {
  public:
    /// Starts the program and takes its hello. Throws SubjectError.
    explicit AdapterSession(const AdapterOptions& options);
    AdapterSession(const AdapterSession&) = delete;
    AdapterSession& operator=(const AdapterSession&) = delete;
    /// Says goodbye.
    ~AdapterSession();

    const AdapterHello& hello() const noexcept { return hello_; }
    /// Whether it waits for a script, as far as can be seen.
    bool is_quiet() { return !process_.has_unasked_output(); }
    /// Throws SubjectError and MissingFeatures.
    Trace run(const Script& script);

  private:
    JsonDocument ask(std::string_view request, std::string_view awaited);

    std::chrono::milliseconds timeout_;
    ChildProcess process_;
    AdapterHello hello_;
    std::int64_t asked_ = 0;
    bool broken_ = false;
};

}  // namespace streamspec
