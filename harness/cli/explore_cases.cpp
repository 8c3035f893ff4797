#include "explore_cases.hpp"

#include "command.hpp"
#include "streamspec/explore/block.hpp"
#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/script_codec.hpp"

namespace streamspec::cli {
namespace {

using Outcome = CaseResult::Outcome;

CaseResult make_case(std::string name, const ExploredSubject& subject) {
    return {std::move(name), subject.name + " " + subject.version, subject.name, ""};
}

void set_outcome(CaseResult& result, Outcome outcome, std::string message) {
    result.outcome = outcome;
    result.counts = result.failed();
    result.message = std::move(message);
}

std::string counted(std::uint64_t number, const std::string& what) {
    return std::to_string(number) + " " + what + (number == 1 ? "" : "s");
}

/// What a run that was stopped has to say; its exit code tells it too, unless something failed before.
void note_interruption(CaseRun& run, std::uint64_t next) {
    run.problems.push_back({"", "", "stopped; --from " + std::to_string(next) + " goes on"});
}

}  // namespace

CaseResult case_of(const Finding& finding, const std::string& mode, const ExploredSubject& subject) {
    auto result = make_case(mode + "/" + finding.bucket.call + ", " + finding.bucket.aspect, subject);
    set_outcome(result, Outcome::fail, finding.what);
    result.differs_in.push_back(finding.bucket.aspect);
    result.command = finding.command;
    JsonWriter script;
    encode(script, finding.script);
    result.detail = counted(finding.times, "script") + ", first " + finding.origin + '\n';
    for (const auto& [bucket, times] : finding.also) {
        result.detail +=
            "also seen as " + bucket.call + ", " + bucket.aspect + ": " + counted(times, "script") + '\n';
    }
    for (const auto& name : finding.flaky) {
        result.detail += "flaky: not the same each time in " + name + '\n';
    }
    result.detail += "script: " + script.take() + '\n';
    return result;
}

CaseRun cases_of(const ExplorationReport& report, const ExploredSubject& subject) {
    CaseRun run{"explore"};
    auto& whole = run.cases.emplace_back(make_case(report.mode, subject));
    whole.took = std::chrono::duration<double>(report.seconds);
    if (report.divergences > 0) {
        set_outcome(whole, Outcome::fail,
                    std::to_string(report.divergences) + " of " + counted(report.compared, "script") +
                        " differ, in " + counted(report.findings.size(), "bucket"));
    } else if (report.compared == 0) {
        set_outcome(whole, Outcome::error, "no script was compared");
    }
    for (const auto& finding : report.findings) {
        run.cases.push_back(case_of(finding, report.mode, subject));
    }
    run.notes.push_back("compared with " + report.expected + ": " + counted(report.compared, "script") +
                        ", " + std::to_string(report.unsupported) + " unsupported; shard " +
                        report.shard.str() + (report.seed ? "; seed " + std::to_string(*report.seed) : ""));
    if (report.interrupted) {
        note_interruption(run, report.next);
    }
    return run;
}

int exit_code_of(const ExplorationReport& report) {
    if (report.divergences > 0) {
        return kFailed;
    }
    return report.compared > 0 && !report.interrupted && report.problems.empty() ? 0 : kCouldNotAsk;
}

int exit_code_of(const ExhaustiveReport& report) {
    if (!report.all_same()) {
        return kFailed;
    }
    return report.scripts > 0 && !report.interrupted && report.missing.empty() ? 0 : kCouldNotAsk;
}

CaseRun cases_of(const ExhaustiveReport& report, const ExploredSubject& subject,
                 const std::function<std::string(const Universe&, std::uint64_t)>& command) {
    CaseRun run{"explore"};
    for (const auto& part : report.parts) {
        if (part.blocks == 0) {
            ++run.not_run;  // it was stopped before
            continue;
        }
        const auto name = "exhaustive/" + part.universe->name();
        auto whole = make_case(name, subject);
        if (!part.different.empty()) {
            set_outcome(
                whole, Outcome::fail,
                std::to_string(part.different.size()) + " of " + counted(part.blocks, "block") + " differ");
        } else if (!part.problems.empty()) {
            set_outcome(whole, Outcome::error, part.problems.front());
        }
        for (const auto& problem : part.problems) {
            whole.detail += problem + '\n';
        }
        run.cases.push_back(std::move(whole));
        for (auto block : part.different) {
            auto result = make_case(name + ", block " + std::to_string(block), subject);
            set_outcome(result, Outcome::fail, "its digest is not that of " + report.expected);
            result.command = command(*part.universe, block);
            run.cases.push_back(std::move(result));
        }
    }
    if (run.cases.empty()) {
        run.problems.push_back({"", "", "no block was judged"});
    }
    run.notes.push_back("compared with what " + report.expected +
                        " did: " + counted(report.scripts, "script") + "; shard " + report.shard.str());
    if (report.interrupted) {
        note_interruption(run, report.next);
    }
    return run;
}

}  // namespace streamspec::cli
