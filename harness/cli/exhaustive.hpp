#pragma once

#include <string>
#include <vector>

#include "exploring.hpp"
#include "streamspec/engine/corpus.hpp"
#include "streamspec/explore/exhaustive_check.hpp"

namespace streamspec::cli {

/// What a universe says of itself, as canonical JSON.
std::string description(const Universe& universe, const Epilogue& epilogue);

/// The blocks of the universes that are meant, one universe after the other. Throws InputError.
std::vector<BlockTask> chosen_tasks(const ExploreOptions& options, const Corpus& corpus);

/// Those of them that --block, --from and --shard leave.
std::vector<BlockTask> selected(const ExploreOptions& options, std::vector<BlockTask> tasks);

/// Compares with a subject that runs now, script by script where a block is not the same; returns the exit
/// code.
int explore_beside_subject(const ExploreOptions& options);

}  // namespace streamspec::cli
