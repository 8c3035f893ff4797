#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "home.hpp"
#include "result_output.hpp"
#include "streamspec/engine/selection.hpp"
#include "streamspec/model/shard.hpp"

namespace streamspec::cli {

/// What the user says of an exploration.
struct ExploreOptions {
    HomeOptions home;
    Selection selection;
    std::string adapter;  ///< empty: the reference
    std::string expected = "cpython";
    bool live = false;  ///< whether --expected or --python was given
    std::string release;
    std::string python;
    double timeout_seconds = 30;
    std::vector<std::string> aspects;
    std::string layer;
    std::optional<std::uint64_t> seed;
    std::optional<std::uint64_t> count;
    std::optional<double> seconds;
    std::uint64_t first = 0;
    Shard shard;
    std::vector<std::string> universes;  ///< none: all
    std::optional<std::uint64_t> block;  ///< none: all
    bool fail_fast = false;
    std::size_t jobs = 0;  ///< 0: one for each processor
    ResultOptions results;
};

// Each explores in its way, writes what was found to stdout, and returns the exit code. Throws InputError.
int explore_random(const ExploreOptions& options);
int explore_rechunked(const ExploreOptions& options);
int explore_exhaustively(const ExploreOptions& options);
/// Writes what a universe is and, a line each, what an adapter is asked of its blocks: for tools/record.py.
int write_requests(const ExploreOptions& options);

}  // namespace streamspec::cli
