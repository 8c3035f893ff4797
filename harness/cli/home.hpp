#pragma once

#include <filesystem>
#include <string>

namespace streamspec::cli {

/// Where the specification and the golden traces are.
struct Home {
    std::filesystem::path spec;
    std::filesystem::path traces;
};

/// What the user says of it; empty: nothing.
struct HomeOptions {
    std::string spec;
    std::string traces;
};

/// What the user said, else what the environment's STREAMSPEC_HOME says, else what lies beside this program
/// (as installed, or in a source tree that it was built in), else what was to be installed, else the tree
/// that it was compiled from. Throws InputError where none is there.
Home find_home(const HomeOptions& options);

}  // namespace streamspec::cli
