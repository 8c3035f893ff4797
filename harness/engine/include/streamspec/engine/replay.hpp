#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "streamspec/engine/corpus.hpp"
#include "streamspec/model/known_divergence.hpp"
#include "streamspec/model/replay_report.hpp"
#include "streamspec/subject/subject.hpp"

namespace streamspec {

/// A subject that is judged by the traces of one release.
struct Contestant {
    ReleaseTable::Entry release;
    SubjectMaker make;
    /// Options of the command line that name the subject; of the reference none.
    std::string options{};
};

struct ReplayOptions {
    /// What is compared; a subject that cannot be held to all of it is held to what it declares.
    AspectSet aspects = AspectSet::all();
    /// How many scripts are replayed at a time.
    unsigned jobs = 1;
    /// Begin no further script once one failed or had no answer.
    bool fail_fast = false;
    /// Listed divergences. A script that differs in nothing but the aspects that are listed for it, and in
    /// each of them, is known; one that does not differ in a listed aspect is a failure.
    std::vector<KnownDivergence> known;
    /// Told how many of the scripts are done, from any thread, one call at a time.
    std::function<void(std::size_t done, std::size_t all)> progress{};
    /// Told each answer as soon as it is there, from any thread, one call at a time, those on one script
    /// after each other; `begun` is the report without its answers.
    std::function<void(const ReplayReport& begun, const ReplayReport::Answer& answer)> answered{};
    // For the report, which tells how to ask again.
    std::string folder_options{};
    std::string reproduce_options{};
};

/// Puts scripts to every contestant, and compares what they do with the golden traces. There is a verdict for
/// each script and contestant, whatever happens. A script that the release of record cannot play is
/// unsupported for every contestant that is judged by it.
ReplayReport replay(const Corpus& corpus, const std::vector<std::string>& ids,
                    const std::vector<Contestant>& contestants, const ReplayOptions& options = {});

/// The verdict on one trace that a subject showed. `script` has its whole epilogue.
Verdict judge(const Script& script, const Trace& golden, const SubjectInfo& subject, Trace seen,
              AspectSet aspects);

}  // namespace streamspec
