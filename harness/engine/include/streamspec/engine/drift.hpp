#pragma once

#include <string>
#include <vector>

#include "streamspec/engine/corpus.hpp"
#include "streamspec/model/drift.hpp"

namespace streamspec {

/// What changed from one release to another in what these scripts show. A script that cannot be compared is a
/// problem. Throws InputError where the clauses cannot be read.
DriftReport find_drift(const Corpus& corpus, const std::vector<std::string>& ids, ReleaseTable::Entry from,
                       ReleaseTable::Entry to);

}  // namespace streamspec
