#pragma once

#include <ostream>
#include <string>

#include <CLI/CLI.hpp>

namespace streamspec::cli {

/// Where a command line begins with a word that is no verb, says so, with the verb that was probably meant.
/// Returns whether it does.
bool tell_unknown_verb(std::ostream& out, const CLI::App& app, const std::string& word);

}  // namespace streamspec::cli
