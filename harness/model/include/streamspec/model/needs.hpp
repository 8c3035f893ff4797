#pragma once

#include "streamspec/model/script.hpp"

namespace streamspec {

/// The features that a script needs of a subject: those that its text shows, and those that it requires. Of
/// the turns, only the script's own count.
FeatureSet needs(const Script& script);
/// The features that one action needs, its body included.
FeatureSet needs(const Action& action);
/// The features that one step of a body needs.
FeatureSet needs(const Step& step);

}  // namespace streamspec
