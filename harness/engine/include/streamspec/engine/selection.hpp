#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "streamspec/engine/corpus.hpp"
#include "streamspec/model/replay_report.hpp"

namespace streamspec {

/// Which scripts are meant.
struct Selection {
    /// Ids with `*` (any text) and `?` (any character); the name of a group is all of it. None: every script.
    std::vector<std::string> globs;
    /// Scripts that show one of these clauses. None: whatever they show.
    std::vector<std::string> clauses;
};

/// Whether a glob matches the whole of an id.
bool matches_glob(std::string_view glob, std::string_view id) noexcept;

/// The ids of the scripts that are meant, sorted. What matches nothing is a problem. A script that cannot be
/// read is among them where only its clauses could tell that it is not.
std::vector<std::string> select_scripts(const Corpus& corpus, const Selection& selection,
                                        std::vector<ReplayReport::Problem>& problems);

}  // namespace streamspec
