#pragma once

#include <string>
#include <vector>

#include "streamspec/explore/exhaustive_report.hpp"
#include "streamspec/explore/exploration_report.hpp"
#include "streamspec/model/json_document.hpp"

/// \file
/// Several results of `streamspec explore --format json` as one: the shards of one exploration. Of everything
/// that is wrong with a result an InputError tells file and place, also where it belongs to another
/// exploration, or is there twice.

namespace streamspec {

/// Whether a document is what an exploration wrote; `of_digests`: an exhaustive one beside recorded digests.
bool is_exploration(const JsonDocument& document);
bool is_exploration_of_digests(const JsonDocument& document);

/// One cause is one finding again, with the smallest of the scripts. A shard that is missing is a problem.
ExplorationReport merge_explorations(const std::vector<JsonDocument>& results);

/// The same of checks beside recorded digests.
ExhaustiveReport merge_exhaustive(const std::vector<JsonDocument>& results);

}  // namespace streamspec
