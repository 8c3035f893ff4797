#pragma once

#include <string>
#include <string_view>

#include "streamspec/model/json_document.hpp"

namespace streamspec {

/// The SHA-256 of `data`, in lower-case hexadecimal.
std::string sha256(std::string_view data);

/// The digest by which a trace names its script: that of the script file's canonical JSON.
std::string script_digest(const JsonDocument& script);

}  // namespace streamspec
