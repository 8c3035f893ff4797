#include "lanes.hpp"

#include <algorithm>

namespace streamspec {
namespace {

struct LaneOf {
    Lane operator()(const CallEvent& event) const { return {Lane::Kind::actor, event.by}; }
    Lane operator()(const TaskEnded& event) const { return {Lane::Kind::actor, event.task}; }
    Lane operator()(const CallbackRan& event) const { return {Lane::Kind::actor, event.callback}; }
    Lane operator()(const TransportCalled& event) const { return {Lane::Kind::flow, event.transport}; }
    Lane operator()(const OverrideCalled& event) const { return {Lane::Kind::flow, event.on}; }
    Lane operator()(const ClientCalled& event) const { return {Lane::Kind::flow, event.client}; }
    Lane operator()(const StartTlsCalled& event) const { return {Lane::Kind::flow, event.transport}; }
    Lane operator()(const WarningShown&) const { return {Lane::Kind::notice, {}}; }
    Lane operator()(const Logged&) const { return {Lane::Kind::notice, {}}; }
    Lane operator()(const HandlerCalled&) const { return {Lane::Kind::notice, {}}; }
    Lane operator()(const Unraisable&) const { return {Lane::Kind::notice, {}}; }
    Lane operator()(const Spins&) const { return {Lane::Kind::loop, {}}; }
};

LanePair& find_or_add(std::vector<LanePair>& lanes, Lane lane) {
    auto found =
        std::find_if(lanes.begin(), lanes.end(), [&](const LanePair& pair) { return pair.lane == lane; });
    if (found != lanes.end()) {
        return *found;
    }
    return lanes.emplace_back(LanePair{std::move(lane), {}, {}});
}

}  // namespace

Lane lane_of(const Event& event) {
    return std::visit(LaneOf{}, event.is);
}

std::vector<LanePair> pair_lanes(const std::vector<Event>& expected, const std::vector<Event>& seen) {
    std::vector<LanePair> lanes;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        find_or_add(lanes, lane_of(expected[i])).expected.push_back(i);
    }
    for (std::size_t i = 0; i < seen.size(); ++i) {
        find_or_add(lanes, lane_of(seen[i])).seen.push_back(i);
    }
    return lanes;
}

}  // namespace streamspec
