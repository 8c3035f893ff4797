#include "objects_decoder.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "value_codec.hpp"
#include "wire_object_decoder.hpp"

namespace streamspec {
namespace {

struct Type {
    std::string_view name;
    NameKind kind = NameKind::reader;
};

constexpr std::array kTypes = {
    Type{"reader", NameKind::reader},       Type{"transport", NameKind::transport},
    Type{"exception", NameKind::exception}, Type{"exception_class", NameKind::exception_class},
    Type{"future", NameKind::future},       Type{"protocol", NameKind::protocol},
    Type{"writer", NameKind::writer},       Type{"listener", NameKind::listener},
    Type{"peer", NameKind::peer},           Type{"context", NameKind::context},
};

ExceptionClass decode_exception_class(const JsonNode& node) {
    auto found = node.is_string() ? find_exception_class(node.string()) : std::nullopt;
    if (!found) {
        node.fail_expecting("the name of an exception class that scripts can name");
    }
    return *found;
}

/// Decodes the objects of one script.
class ObjectsDecoder {
  public:
    ObjectsDecoder(ScriptNames& names, ActionDecoder& actions) : names_(names), actions_(actions) {}

    std::vector<ScriptObject> decode(const JsonNode& objects) {
        if (!objects.is_object()) {
            objects.fail_expecting("objects by name");
        }
        // All names first: the body of a client may mean the only object of a type.
        std::vector<NameKind> kinds;
        for (auto node : objects) {
            kinds.push_back(declare(node));
        }
        std::vector<ScriptObject> decoded;
        decoded.reserve(objects.size());
        for (auto node : objects) {
            decoded.push_back(decode_object(node, kinds[decoded.size()]));
        }
        // The order in which they are made is that of the variant's alternatives; a class is made like an
        // exception.
        auto rank = [](const ScriptObject& object) { return std::max(object.is.index(), std::size_t{1}); };
        std::sort(decoded.begin(), decoded.end(), [&](const ScriptObject& a, const ScriptObject& b) {
            return rank(a) != rank(b) ? rank(a) < rank(b) : a.name < b.name;
        });
        return decoded;
    }

  private:
    NameKind declare(const JsonNode& node) {
        ObjectReader reader(node, "an object of the script");
        auto type = reader.require("type");
        const auto* found = std::find_if(kTypes.begin(), kTypes.end(), [&](const Type& each) {
            return type.is_string() && type.string() == each.name;
        });
        if (found == kTypes.end()) {
            type.fail_expecting(
                "a type of object (reader, transport, exception, exception_class, future, protocol, writer, "
                "listener, peer or context)");
        }
        if (found->kind == NameKind::protocol || found->kind == NameKind::writer) {
            actions_.expect_writer_layer(type, found->name);
        }
        if (is_wire_object(found->kind)) {
            actions_.expect_wire_layer(type, found->name);
        } else if (found->kind != NameKind::exception && found->kind != NameKind::exception_class &&
                   found->kind != NameKind::future) {
            actions_.expect_no_wire_layer(type, found->name);
        }
        names_.declare_object(node, found->kind);
        return found->kind;
    }

    ScriptObject decode_object(const JsonNode& node, NameKind kind) {
        ObjectReader reader(node, "an object of the script");
        reader.require("type");
        ScriptObject object{std::string(node.key()), {}};
        if (kind == NameKind::reader) {
            object.is = actions_.decode_reader(reader, true);
        } else if (kind == NameKind::transport) {
            object.is = decode_transport(reader);
        } else if (kind == NameKind::exception) {
            object.is = decode_exception(reader);
        } else if (kind == NameKind::exception_class) {
            object.is = ExceptionClassSpec{decode_exception_class(reader.require("class"))};
        } else if (kind == NameKind::protocol) {
            object.is = decode_protocol(reader);
        } else if (kind == NameKind::writer) {
            object.is = decode_writer(reader);
        } else if (kind == NameKind::listener) {
            object.is = decode_listener(reader);
        } else if (kind == NameKind::peer) {
            object.is = decode_peer(reader, names_);
        } else if (kind == NameKind::context) {
            object.is = decode_context(reader);
        } else {
            object.is = FutureSpec{};
        }
        reader.done();
        return object;
    }

