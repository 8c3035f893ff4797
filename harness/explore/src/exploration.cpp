#include "streamspec/explore/exploration.hpp"

#include <chrono>
#include <optional>
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

const Finding* Exploration::compare(const Script& script, const std::string& origin,
                                    const std::string& command) {
    auto outcome = duel_.fight(script);
    if (outcome.unsupported) {
        ++unsupported_;
        return nullptr;
    }
    ++compared_;
    if (!outcome.divergence) {
        return nullptr;
    }
    ++divergences_;
    const auto bucket = outcome.divergence->bucket;
    if (auto known = buckets_.find(bucket); known != buckets_.end()) {
        note(known->second, bucket);
        return nullptr;
    }
    Finding finding;
    finding.bucket = bucket;
    finding.times = 1;
    finding.origin = origin;
    finding.script = script;
    finding.what = outcome.divergence->what;
    finding.first_actions = count_actions(script);
    finding.flaky = duel_.flaky(script);
    if (finding.flaky.empty()) {
        reduce(finding);
    }
    finding.command = command;
    buckets_.emplace(bucket, findings_.size());
    findings_.push_back(std::move(finding));
    return join_causes() ? &findings_.back() : nullptr;
}

void Exploration::note(std::size_t finding, const Divergence::Bucket& bucket) {
    auto& known = findings_[finding];
    ++(known.bucket == bucket ? known.times : known.also[bucket]);
}

void Exploration::reduce(Finding& finding) {
    const auto begin = std::chrono::steady_clock::now();
    auto shrunk = shrink(finding.script, [&](const Script& smaller) {
        auto of_smaller = duel_.fight(smaller);
        return of_smaller.divergence && of_smaller.divergence->bucket == finding.bucket;
    });
    finding.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    finding.script = std::move(shrunk.script);
    finding.tried = shrunk.tried;
    if (auto again = duel_.fight(finding.script).divergence) {
        finding.what = again->what;
    }
}

bool Exploration::join_causes() {
    /// The finding in whose bucket a script ends that is a step smaller than the smallest one of `effect`.
    const auto cause_of = [&](std::size_t effect, auto&& may_be) {
        std::optional<std::size_t> cause;
        if (findings_[effect].flaky.empty()) {
            shrink(findings_[effect].script, [&](const Script& smaller) {
                auto divergence = cause ? std::nullopt : duel_.fight(smaller).divergence;
                const auto known = divergence ? buckets_.find(divergence->bucket) : buckets_.end();
                if (known != buckets_.end() && may_be(known->second)) {
                    cause = known->second;
                }
                return false;
            });
        }
        return cause;
    };
    const auto last = findings_.size() - 1;
    if (auto cause = cause_of(last, [&](std::size_t other) { return other != last; })) {
        join(last, *cause);
        return false;
    }
    bool is_new = true;
    for (auto effect = last; effect-- > 0;) {
        const auto newest = findings_.size() - 1;
        if (cause_of(effect, [&](std::size_t other) { return other == newest; })) {
            join(effect, newest);
            is_new = false;
        }
    }
    return is_new;
}

void Exploration::join(std::size_t effect, std::size_t cause) {
    const auto joined = findings_[effect];
    auto& remaining = findings_[cause];
    remaining.also[joined.bucket] += joined.times;
    for (const auto& [bucket, times] : joined.also) {
        remaining.also[bucket] += times;
    }
    findings_.erase(findings_.begin() + static_cast<std::ptrdiff_t>(effect));
    for (auto& [bucket, finding] : buckets_) {
        if (finding == effect) {
            finding = cause;
        }
        finding -= finding > effect ? 1U : 0U;
    }
}

}  // namespace streamspec
