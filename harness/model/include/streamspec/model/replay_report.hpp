#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "streamspec/model/aspect.hpp"
#include "streamspec/model/release_table.hpp"
#include "streamspec/model/verdict.hpp"

namespace streamspec {

/// A replay's answers: what was asked, and a verdict for each script and release.
struct ReplayReport {
    /// Something that is wrong with the input and belongs to no script.
    struct Problem {
        std::string file;
        std::string pointer;
        std::string reason;
    };
    struct Row {
        ReleaseTable::Entry release;
        std::string subject;  ///< name and version
        std::string name{};   ///< name only
        /// What it is held to.
        AspectSet aspects = AspectSet::all();
        /// Options that a command needs to name the subject, such as " --adapter 'COMMAND'"; of the reference
        /// none.
        std::string options{};
        /// Why the subject cannot be made; empty of one that can.
        std::string absent{};
    };
    struct Answer {
        std::string script;
        std::size_t row = 0;
        Verdict verdict;
        /// How long the subject was waited for; for information only, it decides nothing.
        std::chrono::duration<double> took{};
    };

    AspectSet aspects;
    /// Options that a command needs to find the same files, such as " --spec DIR"; usually none.
    std::string folder_options;
    /// Further options that a replay needs to ask the same, such as " --aspects flow"; usually none.
    std::string reproduce_options;
    /// Every script that was meant, sorted; of a shard also those that are left to other shards. Each is owed an
    /// answer in each row, once the shards are merged.
    std::vector<std::string> selected{};
    std::vector<Row> rows;
    /// Sorted by script, then by row.
    std::vector<Answer> answers;
    std::vector<Problem> problems;
    /// Scripts times rows that were asked for and not run, since the replay was to stop at the first failure.
    std::size_t not_run = 0;

    /// Whether there is more in it than the reference.
    bool judges_adapters() const;
    Tally tally(std::size_t row) const;
    Tally total() const;
    /// 0: nothing failed; 1: something did; 2: something could not be asked.
    int exit_code() const;
};

}  // namespace streamspec
