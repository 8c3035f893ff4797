#pragma once

#include <ostream>

#include "command_tree.hpp"

namespace streamspec::cli {

// Scripts that complete the command line in a shell. They ask the command itself for ids of scripts, clauses
// and releases: `streamspec completion scripts|clauses|releases`.
void write_bash_completion(std::ostream& out, const CommandPage& command);
void write_zsh_completion(std::ostream& out, const CommandPage& command);
void write_fish_completion(std::ostream& out, const CommandPage& command);

/// What `streamspec completion` is to be asked for arguments of a kind; empty for those that it does not
/// know.
std::string words_of(ArgumentPage::Kind kind);
/// The text between single quotes of a shell, quotes included.
std::string shell_quoted(const std::string& text, const char* quote_within);
/// The words with spaces between them.
std::string spaced(const std::vector<std::string>& words);

}  // namespace streamspec::cli
