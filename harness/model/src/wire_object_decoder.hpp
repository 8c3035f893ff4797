#pragma once

#include "object_reader.hpp"
#include "script_names.hpp"
#include "streamspec/model/script_object.hpp"

namespace streamspec {

// The objects of the wire layer.
constexpr bool is_wire_object(NameKind kind) {
    return kind == NameKind::listener || kind == NameKind::peer || kind == NameKind::context;
}
ListenerSpec decode_listener(ObjectReader& reader);
PeerSpec decode_peer(ObjectReader& reader, ScriptNames& names);
ContextSpec decode_context(ObjectReader& reader);

/// `ipv4`, `ipv6` or `unix`.
Family decode_family(const JsonNode& node);

}  // namespace streamspec
