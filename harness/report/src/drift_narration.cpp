#include "streamspec/report/drift_narration.hpp"

#include <algorithm>
#include <string_view>

#include "streamspec/report/narrate.hpp"

namespace streamspec {
namespace {

std::string first_difference(const Trace& trace, const Difference& difference,
                             const std::optional<std::size_t>& event) {
    const auto* turn = difference.turn ? &trace.turns[*difference.turn] : nullptr;
    if (event) {
        return narrate((turn != nullptr ? turn->events : trace.setup)[*event]);
    }
    if (turn == nullptr) {
        return "nothing";
    }
    if (difference.what == "iterations") {
        return "the loop is idle after iteration " + std::to_string(turn->iterations);
    }
    if (difference.what.starts_with("state.")) {
        return narrate(turn->state);
    }
    return turn->state.pending.empty() ? "nothing" : "nothing (" + narrate(turn->state) + ")";
}

/// Whether a feature is that call.
bool is_call(FeatureSet features, Verb call) {
    std::string feature(name(call));
    std::replace(feature.begin(), feature.end(), '_', '-');
    auto found = find_feature(feature);
    return found && features.has(*found);
}

/// What a release that can play the script shows of what another lacks.
std::string first_use(const Trace& trace, FeatureSet lacked) {
    for (const auto& turn : trace.turns) {
        for (const auto& event : turn.events) {
            const auto* call = std::get_if<CallEvent>(&event.is);
            if (call != nullptr && is_call(lacked, call->call)) {
                return narrate(event);
            }
        }
    }
    return "can be played";
}

/// One side of a change between releases of which one cannot play the script.
std::string narrate_support(const DriftReport::Side& side, const DriftReport::Side& other) {
    return side.lacks.empty() ? first_use(*side.trace, other.lacks) : "there is no " + narrate(side.lacks);
}

}  // namespace

DriftNarration narrate(const DriftReport::Change& change) {
    const auto& difference = change.difference;
    DriftNarration text;
    if (!difference) {
        text.before = narrate_support(change.before, change.after);
        text.after = narrate_support(change.after, change.before);
        return text;
    }
    text.where = difference->turn ? "turn " + std::to_string(*difference->turn) : "setup";
    if (difference->turn && *difference->turn < change.script->turns.size()) {
        for (const auto& action : change.script->turns[*difference->turn].actions) {
            text.doing += (text.doing.empty() ? "" : "; ") + narrate(action);
        }
    }
    text.aspect = name(difference->aspect);
    text.before = first_difference(*change.before.trace, *difference, difference->expected_event);
    text.after = first_difference(*change.after.trace, *difference, difference->seen_event);
    if (text.before == text.after) {
        text.before += ", " + difference->what + ": " + difference->expected.value_or("nothing");
        text.after += ", " + difference->what + ": " + difference->seen.value_or("nothing");
    }
    return text;
}

std::string narrate_fate(const DriftReport::Entry& entry, const DriftReport& report) {
    if (!entry.holds_in_one()) {
        return "";
    }
    return entry.after ? "holds in " + report.to.asked.str() + ", not in " + report.from.asked.str()
                       : "held in " + report.from.asked.str() + ", no longer in " + report.to.asked.str();
}

std::string narrate_substitute(const ReleaseTable::Entry& release) {
    if (release.asked == release.recorded) {
        return "";
    }
    return release.asked.str() + " is not recorded: told from the traces of " + release.recorded.str() +
           (release.differs.empty() ? "" : " (known to differ: " + release.differs + ")");
}

}  // namespace streamspec
