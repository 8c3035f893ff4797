#pragma once

#include <cstdint>

#include "streamspec/model/golden.hpp"
#include "streamspec/model/json_document.hpp"
#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/trace.hpp"

namespace streamspec {

/// The content of a file of `traces/`. Checks all that spec/trace-format.md asks; throws InputError.
Golden decode_golden(const JsonDocument& document);

/// Whose trace it is. A golden one tells all of a reader's state, and has bytes in their canonical form; a
/// subject may be unable to tell, and writes bytes in any form.
enum class TraceOf : std::uint8_t { golden, subject };

/// One trace. Errors that the text abbreviates are whole again. Throws InputError.
Trace decode_trace(const JsonNode& node, TraceOf whose = TraceOf::golden);

void encode(JsonWriter& writer, const Golden& golden);
/// Errors seen before, and unchanged, are abbreviated.
void encode(JsonWriter& writer, const Trace& trace);

// One part of a trace by itself, with errors in full.
void encode(JsonWriter& writer, const Event& event);
void encode(JsonWriter& writer, const Value& value);
void encode(JsonWriter& writer, const ErrorPtr& error);

}  // namespace streamspec
