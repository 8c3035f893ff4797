#include "streamspec/explore/duel.hpp"

#include <utility>

#include "streamspec/engine/compare.hpp"
#include "streamspec/model/needs.hpp"
#include "streamspec/model/trace_codec.hpp"

namespace streamspec {
namespace {

struct Answer {
    std::optional<Trace> trace;
    bool unsupported = false;
    std::string error;
};

Answer ask(Subject& subject, const Script& whole) {
    try {
        return {subject.run(whole), false, {}};
    } catch (const MissingFeatures&) {
        return {std::nullopt, true, {}};
    } catch (const SubjectError& error) {
        return {std::nullopt, false, error.what()};
    }
}

struct EventKind {
    std::string operator()(const CallEvent& event) const { return std::string(name(event.call)); }
    std::string operator()(const TaskEnded&) const { return "ended"; }
    std::string operator()(const CallbackRan&) const { return "callback"; }
    std::string operator()(const TransportCalled& event) const {
        return "transport." + std::string(name(event.call));
    }
    std::string operator()(const OverrideCalled&) const { return "override"; }
    std::string operator()(const ClientCalled&) const { return "client"; }
    std::string operator()(const StartTlsCalled&) const { return "start_tls"; }
    std::string operator()(const WarningShown&) const { return "warning"; }
    std::string operator()(const Logged&) const { return "log"; }
    std::string operator()(const HandlerCalled&) const { return "handler"; }
    std::string operator()(const Unraisable&) const { return "unraisable"; }
    std::string operator()(const Spins&) const { return "spins"; }
};

std::string call_of(const Difference& difference, const Trace& expected, const Trace& seen) {
    auto kind = [&](const Trace& trace, std::optional<std::size_t> at) -> std::optional<std::string> {
        const auto& events = difference.turn ? trace.turns[*difference.turn].events : trace.setup;
        return at && *at < events.size() ? std::optional(std::visit(EventKind{}, events[*at].is))
                                         : std::nullopt;
    };
    if (auto of_expected = kind(expected, difference.expected_event)) {
        return *of_expected;
    }
    return kind(seen, difference.seen_event).value_or("state");
}

std::string sentence(const Difference& difference) {
    return (difference.turn ? "turn " + std::to_string(*difference.turn) : std::string("setup")) + ", " +
           std::string(name(difference.aspect)) + ", " + difference.what + ": expected " +
           difference.expected.value_or("nothing") + ", seen " + difference.seen.value_or("nothing");
}

std::string text_of(const Answer& answer) {
    if (!answer.trace) {
        return answer.unsupported ? "unsupported" : "no answer";
    }
    JsonWriter writer;
    encode(writer, *answer.trace);
    return writer.take();
}

}  // namespace

Duel::Duel(Subject& expected, Subject& seen, std::function<const Epilogue&(Layer)> epilogue,
           AspectSet aspects)
    : expected_(expected),
      seen_(seen),
      epilogue_(std::move(epilogue)),
      aspects_(aspects & expected.info().aspects & seen.info().aspects) {
    features_ = expected.info().features;
    for (auto feature : features_.without(seen.info().features)) {
        features_.remove(feature);
    }
}

Duel::Outcome Duel::fight(const Script& script) {
    if (!features_.has_all(needs(script))) {
        return {true, {}};
    }
    const auto all = whole(script);
    const auto expected = ask(expected_, all);
    if (expected.unsupported) {
        return {true, {}};
    }
    const auto seen = ask(seen_, all);
    if (seen.unsupported) {
        return {true, {}};
    }
    Outcome outcome;
    if (!expected.trace || !seen.trace) {
        const auto& silent = expected.trace ? seen_ : expected_;
        const auto& error = expected.trace ? seen.error : expected.error;
        outcome.divergence = Divergence{{silent.info().name, "answer"}, silent.info().name + ": " + error};
    } else if (expected.trace->turns.size() != seen.trace->turns.size()) {
        outcome.divergence =
            Divergence{{seen_.info().name, "answer"}, "the trace has another number of turns"};
    } else if (auto difference = compare(*expected.trace, *seen.trace, aspects_, features_)) {
        outcome.divergence = Divergence{
            {call_of(*difference, *expected.trace, *seen.trace), std::string(name(difference->aspect))},
            sentence(*difference)};
    }
    return outcome;
}

std::vector<std::string> Duel::flaky(const Script& script, int times) {
    const auto all = whole(script);
    std::vector<std::string> names;
    for (auto* subject : {&expected_, &seen_}) {
        const auto first = text_of(ask(*subject, all));
        for (int i = 1; i < times; ++i) {
            if (text_of(ask(*subject, all)) != first) {
                names.push_back(subject->info().name);
                break;
            }
        }
    }
    return names;
}

}  // namespace streamspec
