#pragma once

#include <string>
#include <vector>

#include "streamspec/engine/corpus.hpp"
#include "streamspec/model/replay_report.hpp"

namespace streamspec {

/// Reads what `streamspec replay --format json` wrote (spec/results-format.md), and merges several such files
/// into one report. A script that any of them was to ask, or that any row answers, and that a row has no
/// answer for, is an error in that row. Throws InputError where a file is no such result, or two files
/// contradict each other.
ReplayReport read_results(const std::vector<std::string>& files, const Corpus& corpus);

}  // namespace streamspec
