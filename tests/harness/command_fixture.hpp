#pragma once

#include <string>

#include "corpus_fixture.hpp"

namespace testing {

/// What a command came to.
struct Run {
    int exit_code = -1;
    std::string output;  ///< stdout and stderr
};

/// Runs the program on a small corpus of its own.
struct CommandFixture : CorpusFixture {
    Run run(const std::string& arguments) const;
    /// Any command of the shell.
    static Run execute(const std::string& command);
};

/// Whether the output has that part; where it has not, it is shown.
bool contains(const Run& run, const std::string& part);

}  // namespace testing
