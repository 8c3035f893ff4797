#include "wire_object_decoder.hpp"

#include <limits>

namespace streamspec {
namespace {

constexpr auto kMost = std::numeric_limits<std::int64_t>::max();

void find_boolean(ObjectReader& reader, std::string_view key, bool& value) {
    if (auto node = reader.find(key)) {
        value = node->boolean();
    }
}

std::optional<std::int64_t> find_receive_buffer(ObjectReader& reader) {
    auto node = reader.find("receive_buffer");
    return node ? std::optional(node->integer(1, kMost)) : std::nullopt;
}

bool is_one_of(const JsonNode& node, std::string_view first, std::string_view second) {
    if (!node.is_string() || (node.string() != first && node.string() != second)) {
        node.fail_expecting("\"" + std::string(first) + "\" or \"" + std::string(second) + "\"");
    }
    return node.string() == second;
}

}  // namespace

Family decode_family(const JsonNode& node) {
    for (auto family : kFamilies) {
        if (node.is_string() && node.string() == name(family)) {
            return family;
        }
    }
    node.fail_expecting("\"ipv4\", \"ipv6\" or \"unix\"");
}

ListenerSpec decode_listener(ObjectReader& reader) {
    ListenerSpec spec;
    if (auto family = reader.find("family")) {
        spec.family = decode_family(*family);
    }
    spec.receive_buffer = find_receive_buffer(reader);
    find_boolean(reader, "listens", spec.listens);
    return spec;
}

PeerSpec decode_peer(ObjectReader& reader, ScriptNames& names) {
    PeerSpec spec;
    if (auto listener = reader.find("listener")) {
        spec.listener = names.refer(*listener, NameKind::listener, true);
    }
    find_boolean(reader, "paired", spec.paired);
    find_boolean(reader, "reads", spec.reads);
    spec.receive_buffer = find_receive_buffer(reader);
    if (auto tls = reader.find("tls")) {
        spec.tls = names.refer(*tls, NameKind::context, true);
    }
    return spec;
}

ContextSpec decode_context(ObjectReader& reader) {
    ContextSpec spec;
    spec.side = is_one_of(reader.require("side"), "client", "server") ? ContextSpec::Side::server
                                                                      : ContextSpec::Side::client;
    if (auto version = reader.find("version")) {
        spec.tls_1_3 = is_one_of(*version, "1.2", "1.3");
    }
    if (auto certificate = reader.find("certificate")) {
        is_one_of(*certificate, "localhost", "other");
        spec.certificate = certificate->string();
    }
    if (auto verifies = reader.find("verifies")) {
        spec.verifies = verifies->boolean();
    }
    find_boolean(reader, "trusts", spec.trusts);
    return spec;
}

}  // namespace streamspec
