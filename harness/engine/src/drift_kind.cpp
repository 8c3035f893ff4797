#include "drift_kind.hpp"

namespace streamspec {
namespace {

/// What an event is about, names and values apart.
struct KindOf {
    std::string operator()(const Returned&) const { return "returned"; }
    std::string operator()(const Raised& outcome) const { return "raised " + outcome.error->type; }
    std::string operator()(const Blocked&) const { return "blocked"; }
    std::string operator()(const Yielded&) const { return "yielded"; }

    std::string operator()(const CallEvent& event) const {
        // Which call it is that raises does not matter: the error is what differs.
        auto outcome = std::visit(*this, event.outcome);
        return std::holds_alternative<Raised>(event.outcome) ? outcome
                                                             : std::string(name(event.call)) + " " + outcome;
    }
    std::string operator()(const TaskEnded& event) const {
        return "ended " + std::string(name(event.how)) + (event.error ? " " + event.error->type : "");
    }
    std::string operator()(const CallbackRan&) const { return "callback"; }
    std::string operator()(const TransportCalled& event) const {
        return "transport " + std::string(name(event.call));
    }
    std::string operator()(const OverrideCalled&) const { return "override"; }
    std::string operator()(const ClientCalled&) const { return "client"; }
    std::string operator()(const StartTlsCalled&) const { return "start_tls"; }
    std::string operator()(const WarningShown& event) const { return "warning " + event.category; }
    std::string operator()(const Logged& event) const { return "log " + event.level; }
    std::string operator()(const HandlerCalled& event) const { return "handler " + event.message; }
    std::string operator()(const Unraisable& event) const { return "unraisable " + event.raised->type; }
    std::string operator()(const Spins&) const { return "spins"; }
};

std::string kind_of(const Trace& trace, const Difference& difference,
                    const std::optional<std::size_t>& event) {
    if (!event) {
        return "nothing";
    }
    const auto& events = difference.turn ? trace.turns[*difference.turn].events : trace.setup;
    return std::visit(KindOf{}, events[*event].is);
}

std::string names(FeatureSet features) {
    std::string text;
    for (auto feature : features.without({})) {
        text += " ";
        text += name(feature);
    }
    return text;
}

}  // namespace

std::string drift_kind(const DriftReport::Change& change) {
    if (!change.difference) {
        return "lacks" + names(change.before.lacks) + ", then" + names(change.after.lacks);
    }
    const auto& difference = *change.difference;
    return std::string(name(difference.aspect)) + " " + difference.what + ": " +
           kind_of(*change.before.trace, difference, difference.expected_event) + ", then " +
           kind_of(*change.after.trace, difference, difference.seen_event);
}

}  // namespace streamspec
