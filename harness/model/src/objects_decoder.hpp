#pragma once

#include <vector>

#include "action_decoder.hpp"
#include "streamspec/model/script_object.hpp"

namespace streamspec {

/// The objects of a script, in the order in which they are made.
std::vector<ScriptObject> decode_objects(const JsonNode& objects, ScriptNames& names, ActionDecoder& actions);

}  // namespace streamspec
