#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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
    /// None where the trace is, to the byte, the canonical JSON `expected`. Throws SubjectError and
    /// MissingFeatures.
    std::optional<Trace> run(const Script& script, std::string_view expected);
    /// The digest of the traces of these scripts. Throws as `run` does.
    std::string digest(const std::vector<Script>& scripts);

  private:
    /// The line that it says next.
    std::string_view ask(std::string_view request, std::string_view awaited);
    /// Its answer to that request, whichever. Throws SubjectError.
    AdapterAnswer take_answer(std::string_view line, std::int64_t id);
    /// Throws what an answer comes to that is not the expected one.
    [[noreturn]] void fail_otherwise(AdapterAnswer& answer, std::string_view expected);
    JsonDocument parse(std::string_view line, std::string_view awaited);

    std::chrono::milliseconds timeout_;
    ChildProcess process_;
    AdapterHello hello_;
    std::int64_t asked_ = 0;
    bool broken_ = false;
};

}  // namespace streamspec
