#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "streamspec/model/json_document.hpp"
#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/script.hpp"

namespace streamspec {

/// The script of a document. Checks all that spec/script-format.md asks; throws InputError.
Script decode_script(const JsonDocument& document);

/// The same of a script that has its epilogue appended already, as an adapter is given it: its turns count as
/// the script's own.
Script decode_whole_script(const JsonDocument& document);

/// The script of a text; `file` is what errors name.
Script parse_script(std::string_view text, std::string file);

/// Writes the script as canonical JSON. What `on` leaves out is filled in, so it may say more than the file
/// that it came from. The turns of the epilogue are written like the script's own.
void encode(JsonWriter& writer, const Script& script);
void encode(JsonWriter& writer, const Turn& turn);
void encode(JsonWriter& writer, const Action& action);
void encode(JsonWriter& writer, const Step& step);
void encode_objects(JsonWriter& writer, const std::vector<ScriptObject>& objects);

}  // namespace streamspec
