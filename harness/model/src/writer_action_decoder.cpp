// What ActionDecoder does for the writer layer: the actions of writers and protocols, and clients.

#include <utility>

#include "action_decoder.hpp"
#include "action_keys.hpp"
#include "value_codec.hpp"

namespace streamspec {
namespace {

Client::Kind decode_kind(const JsonNode& node) {
    for (auto kind : {Client::Kind::coroutine, Client::Kind::function, Client::Kind::generator}) {
        if (node.is_string() && node.string() == name(kind)) {
            return kind;
        }
    }
    node.fail_expecting("\"coroutine\", \"function\" or \"generator\"");
}

Client::Keep decode_keep(const JsonNode& node) {
    if (node.is_boolean()) {
        return node.boolean() ? Client::Keep::both : Client::Keep::neither;
    }
    if (!node.is_string() || node.string() != "reader") {
        node.fail_expecting("true, \"reader\" or false");
    }
    return Client::Keep::reader;
}

}  // namespace

void ActionDecoder::expect_writer_layer(const JsonNode& node, std::string_view what) const {
    if (layer_ == Layer::reader) {
        node.fail("`" + std::string(what) + "` needs the layer `writer`");
    }
}

Action ActionDecoder::decode_writer_action(Verb verb, const JsonNode& argument, ObjectReader& reader) {
    expect_writer_layer(argument, name(verb));
    switch (verb) {
        case Verb::connection_made:
            return {ConnectionMade{protocol_on(reader), refer(argument, NameKind::transport)}};
        case Verb::connection_lost:
            return {ConnectionLost{protocol_on(reader), refer_or_null(argument, NameKind::exception)}};
        case Verb::data_received:
            return {DataReceived{protocol_on(reader), decode_script_value(argument)}};
        case Verb::write:
            return {Write{writer_on(reader), decode_script_value(argument)}};
        case Verb::writelines:
            return {Writelines{writer_on(reader), decode_script_values(argument)}};
        case Verb::get_extra_info: {
            GetExtraInfo action{writer_on(reader), std::string(argument.string()), std::nullopt};
            if (auto fallback = reader.find("default")) {
                action.fallback = decode_script_value(*fallback);
            }
            return {std::move(action)};
        }
        case Verb::drop:
            return {Drop{refer(
                argument, NameKind::reader | NameKind::writer | NameKind::protocol | NameKind::transport)}};
        default:
            break;
    }
    argument.expect_null();
    switch (verb) {
        case Verb::eof_received:
            return {EofReceived{protocol_on(reader)}};
        case Verb::pause_writing:
            return {PauseWriting{protocol_on(reader)}};
        case Verb::resume_writing:
            return {ResumeWriting{protocol_on(reader)}};
        case Verb::write_eof:
            return {WriteEof{writer_on(reader)}};
        case Verb::can_write_eof:
            return {CanWriteEof{writer_on(reader)}};
        case Verb::close:
            return {Close{writer_on(reader)}};
        case Verb::is_closing:
            return {IsClosing{writer_on(reader)}};
        case Verb::transport:
            return {GetTransport{writer_on(reader)}};
        case Verb::writer_repr:
            return {WriterRepr{writer_on(reader)}};
        default:
            argument.fail("unknown action");
    }
}

Client ActionDecoder::decode_client(const JsonNode& node) {
    ObjectReader reader(node, "a client");
    Client client;
    if (auto kind = reader.find("kind")) {
        client.kind = decode_kind(*kind);
    }
    bool function = client.kind == Client::Kind::function;
    client.name = names_.declare(reader.require("as"), function ? NameKind::callback : NameKind::task, true);
    if (auto name = reader.find("reader")) {
        client.reader = names_.declare(*name, NameKind::reader, true);
    }
    client.writer = names_.declare(reader.require("writer"), NameKind::writer, true);
    if (function) {
        for (auto& action : decode_callback_body(reader)) {
            client.body.push_back({std::move(action)});
        }
    } else {
        client.body = decode_steps(reader.require("body"));
    }
    if (auto keep = reader.find("keep")) {
        client.keep = decode_keep(*keep);
    }
    client.on_error = after_error(reader, "on_error");
    client.on_cancel = after_error(reader, "on_cancel");
    reader.done();
    return client;
}

}  // namespace streamspec
