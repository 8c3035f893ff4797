#include "streamspec/report/case_run.hpp"

#include <algorithm>

#include "streamspec/model/input_error.hpp"

namespace streamspec {

std::string CaseResult::suite() const {
    return release.empty() ? subject : subject + " as " + release;
}

std::string_view name(CaseResult::Outcome outcome) noexcept {
    switch (outcome) {
        case CaseResult::Outcome::pass:
            return "pass";
        case CaseResult::Outcome::fail:
            return "fail";
        case CaseResult::Outcome::unsupported:
            return "unsupported";
        case CaseResult::Outcome::known:
            return "known";
        case CaseResult::Outcome::error:
            break;
    }
    return "error";
}

std::size_t CaseRun::count(CaseResult::Outcome outcome) const {
    return static_cast<std::size_t>(std::count_if(
        cases.begin(), cases.end(), [&](const CaseResult& each) { return each.outcome == outcome; }));
}

std::string CaseRun::summary() const {
    using Outcome = CaseResult::Outcome;
    auto text = std::to_string(cases.size()) + (compared ? " changed" : " asked");
    for (auto outcome :
         {Outcome::pass, Outcome::fail, Outcome::error, Outcome::unsupported, Outcome::known}) {
        if (auto found = count(outcome); found > 0) {
            text += ", " + std::to_string(found) + " " + std::string(name(outcome));
        }
    }
    if (not_run > 0) {
        text += ", " + std::to_string(not_run) + " not run";
    }
    return text;
}

std::string line_of(const ReplayReport::Problem& problem) {
    return problem.file.empty() ? problem.reason
                                : InputError(problem.file, problem.pointer, problem.reason).what();
}

}  // namespace streamspec
