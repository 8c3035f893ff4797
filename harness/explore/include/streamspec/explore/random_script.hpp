#pragma once

#include <string>

#include "streamspec/explore/choices.hpp"
#include "streamspec/model/feature.hpp"
#include "streamspec/model/script.hpp"

namespace streamspec {

/// Of what a random script is made.
struct RandomOptions {
    Layer layer = Layer::reader;  ///< not `wire`: its turns need conditions that only an author knows
    /// It needs no other feature.
    FeatureSet features = FeatureSet::all();
    /// Only what any reader has: feeding, ends, reads, cancellations; nothing that CPython refuses.
    bool plain = false;
    /// `gather` starts its calls in the order given. Before CPython 3.7 that is the order of a set, another
    /// one in each run: where false, it is given one call.
    bool gathers_in_order = true;
};

/// A script with several tasks, small limits, exceptions and cancellations; most are short, some are long.
/// Equal choices make equal scripts.
Script random_script(Choices& choices, const RandomOptions& options);

/// A script on one reader with one task, which makes calls one after the other while random bytes are fed and
/// the end comes. It needs no other feature than these.
Script fresh_stream(Choices& choices, FeatureSet features, const std::string& task);

}  // namespace streamspec
