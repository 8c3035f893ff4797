#pragma once

#include <vector>

#include "streamspec/model/json_document.hpp"
#include "streamspec/model/release.hpp"

namespace streamspec {

/// A release's number. Throws InputError.
Release decode_release(const JsonNode& node);
/// At least one release, in the order of versions, none twice. Throws InputError.
std::vector<Release> decode_releases(const JsonNode& node);

}  // namespace streamspec
