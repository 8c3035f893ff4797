#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "streamspec/model/clause.hpp"
#include "streamspec/model/feature.hpp"
#include "streamspec/model/release_table.hpp"
#include "streamspec/model/replay_report.hpp"
#include "streamspec/model/verdict.hpp"

namespace streamspec {

/// What changed between two releases, told from their golden traces alone.
struct DriftReport {
    /// One release's side of a change.
    struct Side {
        std::vector<Release> releases;  ///< every recorded release that behaves so
        FeatureSet lacks;  ///< not empty: the script cannot be played there, and there is no trace
        std::shared_ptr<const Trace> trace;
    };
    /// A script that two releases play differently.
    struct Change {
        std::string id;
        std::shared_ptr<const Script> script;  ///< with its epilogue
        Side before;
        Side after;
        /// The first place where they differ; none where one of them cannot play the script.
        std::optional<Difference> difference;
    };
    /// A clause, and the changes that show it.
    struct Entry {
        Clause clause;
        // Whether the clause holds in each of the two releases.
        bool before = true;
        bool after = true;
        std::vector<std::size_t> changes;  ///< positions in `changes`
        /// Changes whose scripts name no clause that holds in one release only, but that differ in the way in
        /// which one of this entry's differs: in passing, so to speak.
        std::vector<std::size_t> in_passing;

        bool holds_in_one() const noexcept { return before != after; }
    };

    ReleaseTable::Entry from;
    ReleaseTable::Entry to;
    std::vector<Release> recorded;  ///< every release of record, in order
    std::size_t scripts = 0;        ///< how many were compared
    std::vector<Change> changes;    ///< sorted by script
    /// In the order of the clauses: those that hold in one of the releases only, then the others. A change is
    /// in the entries of those of its clauses that hold in one release only; where there are none, in passing
    /// in an entry of such a clause; and where that cannot be, in those of all its clauses.
    std::vector<Entry> entries;
    /// Clauses that hold in one of the releases only, and that no script shows to.
    std::vector<Clause> not_shown;
    std::vector<ReplayReport::Problem> problems;
};

}  // namespace streamspec
