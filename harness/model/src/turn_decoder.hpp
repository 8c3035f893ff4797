#pragma once

#include <vector>

#include "action_decoder.hpp"
#include "streamspec/model/script.hpp"

namespace streamspec {

/// A list of turns, as scripts and epilogues have it.
std::vector<Turn> decode_turns(const JsonNode& list, ActionDecoder& actions);

}  // namespace streamspec
