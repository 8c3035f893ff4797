#pragma once

#include <string>

#include "streamspec/model/drift.hpp"

namespace streamspec {

/// One change between two releases in words, in those of the timeline.
struct DriftNarration {
    std::string where;   ///< "turn 2", "setup"; empty where one of the releases cannot play the script
    std::string doing;   ///< what that turn does: "r.feed_data(b'x'); r.feed_eof()"; may be empty
    std::string aspect;  ///< which aspect differs; empty where one of the releases cannot play the script
    // The first event that differs, on both sides.
    std::string before;
    std::string after;
};

DriftNarration narrate(const DriftReport::Change& change);

/// "holds from 3.13.0 on", "no longer holds"…: what became of an entry's clause; empty where it holds in
/// both.
std::string narrate_fate(const DriftReport::Entry& entry, const DriftReport& report);

/// What a reader of a drift has to know of a release that is not recorded; empty for one that is.
std::string narrate_substitute(const ReleaseTable::Entry& release);

}  // namespace streamspec
