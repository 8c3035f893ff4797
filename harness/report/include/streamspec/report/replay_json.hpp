#pragma once

#include <string>

#include "streamspec/model/replay_report.hpp"

namespace streamspec {

/// A replay's report for machines, as canonical JSON: `aspects`, `rows` (a release and a subject
/// each, with their counts), `total`, `answers` (a script, a release and a subject each, with the verdict
/// and, where it is no pass, why), `problems` and `exit_code`.
std::string replay_json(const ReplayReport& report);

}  // namespace streamspec
