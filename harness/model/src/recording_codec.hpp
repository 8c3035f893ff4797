#pragma once

#include <map>
#include <string>

#include "streamspec/model/golden.hpp"
#include "streamspec/model/json_document.hpp"

namespace streamspec {

/// A SHA-256, in lower-case hexadecimal. Throws InputError.
std::string decode_digest(const JsonNode& node);
/// Where traces come from, by release; at least one. Throws InputError.
std::map<Release, Recording> decode_recordings(const JsonNode& node);

}  // namespace streamspec
