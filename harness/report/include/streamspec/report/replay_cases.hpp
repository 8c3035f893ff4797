#pragma once

#include "streamspec/model/replay_report.hpp"
#include "streamspec/report/case_run.hpp"

namespace streamspec {

/// One of a replay's answers. Of the report only the rows and the options are looked at. `scripts` is the
/// folder of the scripts, as a user would name it.
CaseResult case_of(const ReplayReport& report, const ReplayReport::Answer& answer,
                   const std::string& scripts);

/// A whole replay.
CaseRun cases_of(const ReplayReport& report, const std::string& scripts);

}  // namespace streamspec
