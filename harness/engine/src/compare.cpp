#include "streamspec/engine/compare.hpp"

#include <algorithm>

#include "event_comparison.hpp"
#include "lanes.hpp"
#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/trace_codec.hpp"

namespace streamspec {
namespace {

using Found = std::optional<Difference>;

template <class T>
std::string encoded(const T& what) {
    JsonWriter writer;
    encode(writer, what);
    return writer.take();
}

std::string names(const std::vector<std::string>& list) {
    JsonWriter writer;
    writer.array(list, [&](const std::string& name) { writer.string(name); });
    return writer.take();
}

std::string reader_names(const std::vector<ReaderState>& readers) {
    JsonWriter writer;
    writer.array(readers, [&](const ReaderState& reader) { writer.string(reader.name); });
    return writer.take();
}

/// Whether two lists of events agree in every aspect. Where they do, `identities` has taken down what they
/// match.
bool agree(const std::vector<Event>& expected, const std::vector<Event>& seen, Identities& identities) {
    auto matched = identities;
    auto same = [&](const Event& a, const Event& b) {
        if (a.iteration != b.iteration || !same_in_order(a, b)) {
            return false;
        }
        if (lane_of(a).kind == Lane::Kind::notice) {
            return !compare_notices(a, b, matched);
        }
        return !compare_structure(a, b, matched) && !compare_texts(a, b, matched);
    };
    if (!std::equal(expected.begin(), expected.end(), seen.begin(), seen.end(), same)) {
        return false;
    }
    identities = std::move(matched);
    return true;
}

/// Compares the events of one turn, or of the setup, lane by lane.
class EventsComparison {
  public:
    EventsComparison(const std::vector<Event>& expected, const std::vector<Event>& seen,
                     Identities& identities)
        : expected_(expected), seen_(seen), identities_(identities), lanes_(pair_lanes(expected, seen)) {}

    Found result() const {
        return in_lanes(Aspect::result, {Lane::Kind::actor, Lane::Kind::loop}, true, compare_structure);
    }
    Found flow() const { return in_lanes(Aspect::flow, {Lane::Kind::flow}, true, compare_structure); }
    Found message() const {
        if (auto found =
                in_lanes(Aspect::message, {Lane::Kind::actor, Lane::Kind::flow}, false, compare_texts)) {
            return found;
        }
        return in_lanes(Aspect::message, {Lane::Kind::notice}, true, compare_notices);
    }
    Found order() const {
        for (std::size_t i = 0; i < std::max(expected_.size(), seen_.size()); ++i) {
            if (i >= expected_.size() || i >= seen_.size()) {
                return missing(Aspect::order, i < expected_.size() ? std::optional(i) : std::nullopt,
                               i < seen_.size() ? std::optional(i) : std::nullopt);
            }
            if (!same_in_order(expected_[i], seen_[i])) {
                return Difference{Aspect::order,        {}, i, i, "order", order_label(expected_[i]),
                                  order_label(seen_[i])};
            }
        }
        return std::nullopt;
    }
    Found iterations() const {
        auto compare_iterations = [](const Event& a, const Event& b,
                                     Identities&) -> std::optional<ValueDifference> {
            if (a.iteration == b.iteration) {
                return std::nullopt;
            }
            return ValueDifference{"i", std::to_string(a.iteration), std::to_string(b.iteration)};
        };
        return in_lanes(Aspect::iterations,
                        {Lane::Kind::actor, Lane::Kind::flow, Lane::Kind::notice, Lane::Kind::loop}, false,
                        compare_iterations);
    }

  private:
    Found missing(Aspect aspect, std::optional<std::size_t> expected, std::optional<std::size_t> seen) const {
        Difference difference{aspect, {}, expected, seen, "event", {}, {}};
        if (expected) {
            difference.expected = encoded(expected_[*expected]);
        }
        if (seen) {
            difference.seen = encoded(seen_[*seen]);
        }
        return difference;
    }

    /// Compares the lanes of some kinds, event by event. With `complete`, an event that one side lacks is a
    /// difference.
    template <class Compare>
    Found in_lanes(Aspect aspect, std::initializer_list<Lane::Kind> kinds, bool complete,
                   Compare&& compare) const {
        for (const auto& lane : lanes_) {
            if (std::find(kinds.begin(), kinds.end(), lane.lane.kind) == kinds.end()) {
                continue;
            }
            auto both = std::min(lane.expected.size(), lane.seen.size());
            for (std::size_t k = 0; k < both; ++k) {
                const auto& a = expected_[lane.expected[k]];
                const auto& b = seen_[lane.seen[k]];
                if (auto found = compare(a, b, identities_)) {
                    return Difference{aspect,       {},          lane.expected[k],
                                      lane.seen[k], found->what, found->expected,
                                      found->seen};
                }
            }
            if (complete && lane.expected.size() > both) {
                return missing(aspect, lane.expected[both], std::nullopt);
            }
            if (complete && lane.seen.size() > both) {
                return missing(aspect, std::nullopt, lane.seen[both]);
            }
        }
        return std::nullopt;
    }

    const std::vector<Event>& expected_;
    const std::vector<Event>& seen_;
    Identities& identities_;
    std::vector<LanePair> lanes_;
};

/// Compares two traces, turn by turn.
class TraceComparison {
  public:
    TraceComparison(AspectSet aspects, FeatureSet features) : aspects_(aspects), features_(features) {}

