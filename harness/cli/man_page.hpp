#pragma once

#include <ostream>
#include <string>

#include "command_tree.hpp"

namespace streamspec::cli {

/// "streamspec-replay"; of the command itself "streamspec".
std::string man_page_name(const CommandPage& command, const CommandPage* verb);

/// Writes a page for man(1): of the command, or of one of its verbs.
void write_man_page(std::ostream& out, const CommandPage& command, const CommandPage* verb);

}  // namespace streamspec::cli
