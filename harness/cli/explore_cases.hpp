#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "streamspec/explore/exhaustive_report.hpp"
#include "streamspec/explore/exploration.hpp"
#include "streamspec/explore/exploration_report.hpp"
#include "streamspec/report/case_run.hpp"

/// \file
/// What came of an exploration, as the formats of CI know it: one result for the whole ("random"), or for
/// each universe ("exhaustive/reader"), and one for each cause that was found ("random/drain, result") or
/// block that differs ("exhaustive/reader, block 17").

namespace streamspec::cli {

/// Who is judged.
struct ExploredSubject {
    std::string name;
    std::string version;
};

/// A cause that was found.
CaseResult case_of(const Finding& finding, const std::string& mode, const ExploredSubject& subject);

/// A whole exploration, but for its exit code.
CaseRun cases_of(const ExplorationReport& report, const ExploredSubject& subject);
/// 1: the subjects parted; 2: nothing was compared, it was stopped, or a part is missing.
int exit_code_of(const ExplorationReport& report);
int exit_code_of(const ExhaustiveReport& report);

/// A whole check of recorded digests. `command` asks about a block script by script.
CaseRun cases_of(const ExhaustiveReport& report, const ExploredSubject& subject,
                 const std::function<std::string(const Universe&, std::uint64_t)>& command);

}  // namespace streamspec::cli
