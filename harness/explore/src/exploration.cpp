#include "streamspec/explore/exploration.hpp"

#include <chrono>
#include <utility>

#include "streamspec/explore/shrink.hpp"

namespace streamspec {
namespace {

std::size_t count(const Action& action);

std::size_t count(const std::vector<Action>& actions) {
    std::size_t all = 0;
    for (const auto& action : actions) {
        all += count(action);
    }
    return all;
}

std::size_t count(const std::vector<Step>& steps) {
    std::size_t all = 0;
    for (const auto& step : steps) {
        if (const auto* action = std::get_if<Action>(&step.is)) {
            all += count(*action);
            continue;
        }
        const auto* timeout = std::get_if<Timeout>(&std::get<AwaitingCall>(step.is).is);
        all += 1 + (timeout != nullptr ? count(timeout->body) : 0);
    }
    return all;
}

std::size_t count(const Action& action) {
    if (const auto* start = std::get_if<Start>(&action.is)) {
        return 1 + count(start->body);
    }
    if (const auto* soon = std::get_if<CallSoon>(&action.is)) {
        return 1 + count(soon->body);
    }
    if (const auto* later = std::get_if<CallLater>(&action.is)) {
        return 1 + count(later->body);
    }
    return 1;
}

}  // namespace

std::size_t count_actions(const Script& script) {
    std::size_t all = 0;
    for (const auto& turn : script.turns) {
        all += count(turn.actions);
    }
    return all;
}

void Exploration::compare(const Script& script, const std::string& origin) {
    auto outcome = duel_.fight(script);
    if (outcome.unsupported) {
        ++unsupported_;
        return;
    }
    ++compared_;
    if (!outcome.divergence) {
        return;
    }
    ++divergences_;
    const auto bucket = outcome.divergence->bucket;
    if (auto known = buckets_.find(bucket); known != buckets_.end()) {
        ++findings_[known->second].times;
        return;
    }
    Finding finding{bucket, 1, origin, script, {}, outcome.divergence->what, count_actions(script), 0, 0, {}};
    finding.flaky = duel_.flaky(script);
    if (finding.flaky.empty()) {
        const auto begin = std::chrono::steady_clock::now();
        auto shrunk = shrink(script, [&](const Script& smaller) {
            auto of_smaller = duel_.fight(smaller);
            return of_smaller.divergence && of_smaller.divergence->bucket == bucket;
        });
        finding.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        finding.script = std::move(shrunk.script);
        finding.tried = shrunk.tried;
        if (auto again = duel_.fight(finding.script).divergence) {
            finding.what = again->what;
        }
    }
    finding.whole = duel_.whole(finding.script);
    buckets_.emplace(bucket, findings_.size());
    findings_.push_back(std::move(finding));
}

}  // namespace streamspec
