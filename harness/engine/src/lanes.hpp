#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "streamspec/model/trace.hpp"

namespace streamspec {

/// Who an event belongs to. Events of one lane happen in an order of their own, whatever other lanes do.
struct Lane {
    enum class Kind : std::uint8_t {
        actor,   ///< a turn, a task, a callback: what its calls returned, and how it ended
        flow,    ///< a transport; a reader whose method is overridden; a client that is called
        notice,  ///< warnings, log records, calls of the exception handler, what cannot be caught
        loop     ///< the loop itself, which spins
    };
    Kind kind = Kind::actor;
    std::string_view name;  ///< points into the event

    friend bool operator==(const Lane&, const Lane&) = default;
};

Lane lane_of(const Event& event);

/// One lane of two turns that are compared: the positions of its events on both sides.
struct LanePair {
    Lane lane;
    std::vector<std::size_t> expected;
    std::vector<std::size_t> seen;
};

/// The lanes of two turns, in the order in which they first occur.
std::vector<LanePair> pair_lanes(const std::vector<Event>& expected, const std::vector<Event>& seen);

}  // namespace streamspec
