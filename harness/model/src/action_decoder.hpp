#pragma once

#include <vector>

#include "script_names.hpp"
#include "streamspec/model/action.hpp"
#include "streamspec/model/client.hpp"
#include "streamspec/model/json_document.hpp"
#include "streamspec/model/script.hpp"

namespace streamspec {

/// Decodes the actions and calls of one script, and takes down the names that they declare and use.
class ActionDecoder {
  public:
    explicit ActionDecoder(ScriptNames& names) : names_(names) {}

    /// The actions of a turn.
    std::vector<Action> decode_turn(const JsonNode& list);
    /// What a reader is made like, as in `objects`.
    ReaderSpec decode_reader(ObjectReader& reader, bool in_body);
    /// The callback of a protocol.
    Client decode_client(const JsonNode& node);
    /// From now on only what scripts of this layer may do; before, everything is fine.
    void keep_to(Layer layer) { layer_ = layer; }
    bool is_on_wire() const noexcept { return layer_ == Layer::wire; }
    /// What came with the layer `writer` is an InputError in the layer `reader`.
    void expect_writer_layer(const JsonNode& node, std::string_view what) const;
    /// What may occur in the layer `wire` only is an InputError elsewhere.
    void expect_wire_layer(const JsonNode& node, std::string_view what) const;
    /// What the layer `wire` has not is an InputError there.
    void expect_no_wire_layer(const JsonNode& node, std::string_view what) const;
    /// What a turn waits for.
    std::vector<Condition> decode_conditions(const JsonNode& list);

  private:
    Action decode_action(const JsonNode& node);
    Action decode_action(Verb verb, const JsonNode& argument, ObjectReader& reader);
    Action decode_writer_action(Verb verb, const JsonNode& argument, ObjectReader& reader);
    Action decode_wire_action(Verb verb, const JsonNode& argument, ObjectReader& reader);
    AwaitingCall decode_wire_call(Verb verb, const JsonNode& argument, ObjectReader& reader);
    Endpoint decode_endpoint(const JsonNode& node);
    Options decode_options(ObjectReader& reader);
    StartTls decode_start_tls(const JsonNode& argument, ObjectReader& reader);
    Condition decode_condition(const JsonNode& node);
    Step decode_step(const JsonNode& node);
    std::vector<Step> decode_steps(const JsonNode& list);
    AwaitingCall decode_call(const JsonNode& node);
    /// A call that needs no task of its own.
    AwaitingCall decode_call_to_begin(const JsonNode& node);
    AwaitingCall decode_call(Verb verb, const JsonNode& argument, ObjectReader& reader);
    AwaitingCall decode_wait_for(const JsonNode& argument, ObjectReader& reader);
    AwaitingCall decode_gather(const JsonNode& argument, ObjectReader& reader);
    Start decode_start(const JsonNode& argument, ObjectReader& reader);
    std::vector<Action> decode_actions(const JsonNode& list);
    std::vector<Action> decode_callback_body(ObjectReader& reader);

    std::string reader_on(ObjectReader& reader) { return names_.object(reader, NameKind::reader, in_body_); }
    std::string future_on(ObjectReader& reader) { return names_.object(reader, NameKind::future, in_body_); }
    std::string writer_on(ObjectReader& reader) { return names_.object(reader, NameKind::writer, in_body_); }
    std::string protocol_on(ObjectReader& reader) {
        return names_.object(reader, NameKind::protocol, in_body_);
    }
    std::string peer_on(ObjectReader& reader) { return names_.object(reader, NameKind::peer, in_body_); }
    std::string server_on(ObjectReader& reader) { return names_.object(reader, NameKind::server, in_body_); }
    std::string refer(const JsonNode& node, NameKind kind) { return names_.refer(node, kind, in_body_); }
    std::optional<std::string> refer_or_null(const JsonNode& node, NameKind kind);

    ScriptNames& names_;
    std::optional<Layer> layer_;  ///< none: everything is fine
    bool in_body_ = false;
};

}  // namespace streamspec
