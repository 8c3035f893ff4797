#pragma once

#include <vector>

#include "script_names.hpp"
#include "streamspec/model/action.hpp"
#include "streamspec/model/json_document.hpp"

namespace streamspec {

/// Decodes the actions and calls of one script, and takes down the names that they declare and use.
class ActionDecoder {
  public:
    explicit ActionDecoder(ScriptNames& names) : names_(names) {}

    /// The actions of a turn.
    std::vector<Action> decode_turn(const JsonNode& list);
    /// What a reader is made like, as in `objects`.
    ReaderSpec decode_reader(ObjectReader& reader, bool in_body);

  private:
    Action decode_action(const JsonNode& node);
    Action decode_action(Verb verb, const JsonNode& argument, ObjectReader& reader);
    Step decode_step(const JsonNode& node);
    AwaitingCall decode_call(const JsonNode& node);
    AwaitingCall decode_call(Verb verb, const JsonNode& argument, ObjectReader& reader);
    Start decode_start(const JsonNode& argument, ObjectReader& reader);
    std::vector<Action> decode_actions(const JsonNode& list);
    std::vector<Action> decode_callback_body(ObjectReader& reader);

    std::string reader_on(ObjectReader& reader) { return names_.object(reader, NameKind::reader, in_body_); }
    std::string future_on(ObjectReader& reader) { return names_.object(reader, NameKind::future, in_body_); }
    std::string refer(const JsonNode& node, NameKind kind) { return names_.refer(node, kind, in_body_); }
    std::optional<std::string> refer_or_null(const JsonNode& node, NameKind kind);

    ScriptNames& names_;
    bool in_body_ = false;
};

}  // namespace streamspec
