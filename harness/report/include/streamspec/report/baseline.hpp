#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "streamspec/report/case_run.hpp"

namespace streamspec {

/// The results of an earlier run, that a later one is compared with. A result is found again by what was
/// asked, and by the name of who was asked, without its version, and the release.
class Baseline {
  public:
    /// Reads what a verb wrote with `--format json` or `--format jsonl`. Throws InputError.
    static Baseline read(const std::string& path);

    const std::string& file() const noexcept { return file_; }

  private:
    friend class BaselineComparison;
    friend class BaselineReader;
    struct Key {
        std::string name;
        std::string subject;
        std::string release;
        auto operator<=>(const Key&) const = default;
    };
    struct Earlier {
        std::string outcome;
        std::set<std::string> differs_in;
    };

    std::string file_;
    /// Several, where several subjects have one name: those of a script are in the order of the command line.
    std::map<Key, std::vector<Earlier>> results_;
};

/// Compares the results of one run, each of them once, with a baseline.
class BaselineComparison {
  public:
    explicit BaselineComparison(const Baseline& baseline) : baseline_(&baseline) {}

    /// Whether the result has changed: notes what it was before, and whether it counts. What fails now and
    /// did not, or differs in an aspect in which it did not, counts, and so does what failed and now has no
    /// answer.
    bool changed(CaseResult& result);

    /// Leaves in a run what changed, and notes what became of the rest. `exists` tells whether a name can
    /// still be asked. Throws InputError where the baseline knows nothing of what was asked: it is of another
    /// run.
    void keep_changes(CaseRun& run, const std::function<bool(const std::string&)>& exists);

  private:
    void note_counts(CaseRun& run) const;
    void note_missing(CaseRun& run, const std::function<bool(const std::string&)>& exists) const;

    const Baseline* baseline_;
    std::map<Baseline::Key, std::size_t> met_;
    std::size_t unchanged_ = 0;
    std::size_t worse_ = 0;
    std::size_t better_ = 0;
    std::size_t otherwise_ = 0;
    std::size_t unknown_ = 0;
};

}  // namespace streamspec
