#pragma once

#include "streamspec/model/feature.hpp"

namespace streamspec {

/// Of the features that a machine may lack, those that this one lacks: the name `localhost` (a bare container
/// has no /etc/hosts), the IPv6 loopback address. Found out once.
FeatureSet missing_on_this_machine();

}  // namespace streamspec
