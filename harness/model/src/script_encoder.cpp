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
        });
    }
    void operator()(const ProtocolSpec& spec) const {
        writer.object([&] {
            writer.member("type", "protocol");
            name_or_null("reader", spec.reader);
            if (spec.client) {
                writer.member("client", [&] { encode_client(writer, *spec.client); });
            }
        });
    }
    void operator()(const WriterSpec& spec) const {
        writer.object([&] {
            writer.member("type", "writer");
            writer.member("transport", spec.transport);
            writer.member("protocol", spec.protocol);
            name_or_null("reader", spec.reader);
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
    void operator()(const FutureSpec&) const {
        writer.object([&] { writer.member("type", "future"); });
    }

    void name_or_null(std::string_view key, const std::optional<std::string>& name) const {
        if (name) {
            writer.member(key, *name);
        } else {
            writer.null_member(key);
        }
    }
};

void encode(JsonWriter& writer, const Turn& turn) {
    writer.object([&] {
        writer.member(
            "do", [&] { writer.array(turn.actions, [&](const Action& action) { encode(writer, action); }); });
        if (turn.run) {
            writer.member("run", *turn.run);
        }
    });
}

}  // namespace

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
        writer.member("objects", [&] {
            writer.object([&] {
                for (const auto& object : script.objects) {
                    writer.member(object.name, [&] { std::visit(ObjectEncoder{writer}, object.is); });
                }
            });
        });
        writer.member("turns",
                      [&] { writer.array(script.turns, [&](const Turn& turn) { encode(writer, turn); }); });
    });
}

}  // namespace streamspec
