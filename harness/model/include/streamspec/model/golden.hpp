#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "streamspec/model/feature.hpp"
#include "streamspec/model/release.hpp"
#include "streamspec/model/trace.hpp"

namespace streamspec {

/// Where a recorded trace comes from.
struct Recording {
    enum class Kind : std::uint8_t { native, emulated, wasm };
    std::string implementation;
    Kind kind = Kind::native;
    std::string host;  ///< with `emulated`: the release of the interpreter; with `wasm`: what ran it
    std::int64_t recorder = 1;
};

/// One trace, and the releases that showed it, in the order of versions; or releases that the script cannot
/// be played in.
struct Variant {
    std::vector<Release> releases;
    Trace trace;
    /// What these releases lack and the script needs. Empty: it was played, and there is a trace.
    FeatureSet unsupported{};
};

/// What CPython did with one script: a file of `traces/`.
struct Golden {
    std::string script;
    std::string digest;
    std::map<Release, Recording> recordings;
    std::vector<Variant> variants;

    /// The variant of a release; null where it is not recorded.
    const Variant* find(const Release& release) const;
};

}  // namespace streamspec
