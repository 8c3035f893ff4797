#include "member_encoder.hpp"
#include "streamspec/model/script_codec.hpp"
#include "value_codec.hpp"

namespace streamspec {
namespace {

/// Writes what an object is, a function for each type.
struct ObjectEncoder {
    JsonWriter& writer;

    void operator()(const ReaderSpec& spec) const { encode_reader(writer, spec); }
    void operator()(const TransportSpec& spec) const {
        writer.object([&] {
            writer.member("type", "transport");
            if (!spec.pausable) {
                writer.member("pausable", false);
            }
            if (spec.pause_raises) {
                writer.member("pause_raises", *spec.pause_raises);
            }
            if (spec.resume_raises) {
                writer.member("resume_raises", *spec.resume_raises);
            }
            if (spec.closing) {
                writer.member("closing", true);
            }
            if (!spec.can_write_eof) {
                writer.member("write_eof", false);
            }
            if (spec.ssl) {
                writer.member("ssl", true);
            }
            if (spec.protocol) {
                writer.member("protocol", *spec.protocol);
            }
            if (spec.tells_its_end) {
                writer.member("tells_its_end", true);
            }
        });
    }
    void operator()(const ProtocolSpec& spec) const {
        writer.object([&] {
            writer.member("type", "protocol");
            name_or_null("reader", spec.reader);
            if (spec.client) {
                writer.member("client", [&] { encode_client(writer, *spec.client); });
            }
            if (spec.loop != ProtocolSpec::Loop::own) {
                writer.member("loop", spec.loop == ProtocolSpec::Loop::none ? "none" : "wrong");
            }
        });
    }
    void operator()(const WriterSpec& spec) const {
        writer.object([&] {
            writer.member("type", "writer");
            writer.member("transport", spec.transport);
            writer.member("protocol", spec.protocol);
            name_or_null("reader", spec.reader);
            if (spec.closed_loop) {
                writer.member("loop", "closed");
            }
            if (spec.subclass) {
                writer.member("subclass", true);
            }
        });
    }
    void operator()(const ExceptionSpec& spec) const {
        writer.object([&] {
            writer.member("type", "exception");
            writer.member("class", name(spec.type));
            if (!spec.args.empty()) {
                writer.member("args", [&] {
                    writer.array(spec.args, [&](const Value& arg) { encode_script_value(writer, arg); });
                });
            }
            if (spec.falsy) {
                writer.member("falsy", true);
            }
        });
    }
    void operator()(const ExceptionClassSpec& spec) const {
        writer.object([&] {
            writer.member("type", "exception_class");
            writer.member("class", name(spec.type));
        });
    }
    void operator()(const ListenerSpec& spec) const {
        writer.object([&] {
            writer.member("type", "listener");
            if (spec.family != Family::ipv4) {
                writer.member("family", name(spec.family));
            }
            receive_buffer(spec.receive_buffer);
            if (!spec.listens) {
                writer.member("listens", false);
            }
        });
    }
    void operator()(const PeerSpec& spec) const {
        writer.object([&] {
            writer.member("type", "peer");
            name_if_given("listener", spec.listener);
            if (spec.paired) {
                writer.member("paired", true);
            }
            if (!spec.reads) {
                writer.member("reads", false);
            }
            receive_buffer(spec.receive_buffer);
            name_if_given("tls", spec.tls);
        });
    }
    void operator()(const ContextSpec& spec) const {
        writer.object([&] {
            writer.member("type", "context");
            writer.member("side", spec.side == ContextSpec::Side::client ? "client" : "server");
            if (spec.tls_1_3) {
                writer.member("version", "1.3");
            }
            name_if_given("certificate", spec.certificate);
            if (spec.verifies) {
                writer.member("verifies", *spec.verifies);
            }
            if (!spec.trusts) {
                writer.member("trusts", false);
            }
        });
    }
    void operator()(const FutureSpec&) const {
        writer.object([&] { writer.member("type", "future"); });
    }

    void receive_buffer(const std::optional<std::int64_t>& size) const {
        if (size) {
            writer.member("receive_buffer", *size);
        }
    }
    void name_if_given(std::string_view key, const std::optional<std::string>& name) const {
        if (name) {
            writer.member(key, *name);
        }
    }
    void name_or_null(std::string_view key, const std::optional<std::string>& name) const {
        if (name) {
            writer.member(key, *name);
        } else {
            writer.null_member(key);
        }
    }
};

void encode(JsonWriter& writer, const Condition& condition) {
    bool named = condition.kind == Condition::Kind::done || condition.kind == Condition::Kind::called;
    writer.object([&] {
        if (named) {
            writer.member(name(condition.kind), condition.on);
        } else if (has_count(condition.kind)) {
            writer.member(name(condition.kind), condition.count);
        } else {
            writer.null_member(name(condition.kind));
        }
        if (!named && !condition.on.empty()) {
            writer.member("on", condition.on);
        }
    });
}

}  // namespace

void encode(JsonWriter& writer, const Turn& turn) {
    writer.object([&] {
        writer.member(
            "do", [&] { writer.array(turn.actions, [&](const Action& action) { encode(writer, action); }); });
        if (turn.run) {
            writer.member("run", *turn.run);
        }
        if (!turn.until.empty()) {
            writer.member("until", [&] {
                writer.array(turn.until, [&](const Condition& condition) { encode(writer, condition); });
            });
        }
    });
}

void encode_objects(JsonWriter& writer, const std::vector<ScriptObject>& objects) {
    writer.object([&] {
        for (const auto& object : objects) {
            writer.member(object.name, [&] { std::visit(ObjectEncoder{writer}, object.is); });
        }
    });
}

void encode(JsonWriter& writer, const Script& script) {
    writer.object([&] {
        writer.member("summary", script.summary);
        writer.member("clauses", [&] {
            writer.array(script.clauses, [&](const std::string& clause) { writer.string(clause); });
        });
        if (auto features = script.requires_features.without({}); !features.empty()) {
            writer.member("requires", [&] {
                writer.array(features, [&](Feature feature) { writer.string(name(feature)); });
            });
        }
        if (script.layer != Layer::reader) {
            writer.member("layer", name(script.layer));
        }
        if (script.debug) {
            writer.member("debug", *script.debug);
        }
        writer.member("objects", [&] { encode_objects(writer, script.objects); });
        writer.member("turns",
                      [&] { writer.array(script.turns, [&](const Turn& turn) { encode(writer, turn); }); });
    });
}

}  // namespace streamspec
