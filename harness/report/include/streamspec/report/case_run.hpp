#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "streamspec/model/replay_report.hpp"

namespace streamspec {

/// One question that a verb put to a subject, and what came of it, in the terms that the formats of CI share.
struct CaseResult {
    enum class Outcome { pass, fail, unsupported, known, error };

    std::string name;          ///< what was asked: of `replay` the script's id
    std::string subject;       ///< who was asked, with version
    std::string subject_name;  ///< without
    std::string release;       ///< as which release; empty: none in particular
    Outcome outcome = Outcome::pass;
    std::string message{};                  ///< why it is no pass, in a line
    std::vector<std::string> differs_in{};  ///< of a failure, the aspects; may be empty
    std::string detail{};                   ///< more about it, in lines
    std::string file{};                     ///< where the question stands; may be empty
    std::string command{};                  ///< asks it again, alone; may be empty
    std::chrono::duration<double> took{};   ///< for information only
    std::optional<std::string> before{};    ///< the outcome in the baseline, where that has another
    /// Whether it counts against the run. Compared with a baseline, only what is worse than there does.
    bool counts = false;

    /// "NAME VERSION as RELEASE"
    std::string suite() const;
    bool failed() const noexcept { return outcome == Outcome::fail || outcome == Outcome::error; }
};

/// "pass", "fail", "unsupported", "known" or "error".
std::string_view name(CaseResult::Outcome outcome) noexcept;

/// All that a verb asked, for a reporter.
struct CaseRun {
    std::string verb;  ///< "replay"
    std::vector<CaseResult> cases{};
    std::vector<ReplayReport::Problem> problems{};
    std::size_t not_run = 0;
    /// Whether `cases` are only those that changed since a baseline.
    bool compared = false;
    /// Remarks on the whole, a line each.
    std::vector<std::string> notes{};
    /// 0: nothing failed; 1: something did; 2: something could not be asked.
    int exit_code = 0;

    std::size_t count(CaseResult::Outcome outcome) const;
    /// "1 of 12 failed" and what else there is, in a line.
    std::string summary() const;
};

/// A problem in a line.
std::string line_of(const ReplayReport::Problem& problem);

}  // namespace streamspec
