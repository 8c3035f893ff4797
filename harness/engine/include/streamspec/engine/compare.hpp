#pragma once

#include <optional>

#include "streamspec/model/aspect.hpp"
#include "streamspec/model/feature.hpp"
#include "streamspec/model/trace.hpp"
#include "streamspec/model/verdict.hpp"

namespace streamspec {

/// The first place at which `seen` differs from `expected`: the first turn, and in it the first aspect in the
/// order of their enumeration. Only these aspects are compared, and only what a subject with these features
/// can tell of its state. Identities of exceptions are the same where one numbering can be mapped to the
/// other, one to one.
std::optional<Difference> compare(const Trace& expected, const Trace& seen,
                                  AspectSet aspects = AspectSet::all(),
                                  FeatureSet features = FeatureSet::all());

}  // namespace streamspec
