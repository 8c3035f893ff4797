#pragma once

#include <cstddef>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "streamspec/explore/exhaustive_check.hpp"
#include "streamspec/model/shard.hpp"

namespace streamspec {

/// What came of an exhaustive check.
struct ExhaustiveReport {
    /// Of one universe.
    struct Part {
        const Universe* universe = nullptr;
        std::size_t blocks = 0;  ///< that were judged
        std::uint64_t scripts = 0;
        std::vector<std::uint64_t> different;  ///< blocks
        std::vector<std::string> problems;     ///< blocks that have no answer, and why
    };

    std::string expected;  ///< whose digests were recorded
    std::string seen;      ///< name and version
    Shard shard;
    std::vector<Part> parts;
    std::uint64_t scripts = 0;  ///< of all parts
    std::size_t next = 0;  ///< with which block it would go on, among those of all universes that were chosen
    double seconds = 0;
    bool interrupted = false;
    std::vector<std::string> missing;  ///< of merged results: a sentence for each shard that is not there

    /// Whether every block that was judged has an answer, and none differs.
    bool all_same() const noexcept;
};

/// Sums up the results of a check's tasks.
ExhaustiveReport sum_up(const std::vector<BlockTask>& tasks, const std::vector<BlockResult>& results);

/// For machines (spec/exploring.md).
std::string exhaustive_json(const ExhaustiveReport& report);
/// For people.
void write_exhaustive_text(std::ostream& out, const ExhaustiveReport& report);

}  // namespace streamspec