    TransportSpec decode_transport(ObjectReader& reader) {
        TransportSpec spec;
        if (auto pausable = reader.find("pausable")) {
            spec.pausable = pausable->boolean();
        }
        if (auto raises = reader.find("pause_raises")) {
            spec.pause_raises = names_.refer(*raises, NameKind::exception, true);
        }
        if (auto raises = reader.find("resume_raises")) {
            spec.resume_raises = names_.refer(*raises, NameKind::exception, true);
        }
        decode_transport_of_writer(reader, spec);
        return spec;
    }

    void decode_transport_of_writer(ObjectReader& reader, TransportSpec& spec) {
        auto find = [&](std::string_view key) {
            auto found = reader.find(key);
            if (found) {
                actions_.expect_writer_layer(*found, key);
            }
            return found;
        };
        if (auto closing = find("closing")) {
            spec.closing = closing->boolean();
        }
        if (auto write_eof = find("write_eof")) {
            spec.can_write_eof = write_eof->boolean();
        }
        if (auto ssl = find("ssl")) {
            spec.ssl = ssl->boolean();
        }
        if (auto protocol = find("protocol")) {
            spec.protocol = names_.refer(*protocol, NameKind::protocol, true);
        }
        if (auto tells_its_end = find("tells_its_end")) {
            spec.tells_its_end = tells_its_end->boolean();
        }
    }

    std::optional<std::string> decode_reader_or_null(ObjectReader& reader) {
        auto node = reader.require("reader");
        if (node.is_null()) {
            return std::nullopt;
        }
        return names_.refer(node, NameKind::reader, true);
    }

    ProtocolSpec decode_protocol(ObjectReader& reader) {
        ProtocolSpec spec;
        spec.reader = decode_reader_or_null(reader);
        if (auto client = reader.find("client")) {
            spec.client = actions_.decode_client(*client);
        }
        if (auto loop = reader.find("loop")) {
            if (loop->is_string() && loop->string() == "none") {
                spec.loop = ProtocolSpec::Loop::none;
            } else if (loop->is_string() && loop->string() == "wrong") {
                spec.loop = ProtocolSpec::Loop::wrong;
            } else {
                loop->fail_expecting("\"none\" or \"wrong\"");
            }
        }
        return spec;
    }

    WriterSpec decode_writer(ObjectReader& reader) {
        WriterSpec spec;
        spec.transport = names_.refer(reader.require("transport"), NameKind::transport, true);
        spec.protocol = names_.refer(reader.require("protocol"), NameKind::protocol, true);
        spec.reader = decode_reader_or_null(reader);
        if (auto loop = reader.find("loop")) {
            if (!loop->is_string() || loop->string() != "closed") {
                loop->fail_expecting("\"closed\"");
            }
            spec.closed_loop = true;
        }
        if (auto subclass = reader.find("subclass")) {
            spec.subclass = subclass->boolean();
        }
        return spec;
    }

    static ExceptionSpec decode_exception(ObjectReader& reader) {
        ExceptionSpec spec;
        spec.type = decode_exception_class(reader.require("class"));
        auto args = reader.find("args");
        if (args) {
            spec.args = decode_script_values(*args);
        }
        bool two_args = spec.type == ExceptionClass::IncompleteReadError ||
                        spec.type == ExceptionClass::LimitOverrunError;
        if (two_args && spec.args.size() != 2) {
            (args ? *args : reader.node()).fail(std::string(name(spec.type)) + " takes two args");
        }
        if (auto falsy = reader.find("falsy")) {
            spec.falsy = falsy->boolean();
        }
        return spec;
    }

    ScriptNames& names_;
    ActionDecoder& actions_;
};

}  // namespace

std::vector<ScriptObject> decode_objects(const JsonNode& objects, ScriptNames& names,
                                         ActionDecoder& actions) {
    return ObjectsDecoder(names, actions).decode(objects);
}

}  // namespace streamspec