    Found compare(const Trace& expected, const Trace& seen) {
        if (auto found = compare_events(expected.setup, seen.setup, nullptr, nullptr)) {
            return found;
        }
        auto both = std::min(expected.turns.size(), seen.turns.size());
        for (std::size_t i = 0; i < both; ++i) {
            const auto& a = expected.turns[i];
            const auto& b = seen.turns[i];
            if (auto found = compare_events(a.events, b.events, &a, &b)) {
                found->turn = i;
                return found;
            }
        }
        return std::nullopt;
    }

  private:
    /// The turns are null for the setup, which has no state.
    Found compare_events(const std::vector<Event>& expected, const std::vector<Event>& seen,
                         const TraceTurn* a, const TraceTurn* b) {
        // Most turns agree, which is found out without sorting their events into lanes.
        bool same = agree(expected, seen, identities_);
        std::optional<EventsComparison> events;
        if (!same) {
            events.emplace(expected, seen, identities_);
        }
        bool turn = a != nullptr;
        using Compare = Found (EventsComparison::*)() const;
        auto compare_lanes = [&](Aspect aspect, Compare by_aspect) {
            return !same && aspects_.has(aspect) ? ((*events).*by_aspect)() : std::nullopt;
        };
        if (auto found = compare_lanes(Aspect::result, &EventsComparison::result)) {
            return found;
        }
        if (turn && aspects_.has(Aspect::result)) {
            if (auto found = compare_states(a->state, b->state)) {
                return found;
            }
        }
        if (auto found = compare_lanes(Aspect::flow, &EventsComparison::flow)) {
            return found;
        }
        if (auto found = compare_lanes(Aspect::message, &EventsComparison::message)) {
            return found;
        }
        if (turn && aspects_.has(Aspect::message)) {
            if (auto found = compare_exceptions(a->state, b->state, Aspect::message, Half::texts)) {
                return found;
            }
        }
        if (auto found = compare_lanes(Aspect::order, &EventsComparison::order)) {
            return found;
        }
        if (auto found = compare_lanes(Aspect::iterations, &EventsComparison::iterations)) {
            return found;
        }
        if (turn && aspects_.has(Aspect::iterations) && a->iterations != b->iterations) {
            return Difference{
                Aspect::iterations,           {}, {}, {}, "iterations", std::to_string(a->iterations),
                std::to_string(b->iterations)};
        }
        return std::nullopt;
    }

    Found compare_states(const State& expected, const State& seen) {
        if (expected.pending != seen.pending) {
            return state_difference("state.pending", names(expected.pending), names(seen.pending));
        }
        bool same_readers =
            std::equal(expected.readers.begin(), expected.readers.end(), seen.readers.begin(),
                       seen.readers.end(), [](const auto& a, const auto& b) { return a.name == b.name; });
        if (!same_readers) {
            return state_difference("state.readers", reader_names(expected.readers),
                                    reader_names(seen.readers));
        }
        for (std::size_t i = 0; i < expected.readers.size() && features_.has(Feature::at_eof); ++i) {
            const auto& a = expected.readers[i];
            const auto& b = seen.readers[i];
            if (a.at_eof != b.at_eof) {
                return state_difference("state.readers." + a.name + ".at_eof", truth(a.at_eof),
                                        truth(b.at_eof));
            }
        }
        return compare_exceptions(expected, seen, Aspect::result, Half::structure);
    }

    /// The exceptions of readers that both sides have.
    Found compare_exceptions(const State& expected, const State& seen, Aspect aspect, Half half) {
        if (!features_.has(Feature::exception)) {
            return std::nullopt;
        }
        for (std::size_t i = 0; i < std::min(expected.readers.size(), seen.readers.size()); ++i) {
            const auto& a = expected.readers[i];
            const auto& b = seen.readers[i];
            auto is_none = [](const std::optional<Value>& value) {
                return value && std::holds_alternative<None>(value->is);
            };
            if (is_none(a.exception) && is_none(b.exception)) {
                continue;
            }
            auto what = "state.readers." + a.name + ".exception";
            if (a.exception && b.exception) {
                if (auto found =
                        ValueComparison(half, identities_).compare(*a.exception, *b.exception, what)) {
                    return Difference{aspect, {}, {}, {}, found->what, found->expected, found->seen};
                }
            } else if (a.exception.has_value() != b.exception.has_value() && half == Half::structure) {
                return Difference{
                    aspect, {}, {}, {}, what, optional_json(a.exception), optional_json(b.exception)};
            }
        }
        return std::nullopt;
    }

    static std::optional<std::string> truth(const std::optional<bool>& value) {
        return value ? std::optional<std::string>(*value ? "true" : "false") : std::nullopt;
    }
    static std::optional<std::string> optional_json(const std::optional<Value>& value) {
        return value ? std::optional(encoded(*value)) : std::nullopt;
    }
    static Difference state_difference(std::string what, std::optional<std::string> expected,
                                       std::optional<std::string> seen) {
        return {Aspect::result, {}, {}, {}, std::move(what), std::move(expected), std::move(seen)};
    }

    AspectSet aspects_;
    FeatureSet features_;
    Identities identities_;
};

}  // namespace

std::optional<Difference> compare(const Trace& expected, const Trace& seen, AspectSet aspects,
                                  FeatureSet features) {
    return TraceComparison(aspects, features).compare(expected, seen);
}

}  // namespace streamspec
