#include "streamspec/report/replay_cases.hpp"

#include <sstream>
#include <utility>

#include "failure_text.hpp"
#include "streamspec/report/replay_text.hpp"

namespace streamspec {
namespace {

struct OutcomeOf {
    CaseResult::Outcome operator()(const Pass&) const { return CaseResult::Outcome::pass; }
    CaseResult::Outcome operator()(const Fail&) const { return CaseResult::Outcome::fail; }
    CaseResult::Outcome operator()(const Unsupported&) const { return CaseResult::Outcome::unsupported; }
    CaseResult::Outcome operator()(const Known&) const { return CaseResult::Outcome::known; }
    CaseResult::Outcome operator()(const NoAnswer&) const { return CaseResult::Outcome::error; }
};

}  // namespace

CaseResult case_of(const ReplayReport& report, const ReplayReport::Answer& answer,
                   const std::string& scripts) {
    const auto& row = report.rows[answer.row];
    CaseResult result{answer.script, row.subject, row.name.empty() ? row.subject : row.name,
                      row.release.asked.str()};
    result.outcome = std::visit(OutcomeOf{}, answer.verdict);
    result.message = reason_of(answer.verdict);
    result.file = scripts + "/" + answer.script + ".json";
    result.command = reproduce_command(report, answer.script, row);
    result.took = answer.took;
    result.counts = result.failed();
    if (const auto* fail = std::get_if<Fail>(&answer.verdict); fail != nullptr && fail->difference) {
        for (auto aspect : kAllAspects) {
            if (fail->differs_in.has(aspect)) {
                result.differs_in.emplace_back(name(aspect));
            }
        }
        std::ostringstream body;
        write_failure_body(body, *fail, Style{});
        result.detail = std::move(body).str();
    }
    return result;
}

CaseRun cases_of(const ReplayReport& report, const std::string& scripts) {
    CaseRun run{"replay"};
    run.cases.reserve(report.answers.size());
    for (const auto& answer : report.answers) {
        run.cases.push_back(case_of(report, answer, scripts));
    }
    run.problems = report.problems;
    run.not_run = report.not_run;
    run.exit_code = report.exit_code();
    return run;
}

}  // namespace streamspec
