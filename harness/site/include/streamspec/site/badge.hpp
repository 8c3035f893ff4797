#pragma once

#include <string>

#include "streamspec/model/verdict.hpp"

namespace streamspec {

/// A badge as SVG: the subject on the left, what it came to on the right ("1700/1780 pass"). Its colour is
/// green where nothing failed or was left open, yellow where all that differs is known, else red.
std::string badge_svg(const std::string& subject, const Tally& tally);

}  // namespace streamspec
