#pragma once

#include <string_view>
#include <utility>

#include "object_reader.hpp"
#include "streamspec/model/action.hpp"
#include "streamspec/model/json_document.hpp"

namespace streamspec {

/// What an action or an awaiting call does, and the member that says so. Throws InputError.
std::pair<Verb, JsonNode> verb_of(const JsonNode& node);

/// The value of `on_error` or `on_cancel`. Throws InputError.
AfterError after_error(ObjectReader& reader, std::string_view key);

}  // namespace streamspec
