#include <algorithm>

#include "object_reader.hpp"
#include "value_codec.hpp"

namespace streamspec {
namespace {

bool is_error_id(std::string_view id) {
    if (!id.starts_with('#')) {
        return is_name(id);
    }
    auto number = id.substr(1);
    return !number.empty() && number.front() != '0' &&
           std::all_of(number.begin(), number.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string decode_id(const JsonNode& node) {
    if (!node.is_string() || !is_error_id(node.string())) {
        node.fail_expecting("the id of an error (a name, or \"#1\", \"#2\"…)");
    }
    return std::string(node.string());
}

std::string decode_class_name(const JsonNode& node) {
    if (!node.is_string() || node.string().empty()) {
        node.fail_expecting("the name of a class");
    }
    return std::string(node.string());
}

/// A flag that is present only where it is true.
bool decode_flag(ObjectReader& reader, std::string_view key) {
    auto flag = reader.find(key);
    if (flag && !flag->boolean()) {
        flag->fail_expecting("true");
    }
    return flag.has_value();
}

std::shared_ptr<const Error::Class> decode_class(ObjectReader& reader) {
    auto module = reader.find("module");
    auto bases = reader.find("bases");
    if (!module && !bases) {
        return nullptr;
    }
    if (!module || !bases) {
        reader.node().fail("`module` and `bases` come together");
    }
    Error::Class result{std::string(module->string()), {}};
    for (auto base : bases->elements("a list of names of classes")) {
        result.bases.push_back(decode_class_name(base));
    }
    return std::make_shared<const Error::Class>(std::move(result));
}

std::string_view id_of(const ErrorPtr& error) {
    return error ? std::string_view(error->id) : std::string_view();
}

/// Whether two descriptions of one object say the same of it, causes and contexts by identity.
bool unchanged(const Error& a, const Error& b) {
    return a.type == b.type && a.text == b.text && a.args == b.args && a.attributes == b.attributes &&
           a.suppressed == b.suppressed && id_of(a.cause) == id_of(b.cause) &&
           id_of(a.context) == id_of(b.context);
}

}  // namespace

ErrorPtr ErrorReader::decode(const JsonNode& node) {
    ObjectReader reader(node, "an error");
    auto id_node = reader.require("id");
    auto id = decode_id(id_node);
    if (node.size() > 1) {
        return decode_in_full(node, id);
    }
    if (std::find(open_.begin(), open_.end(), id) != open_.end()) {
        Error reference;
        reference.id = id;
        return std::make_shared<const Error>(std::move(reference));
    }
    auto known = known_.find(id);
    if (known == known_.end()) {
        id_node.fail("the error " + id + " was not described before");
    }
    return known->second;
}

ErrorPtr ErrorReader::decode_in_full(const JsonNode& node, const std::string& id) {
    ObjectReader reader(node, "an error");
    Error error;
    reader.require("id");
    error.id = id;
    open_.push_back(id);
    error.type = decode_class_name(reader.require("type"));
    error.interpreter = decode_flag(reader, "interpreter");
    if (!error.interpreter) {
        error.text = reader.require("text").string();
        for (auto arg : reader.require("args").elements("a list of values")) {
            error.args.push_back(decode_trace_value(arg, *this));
        }
    }
    if (auto attributes = reader.find("attributes")) {
        if (!attributes->is_object()) {
            attributes->fail_expecting("an object of attributes");
        }
        for (auto attribute : *attributes) {
            error.attributes.push_back({std::string(attribute.key()), decode_trace_value(attribute, *this)});
        }
        std::sort(error.attributes.begin(), error.attributes.end(),
                  [](const auto& a, const auto& b) { return a.name < b.name; });
    }
    if (auto cause = reader.find("cause")) {
        error.cause = decode(*cause);
    }
    error.suppressed = decode_flag(reader, "suppressed");
    if (auto context = reader.find("context")) {
        error.context = decode(*context);
    }
    auto description = decode_class(reader);
    reader.done();
    open_.pop_back();
    auto result = std::make_shared<Error>(std::move(error));
    known_[id] = result;
    if (!description) {
        return result;
    }
    auto described = std::make_shared<Error>(*result);
    described->description = std::move(description);
    return described;
}

void ErrorWriter::encode(JsonWriter& writer, const ErrorPtr& error) {
    auto& written = written_[error->id];
    bool abbreviated = error->type.empty() || (written && unchanged(*written, *error));
    if (!abbreviated) {
        written = error;
    }
    writer.object([&] {
        writer.member("id", error->id);
        if (abbreviated && !error->description) {
            return;
        }
        writer.member("type", error->type);
        if (error->interpreter) {
            writer.member("interpreter", true);
        } else {
            writer.member("text", error->text);
            writer.member("args", [&] {
                writer.array(error->args, [&](const Value& arg) { encode_trace_value(writer, arg, *this); });
            });
        }
        if (!error->attributes.empty()) {
            writer.member("attributes", [&] {
                writer.object([&] {
                    for (const auto& attribute : error->attributes) {
                        writer.member(attribute.name,
                                      [&] { encode_trace_value(writer, attribute.value, *this); });
                    }
                });
            });
        }
        if (error->cause) {
            writer.member("cause", [&] { encode(writer, error->cause); });
        }
        if (error->suppressed) {
            writer.member("suppressed", true);
        }
        if (error->context) {
            writer.member("context", [&] { encode(writer, error->context); });
        }
        if (error->description) {
            writer.member("module", error->description->module);
            writer.member("bases", [&] {
                writer.array(error->description->bases,
                             [&](const std::string& base) { writer.string(base); });
            });
        }
    });
}

}  // namespace streamspec
