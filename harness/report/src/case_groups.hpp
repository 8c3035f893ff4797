#pragma once

#include <string>
#include <vector>

#include "streamspec/report/case_run.hpp"

namespace streamspec {

/// Results that belong together.
struct CaseGroup {
    std::string title;
    std::vector<const CaseResult*> results;
};

/// The results by who was asked as which release, in their order.
std::vector<CaseGroup> suites_of(const CaseRun& run);

/// The failures that count; those of one name that say the same are one group, and so are those without an
/// answer for the same reason, whatever their name. The title tells who: "reference 1 as 3.12.1, …".
std::vector<CaseGroup> failures_of(const CaseRun& run);

}  // namespace streamspec
