// A fuzz target: does the reference do what live CPython does? STREAMSPEC_FUZZ_PYTHON names the interpreter
// (default: python3); the reference behaves as its release. CPython runs in one process, which lives as long
// as the fuzzer does. A divergence that repeats is reduced, reported as `streamspec explore` does, and ends
// the process.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <memory>

#include "fuzzed_script.hpp"
#include "streamspec/adapter_subject/adapter.hpp"
#include "streamspec/explore/duel.hpp"
#include "streamspec/explore/exploration.hpp"
#include "streamspec/explore/exploration_report.hpp"
#include "streamspec/reference_subject/reference_subject.hpp"

using namespace streamspec;

namespace {

/// The two subjects.
class Arena {
  public:
    Arena()
        : cpython_(Adapter({command()}).make()),
          reference_(*cpython_->info().release),
          duel_(*cpython_, reference_, &fuzzing::epilogue, AspectSet::all()) {}

    void compare(const fuzzing::Input& input) {
        const auto script = input.script(duel_.features());
        if (!duel_.fight(script).divergence) {
            return;
        }
        Exploration exploration(duel_);
        exploration.compare(script, "the input");
        ExplorationReport report;
        report.mode = "fuzz";
        report.expected = "CPython " + cpython_->info().version;
        report.seen = "reference";
        tell_findings(report, exploration, duel_, cpython_->info().release);
        write_exploration_text(std::cerr, report);
        for (const auto& finding : exploration.findings()) {
            if (finding.flaky.empty()) {
                std::abort();
            }
        }
    }

  private:
    static std::string command() {
        const char* python = std::getenv("STREAMSPEC_FUZZ_PYTHON");
        const auto driver = fuzzing::project_folder("tools") / "streams_driver.py";
        return std::string("exec '") + (python != nullptr ? python : "python3") + "' '" + driver.string() +
               "'";
    }

    std::unique_ptr<Subject> cpython_;
    ReferenceSubject reference_;
    Duel duel_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Arena arena;
    arena.compare(fuzzing::Input(data, size));
    return 0;
}
