#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "explore_cases.hpp"
#include "exploring.hpp"
#include "result_output.hpp"
#include "streamspec/engine/corpus.hpp"
#include "streamspec/explore/exhaustive_check.hpp"
#include "streamspec/explore/exhaustive_report.hpp"
#include "streamspec/model/golden_blocks.hpp"
#include "terminal.hpp"

namespace streamspec::cli {

/// `explore --exhaustive` beside the digests that were recorded.
class DigestCheck {
  public:
    /// `options` have to live as long. Throws InputError.
    explicit DigestCheck(const ExploreOptions& options);

    /// Judges the blocks, writes the report as the options say, and returns the exit code. Throws InputError.
    int run();

  private:
    using Clock = std::chrono::steady_clock;

    /// Who is judged. Says as which release, if anything does.
    SubjectMaker subject_maker();
    /// The same blocks, with what was recorded of each.
    std::vector<BlockTask> with_digests(std::vector<BlockTask> tasks);
    /// One result for each task.
    std::vector<BlockResult> judge(const std::vector<BlockTask>& tasks, const SubjectMaker& make);
    ExhaustiveReport report_of(const std::vector<BlockTask>& tasks,
                               const std::vector<BlockResult>& results) const;
    CaseRun cases_of(const ExhaustiveReport& report) const;
    GoldenBlocks read(const Universe& universe, const Epilogue& epilogue);
    void show_progress(std::size_t done, std::size_t all, std::size_t different);
    /// Whether there is more that could be asked, and is not.
    bool asks_a_part() const;
    void write_text(std::ostream& out, const ExhaustiveReport& report) const;
    /// Asks about the scripts of a block, one by one, with live CPython.
    std::string narrowing_command(const Universe& universe, std::uint64_t block) const;
    /// Finds the scripts of a block that differ, with live CPython, where it is here.
    void narrow(const Universe& universe, std::uint64_t block) const;
    double seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }

    const ExploreOptions& options_;
    ResultOutput output_;
    Home home_;
    Corpus corpus_;
    std::optional<Release> release_;  ///< whose digests are meant; none: the newest that were recorded
    ExploredSubject seen_;
    Clock::time_point begin_ = Clock::now();
    Progress progress_;
};

}  // namespace streamspec::cli
