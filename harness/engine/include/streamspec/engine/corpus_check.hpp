#pragma once

#include <string>
#include <vector>

#include "streamspec/engine/corpus.hpp"

namespace streamspec {

/// What is wrong with the specification as a whole, a sentence each: a clause without a script, a script that
/// names no existing clause or cannot be read, a known quirk or difference between releases (Q1…, D1…, W1…,
/// F1…) that no clause is tagged with and spec/not-tested.md does not list. Throws InputError where clauses
/// cannot be read.
std::vector<std::string> check_corpus(const Corpus& corpus);

/// Every tag that a clause may have: the known quirks (Q), differences between releases (D), and what is
/// noteworthy of writers (W) and of time limits and cancellations (F).
std::vector<std::string> known_tags();

}  // namespace streamspec
