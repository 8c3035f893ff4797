#pragma once

#include <string>
#include <vector>

#include "streamspec/engine/corpus.hpp"
#include "streamspec/model/known_divergence.hpp"
#include "streamspec/model/replay_report.hpp"

namespace streamspec::cli {

/// The entries of these files. What is wrong with them is added to the problems.
std::vector<KnownDivergence> read_known(const std::vector<std::string>& files, const Corpus& corpus,
                                        std::vector<ReplayReport::Problem>& problems);

/// Writes the failures of a report to a file, as known divergences whose reasons are still to be written, and
/// says so on stderr. Throws InputError.
void write_known(const std::string& file, const ReplayReport& report);

}  // namespace streamspec::cli
