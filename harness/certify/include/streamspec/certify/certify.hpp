#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "streamspec/model/epilogue.hpp"
#include "streamspec/model/shard.hpp"
#include "streamspec/subject/subject.hpp"

namespace streamspec {

struct CertifyOptions {
    std::uint64_t seed = 0;
    std::size_t scripts = 200;
    /// Which of them are put to the subject.
    Shard shard{};
    /// What a subject is compared in, at the level `conforming`, as far as it declares it.
    AspectSet aspects = AspectSet::all();
    std::function<void(std::size_t done, std::size_t all)> progress{};
};

/// What came of asking a subject.
struct Certificate {
    /// A script in which the subject broke a relation.
    struct Fault {
        std::string relation;
        std::string reason;
        std::string script;  ///< as JSON, its epilogue appended
    };
    std::size_t asked = 0;
    std::size_t unsupported = 0;  ///< of these, the subject says
    std::vector<Fault> faults;

    /// Whether it was asked something, and did nothing wrong.
    bool holds() const noexcept { return asked > unsupported && faults.empty(); }
};

/// Relations that any reader keeps, on scripts that it cannot know: bytes are conserved, in order; a call
/// returns what it was asked for; every call ends once or is pending; a script repeated gives the same trace,
/// and so does one whose task has another name.
Certificate certify_honest(Subject& subject, const Epilogue& epilogue, const CertifyOptions& options);

/// Whether it does as `judge` does, on scripts that it cannot know. The judge has every feature that the
/// subject has.
Certificate certify_conforming(Subject& subject, Subject& judge, const Epilogue& epilogue,
                               const CertifyOptions& options);

}  // namespace streamspec
