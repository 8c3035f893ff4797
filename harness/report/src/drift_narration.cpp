#include "streamspec/report/drift_narration.hpp"

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
    return "nothing (" + narrate(turn->state) + ")";
}

std::string narrate_side(const DriftReport::Side& side, const std::optional<Difference>& difference,
                         const std::optional<std::size_t>& event) {
    if (!side.lacks.empty()) {
        return "there is no " + narrate(side.lacks);
    }
    return difference ? first_difference(*side.trace, *difference, event) : "can be played";
}

}  // namespace

DriftNarration narrate(const DriftReport::Change& change) {
    const auto& difference = change.difference;
    DriftNarration text;
    if (!difference) {
        text.before = narrate_side(change.before, difference, std::nullopt);
        text.after = narrate_side(change.after, difference, std::nullopt);
        return text;
    }
    text.where = difference->turn ? "turn " + std::to_string(*difference->turn) : "setup";
    if (difference->turn && *difference->turn < change.script->turns.size()) {
        for (const auto& action : change.script->turns[*difference->turn].actions) {
            text.doing += (text.doing.empty() ? "" : "; ") + narrate(action);
        }
    }
    text.aspect = name(difference->aspect);
    text.before = narrate_side(change.before, difference, difference->expected_event);
    text.after = narrate_side(change.after, difference, difference->seen_event);
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
