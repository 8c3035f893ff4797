#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "streamspec/model/json_document.hpp"
#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/value.hpp"

namespace streamspec {

/// Makes sense of the errors of one trace: what is abbreviated to an id stands for what was said of it last.
class ErrorReader {
  public:
    explicit ErrorReader(bool canonical_bytes) : canonical_bytes_(canonical_bytes) {}

    /// Whether bytes that are not in their canonical form are refused.
    bool canonical_bytes() const noexcept { return canonical_bytes_; }
    ErrorPtr decode(const JsonNode& node);

  private:
    ErrorPtr decode_in_full(const JsonNode& node, const std::string& id);

    std::map<std::string, ErrorPtr, std::less<>> known_;
    std::vector<std::string> open_;
    bool canonical_bytes_;
};

/// Writes the errors of one trace: those that were written before, and are unchanged, as an id.
class ErrorWriter {
  public:
    void encode(JsonWriter& writer, const ErrorPtr& error);

  private:
    std::map<std::string, ErrorPtr, std::less<>> written_;
};

/// A value as a script spells it: no errors, and None as {"none": true}. Throws InputError.
Value decode_script_value(const JsonNode& node);
/// A value as a trace spells it: errors are left to `errors`, None is null.
Value decode_trace_value(const JsonNode& node, ErrorReader& errors);
std::vector<Value> decode_script_values(const JsonNode& node);

void encode_script_value(JsonWriter& writer, const Value& value);
void encode_trace_value(JsonWriter& writer, const Value& value, ErrorWriter& errors);

/// Bytes in any of their forms.
Bytes decode_bytes(const JsonNode& node);
/// Bytes in their canonical form.
void encode_bytes(JsonWriter& writer, const Bytes& bytes);

/// Whether the text is a name that a script may give.
bool is_name(std::string_view text) noexcept;
/// The same, or a name that the epilogue made of one: "epilogue.r".
bool is_actor_name(std::string_view text) noexcept;

}  // namespace streamspec
