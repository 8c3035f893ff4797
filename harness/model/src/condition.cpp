#include "streamspec/model/condition.hpp"

#include <algorithm>
#include <array>

namespace streamspec {
namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, kConditionCount> kNames = {
    "done",  "all_done", "called", "notices", "connected", "handshaken", "received", "sent",
    "ended", "buffered", "at_end", "failed",  "paused",    "resumed",    "lost",     "broken"};

}  // namespace

std::string_view name(Condition::Kind kind) noexcept {
    return kNames[static_cast<std::size_t>(kind)];
}

std::optional<Condition::Kind> find_condition(std::string_view name) noexcept {
    const auto* found = std::find(kNames.begin(), kNames.end(), name);
    if (found == kNames.end()) {
        return std::nullopt;
    }
    return static_cast<Condition::Kind>(found - kNames.begin());
}

}  // namespace streamspec
