#pragma once

#include <string>
#include <vector>

#include <CLI/CLI.hpp>

namespace streamspec::cli {

/// An option or a positional argument, as pages and completions tell it.
struct ArgumentPage {
    /// What its values are, for completion.
    enum class Kind { nothing, choice, file, folder, command, script, clause, release, other };

    std::vector<std::string> names;  ///< "-j", "--jobs"; of a positional its placeholder alone
    std::string placeholder;         ///< "FILE"; of a flag empty
    std::vector<std::string> choices;
    std::string description;
    std::string default_value;
    Kind kind = Kind::other;
    bool repeats = false;  ///< may be given, or may have values, several times
    bool required = false;
    bool list = false;  ///< its values may be joined by commas
};

/// A verb, or the command itself, whose verbs are then listed.
struct CommandPage {
    std::string name;
    std::string description;
    std::string footer;
    std::vector<ArgumentPage> options;
    std::vector<ArgumentPage> positionals;
    std::vector<CommandPage> verbs;
};

/// What `--help` is made from: the one source of man pages and completions. Without the verbs that it hides.
CommandPage read_command(const CLI::App& app);

}  // namespace streamspec::cli
