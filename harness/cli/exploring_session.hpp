#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "explore_cases.hpp"
#include "exploring.hpp"
#include "result_output.hpp"
#include "streamspec/engine/corpus.hpp"
#include "streamspec/explore/exploration.hpp"
#include "streamspec/explore/exploration_report.hpp"
#include "streamspec/explore/universe.hpp"
#include "streamspec/subject/subject.hpp"
#include "terminal.hpp"

namespace streamspec::cli {

/// From now on Ctrl-C does not end the process; `interrupted` tells.
void stop_at_interrupts();
bool interrupted();

/// The two subjects of an exploration, and how it goes on. From the beginning of a session on, Ctrl-C ends
/// the exploration at the next script.
class Session {
  public:
    /// `mode` is its name in reports: "random". Throws InputError where a subject cannot be had. `options`
    /// have to live as long.
    Session(const ExploreOptions& options, std::string mode);

    const Corpus& corpus() const { return corpus_; }
    FeatureSet features() const { return duel_->features(); }
    /// See RandomOptions.
    bool gathers_in_order() const;
    /// `arguments` put the script again, alone, where the options of the session follow.
    void compare(const Script& script, const std::string& origin, const std::string& arguments);
    /// Compares all scripts of a block: by their digest where that is told and the same, else one by one.
    /// Returns whether it came to the end.
    bool compare_block(const Universe& universe, std::uint64_t block);
    /// Whether there is time left, and nobody has interrupted.
    bool goes_on() const;
    void show_progress(std::uint64_t done, std::uint64_t all);
    /// Writes the report as the options say; returns the exit code.
    int end(ExplorationReport report);

  private:
    using Clock = std::chrono::steady_clock;

    double seconds() const { return std::chrono::duration<double>(Clock::now() - begin_).count(); }
    bool same_digest(const Universe& universe, std::uint64_t block);
    std::unique_ptr<Subject> make(const std::string& command, const std::string& option) const;
    /// As which release the reference behaves beside another subject.
    Release release_beside(const Subject* other) const;

    ExploredSubject judged() const { return {seen_->info().name, seen_->info().version}; }

    const ExploreOptions& options_;
    std::string mode_;
    std::string who_;  ///< the options that name both subjects
    ResultOutput output_;
    Home home_;
    Corpus corpus_;
    std::unique_ptr<Subject> expected_;
    std::unique_ptr<Subject> seen_;
    std::optional<Duel> duel_;
    std::optional<Exploration> exploration_;
    Clock::time_point begin_ = Clock::now();
    Progress progress_;
};

}  // namespace streamspec::cli
