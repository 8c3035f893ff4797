#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "streamspec/engine/corpus.hpp"
#include "streamspec/model/known_divergence.hpp"
#include "streamspec/model/replay_report.hpp"

namespace streamspec {

/// Whether the entry is about that script and that subject.
bool covers(const KnownDivergence& known, std::string_view id, std::string_view subject);

/// What is wrong with a list of known divergences, whatever a subject does: globs that match no script. `file`
/// is what the problems name.
std::vector<ReplayReport::Problem> check_known(const std::vector<KnownDivergence>& known,
                                               const Corpus& corpus, const std::string& file);

/// The entries of these files. What is wrong with them is added to the problems.
std::vector<KnownDivergence> read_known(const std::vector<std::string>& files, const Corpus& corpus,
                                        std::vector<ReplayReport::Problem>& problems);

/// The failures of a report as a list of known divergences, whose reasons are still to be written: for each
/// script every aspect in which it differs.
std::vector<KnownDivergence> known_from(const ReplayReport& report);

}  // namespace streamspec
