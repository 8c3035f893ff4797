#include "streamspec/engine/expectation.hpp"

#include <algorithm>
#include <set>

#include "streamspec/model/needs.hpp"

namespace streamspec {
namespace {

bool has_exception(const State& state, const std::string& reader) {
    return std::any_of(state.readers.begin(), state.readers.end(), [&](const ReaderState& each) {
        return each.name == reader && each.exception && !std::holds_alternative<None>(each.exception->is);
    });
}

/// Whether doing the action changes anything, things standing as they do.
bool has_effect(const Action& action, const State& before) {
    if (std::holds_alternative<CancelAll>(action.is)) {
        return !before.pending.empty();
    }
    if (const auto* clearing = std::get_if<SetException>(&action.is)) {
        return has_exception(before, clearing->on);
    }
    return true;
}

/// What is left out of a turn of the epilogue: the verbs, and whether any of it has an effect.
struct LeftOut {
    std::set<Verb> verbs;
    bool matters = false;
};

LeftOut find_left_out(const Turn& turn, FeatureSet features, const State& before) {
    LeftOut out;
    for (const auto& action : turn.actions) {
        if (const auto* start = std::get_if<Start>(&action.is)) {
            for (const auto& step : start->body) {
                if (!features.has_all(needs(step))) {
                    // The epilogue's bodies only ask: what they do not ask changes nothing.
                    out.verbs.insert(std::visit([](const auto& is) { return verb(is); }, step.is));
                }
            }
        } else if (!features.has_all(needs(action))) {
            out.verbs.insert(verb(action));
            out.matters = out.matters || has_effect(action, before);
        }
    }
    return out;
}

bool is_of_epilogue(const CallEvent& event) {
    return event.by == "turn" || event.by.starts_with("epilogue.");
}

}  // namespace

bool leaves_something_out(const Script& script, FeatureSet features) {
    FeatureSet needed;
    for (auto i = script.own_turns; i < script.turns.size(); ++i) {
        for (const auto& action : script.turns[i].actions) {
            needed.add(needs(action));
        }
    }
    return !features.has_all(needed);
}

Trace expectation(Trace golden, const Script& script, FeatureSet features) {
    for (auto i = script.own_turns; i < golden.turns.size() && i < script.turns.size(); ++i) {
        static const State kNothing;
        auto out = find_left_out(script.turns[i], features, i > 0 ? golden.turns[i - 1].state : kNothing);
        if (out.matters) {
            golden.turns.resize(i);
            break;
        }
        if (!out.verbs.empty()) {
            std::erase_if(golden.turns[i].events, [&](const Event& event) {
                const auto* call = std::get_if<CallEvent>(&event.is);
                return call != nullptr && is_of_epilogue(*call) && out.verbs.contains(call->call);
            });
        }
    }
    return golden;
}

}  // namespace streamspec
