// What ActionDecoder does for the wire layer: peers, servers, connections, and what turns wait for.

#include <algorithm>
#include <limits>
#include <memory>
#include <utility>

#include "action_decoder.hpp"
#include "action_keys.hpp"
#include "value_codec.hpp"
#include "wire_object_decoder.hpp"

namespace streamspec {
namespace {

constexpr auto kMost = std::numeric_limits<std::int64_t>::max();

PathForm decode_path_form(const JsonNode& node) {
    for (auto form : kPathForms) {
        if (node.is_string() && node.string() == name(form)) {
            return form;
        }
    }
    node.fail_expecting("\"str\", \"bytes\", \"pathlike\", \"missing\", \"too_long\" or \"occupied\"");
}

std::string decode_socket_option(const JsonNode& node) {
    for (std::string_view option : {"TCP_NODELAY", "SO_KEEPALIVE", "SO_REUSEADDR"}) {
        if (node.is_string() && node.string() == option) {
            return std::string(option);
        }
    }
    node.fail_expecting("\"TCP_NODELAY\", \"SO_KEEPALIVE\" or \"SO_REUSEADDR\"");
}

bool is_keyword(std::string_view text) {
    auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
    return !text.empty() && is_lower(text.front()) &&
           std::all_of(text.begin(), text.end(), [&](char c) { return is_lower(c) || c == '_'; });
}

std::optional<Value> find_value(ObjectReader& reader, std::string_view key) {
    auto node = reader.find(key);
    return node ? std::optional(decode_script_value(*node)) : std::nullopt;
}

NameKind kind_of(Condition::Kind kind) {
    using Kind = Condition::Kind;
    if (kind == Kind::done) {
        return NameKind::task;
    }
    if (kind == Kind::called) {
        return NameKind::task | NameKind::callback;
    }
    if (kind <= Kind::ended) {
        return NameKind::peer;
    }
    return kind <= Kind::failed ? NameKind::reader : NameKind::writer;
}

}  // namespace

void ActionDecoder::expect_wire_layer(const JsonNode& node, std::string_view what) const {
    if (layer_ && layer_ != Layer::wire) {
        node.fail("`" + std::string(what) + "` needs the layer `wire`");
    }
}

void ActionDecoder::expect_no_wire_layer(const JsonNode& node, std::string_view what) const {
    if (layer_ == Layer::wire) {
        node.fail("`" + std::string(what) + "` needs the layer `reader` or `writer`");
    }
}

Action ActionDecoder::decode_wire_action(Verb verb, const JsonNode& argument, ObjectReader& reader) {
    expect_wire_layer(argument, name(verb));
    switch (verb) {
        case Verb::peer_connect:
            return {PeerConnect{peer_on(reader), refer(argument, NameKind::server)}};
        case Verb::peer_send:
            return {PeerSend{peer_on(reader), decode_script_value(argument)}};
        case Verb::peer_read: {
            PeerRead action{peer_on(reader), std::nullopt};
            if (!argument.is_null()) {
                action.count = argument.integer(0, kMost);
            }
            return {std::move(action)};
        }
        case Verb::peer_start_tls:
            return {PeerStartTls{peer_on(reader), refer(argument, NameKind::context)}};
        case Verb::socket_option:
            return {GetSocketOption{writer_on(reader), decode_socket_option(argument)}};
        default:
            break;
    }
    argument.expect_null();
    if (verb == Verb::set_write_buffer_limits) {
        return {
            SetWriteBufferLimits{writer_on(reader), find_value(reader, "high"), find_value(reader, "low")}};
    }
    if (verb == Verb::close_all) {
        return {OnWire{verb, {}}};
    }
    if (verb == Verb::listener_close) {
        return {OnWire{verb, names_.object(reader, NameKind::listener, in_body_)}};
    }
    if (verb < Verb::listener_close) {
        return {OnWire{verb, peer_on(reader)}};
    }
    return {OnWire{verb, verb < Verb::abort ? server_on(reader) : writer_on(reader)}};
}

AwaitingCall ActionDecoder::decode_wire_call(Verb verb, const JsonNode& argument, ObjectReader& reader) {
    expect_wire_layer(argument, name(verb));
    if (verb == Verb::open_connection || verb == Verb::open_unix_connection) {
        OpenConnection call{verb, decode_endpoint(argument), {}, {}};
        call.reader = names_.declare(reader.require("reader"), NameKind::reader, in_body_);
        call.writer = names_.declare(reader.require("writer"), NameKind::writer, in_body_);
        return {std::move(call)};
    }
    if (verb == Verb::start_server || verb == Verb::start_unix_server) {
        StartServer call{verb, decode_endpoint(argument), {}, {}};
        call.server = names_.declare(reader.require("as"), NameKind::server, in_body_);
        auto clients = reader.require("clients");
        for (auto client : clients.elements("a list of clients")) {
            call.clients.push_back(std::make_shared<const Client>(decode_client(client)));
        }
        if (call.clients.empty()) {
            clients.fail_expecting("at least one client");
        }
        return {std::move(call)};
    }
    argument.expect_null();
    if (verb == Verb::with_server) {
        WithServer call{server_on(reader), {}};
        call.body = decode_steps(reader.require("body"));
        return {std::move(call)};
    }
    return {AwaitServer{verb, server_on(reader)}};
}

Endpoint ActionDecoder::decode_endpoint(const JsonNode& node) {
    ObjectReader reader(node, "the arguments of a connection or server");
    Endpoint endpoint;
    auto find_boolean = [&](std::string_view key, bool& value) {
        if (auto found = reader.find(key)) {
            value = found->boolean();
        }
    };
    if (auto to = reader.find("to")) {
        endpoint.to = refer(*to, NameKind::listener | NameKind::server);
    }
    endpoint.host = find_value(reader, "host");
    endpoint.port = find_value(reader, "port");
    if (auto path = reader.find("path")) {
        endpoint.path = decode_path_form(*path);
    }
    find_boolean("bare", endpoint.bare);
    if (auto sock = reader.find("sock")) {
        endpoint.sock = refer(*sock, NameKind::peer | NameKind::listener);
    }
    if (auto ssl = reader.find("ssl"); ssl && ssl->is_boolean()) {
        endpoint.ssl = ssl->boolean();
    } else if (ssl) {
        endpoint.ssl = refer(*ssl, NameKind::context);
    }
    find_boolean("loop", endpoint.loop);
    if (auto local = reader.find("local")) {
        endpoint.local = local->string();
    }
    if (auto family = reader.find("family")) {
        endpoint.family = decode_family(*family);
    }
    endpoint.options = decode_options(reader);
    reader.done();
    return endpoint;
}

Options ActionDecoder::decode_options(ObjectReader& reader) {
    Options options;
    auto node = reader.find("options");
    if (!node) {
        return options;
    }
    if (!node->is_object()) {
        node->fail_expecting("values by keyword");
    }
    for (auto option : *node) {
        if (!is_keyword(option.key())) {
            option.fail("expected a keyword ([a-z][a-z_]*)");
        }
        options.emplace_back(option.key(), decode_script_value(option));
    }
    std::sort(options.begin(), options.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    return options;
}

StartTls ActionDecoder::decode_start_tls(const JsonNode& argument, ObjectReader& reader) {
    StartTls call{
        writer_on(reader), refer(argument, is_on_wire() ? NameKind::context : NameKind::transport), {}};
    if (auto options = reader.find("options")) {
        expect_wire_layer(*options, "options");
        call.options = decode_options(reader);
    }
    return call;
}

std::vector<Condition> ActionDecoder::decode_conditions(const JsonNode& list) {
    expect_wire_layer(list, "until");
    in_body_ = false;
    std::vector<Condition> conditions;
    for (auto element : list.elements("a list of conditions")) {
        conditions.push_back(decode_condition(element));
    }
    if (conditions.empty()) {
        list.fail_expecting("at least one condition");
    }
    return conditions;
}

Condition ActionDecoder::decode_condition(const JsonNode& node) {
    ObjectReader reader(node, "a condition");
    Condition condition;
    std::optional<JsonNode> found;
    for (auto member : node) {
        auto kind = find_condition(member.key());
        if (kind && found) {
            member.fail("a condition is about one thing");
        }
        if (kind) {
            condition.kind = *kind;
            found = member;
        }
    }
    if (!found) {
        node.fail("none of the keys is a known condition");
    }
    reader.find(name(condition.kind));
    if (condition.kind == Condition::Kind::done || condition.kind == Condition::Kind::called) {
        condition.on = refer(*found, kind_of(condition.kind));
    } else {
        if (has_count(condition.kind)) {
            condition.count = found->integer(1, kMost);
        } else {
            found->expect_null();
        }
        if (condition.kind != Condition::Kind::all_done && condition.kind != Condition::Kind::notices) {
            condition.on = names_.object(reader, kind_of(condition.kind), false);
        }
    }
    reader.done();
    return condition;
}

}  // namespace streamspec
