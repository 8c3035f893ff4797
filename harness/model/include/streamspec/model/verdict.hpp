#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "streamspec/model/aspect.hpp"
#include "streamspec/model/feature.hpp"
#include "streamspec/model/script.hpp"
#include "streamspec/model/trace.hpp"

namespace streamspec {

/// The first place at which two traces of one script differ.
struct Difference {
    Aspect aspect = Aspect::result;
    std::optional<std::size_t> turn;  ///< none: in the setup
    // The event, by its position in its trace's turn; none where that side has no such event, or it is none.
    std::optional<std::size_t> expected_event;
    std::optional<std::size_t> seen_event;
    /// What of it differs: "raised.text", "state.pending", "iterations"…
    std::string what;
    // The values that differ, as JSON; none where that side has nothing there.
    std::optional<std::string> expected;
    std::optional<std::string> seen;
};

/// The subject did what the golden trace says.
struct Pass {};
/// It did something else.
struct Fail {
    /// None where it passes although it is listed as a known divergence: the list is to be mended.
    std::optional<Difference> difference;
    /// Every aspect in which the traces differ; without a difference, those that are listed and do not.
    AspectSet differs_in;
    std::shared_ptr<const Script> script;  ///< with its epilogue
    std::shared_ptr<const Trace> expected;
    std::shared_ptr<const Trace> seen;
};
/// The script needs features that the subject does not declare, or that the release it is judged by lacks.
struct Unsupported {
    std::vector<Feature> missing;
};
/// It did something else, as is listed with a reason.
struct Known {
    std::string reason;
    Fail shown{};  ///< what it did
};
/// There is no answer: the question could not be asked (bad input), or the subject broke.
struct NoAnswer {
    bool bad_input = false;
    std::string file;     ///< with bad input
    std::string pointer;  ///< with bad input; may be empty
    std::string reason;
};

/// How a subject did on one script.
using Verdict = std::variant<Pass, Fail, Unsupported, Known, NoAnswer>;

/// How many verdicts of each kind there are.
struct Tally {
    std::size_t pass = 0;
    std::size_t fail = 0;
    std::size_t unsupported = 0;
    std::size_t known = 0;
    std::size_t error = 0;

    void add(const Verdict& verdict);
    void add(const Tally& other);
    std::size_t total() const noexcept { return pass + fail + unsupported + known + error; }
};

/// "pass", "fail", "unsupported", "known" or "error".
std::string_view name(const Verdict& verdict) noexcept;

}  // namespace streamspec
