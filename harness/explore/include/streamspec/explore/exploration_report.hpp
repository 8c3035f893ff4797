#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "streamspec/explore/exploration.hpp"
#include "streamspec/model/release.hpp"
#include "streamspec/model/replay_report.hpp"
#include "streamspec/model/shard.hpp"

namespace streamspec {

/// What an exploration was.
struct ExplorationReport {
    std::string mode;      ///< "random" or "rechunk"
    std::string expected;  ///< name and version
    std::string seen;
    std::optional<Release> release;  ///< as which the reference behaves in C++ snippets; none: the newest
    Shard shard;
    std::optional<std::uint64_t> seed;
    std::uint64_t next = 0;  ///< with which script it would go on
    double seconds = 0;
    bool interrupted = false;
    std::size_t left_out = 0;  ///< hand-written scripts that cannot be cut: those of the layer wire
    std::vector<ReplayReport::Problem> problems;
};

/// For machines (spec/exploring.md).
std::string exploration_json(const ExplorationReport& report, const Exploration& exploration);

/// For people: each finding with its smallest script, and programs that show it without the harness.
void write_exploration_text(std::ostream& out, const ExplorationReport& report,
                            const Exploration& exploration);

}  // namespace streamspec
