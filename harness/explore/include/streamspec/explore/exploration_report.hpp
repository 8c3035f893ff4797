#pragma once

#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "streamspec/explore/exploration.hpp"
#include "streamspec/model/replay_report.hpp"
#include "streamspec/model/shard.hpp"

namespace streamspec {

/// What an exploration was.
struct ExplorationReport {
    std::string mode;      ///< "random" or "rechunk"
    std::string expected;  ///< name and version
    std::string seen;
    Shard shard;
    std::optional<std::uint64_t> seed;
    std::uint64_t next = 0;  ///< with which script it would go on
    double seconds = 0;
    bool interrupted = false;
    std::size_t left_out = 0;  ///< hand-written scripts that cannot be cut: those of the layer wire
    std::size_t compared = 0;  ///< scripts, like the next two
    std::size_t unsupported = 0;
    std::size_t divergences = 0;
    std::vector<Finding> findings;
    std::vector<ReplayReport::Problem> problems;
};

/// Takes what an exploration has found into its report, with programs that show it. As `release` the
/// reference behaves in those in C++; none: the newest.
void tell_findings(ExplorationReport& report, const Exploration& exploration, const Duel& duel,
                   const std::optional<Release>& release);

/// For machines (spec/exploring.md).
std::string exploration_json(const ExplorationReport& report);

/// For people: each finding with its smallest script, and programs that show it without the harness.
void write_exploration_text(std::ostream& out, const ExplorationReport& report);

}  // namespace streamspec
