#pragma once

#include <string>

#include "streamspec/model/replay_report.hpp"

namespace streamspec::cli {

/// Writes the failures of a report to a file, as known divergences whose reasons are still to be written, and
/// says so on stderr. Throws InputError.
/// Throws InputError where the file exists: the reasons in it are somebody's work.
void require_new_file(const std::string& file);

void write_known(const std::string& file, const ReplayReport& report);

}  // namespace streamspec::cli
