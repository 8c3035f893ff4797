#include "value_codec.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "object_reader.hpp"

namespace streamspec {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool take(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) {
        return false;
    }
    text.remove_prefix(prefix.size());
    return true;
}

/// Takes digits off the front; whether there was one.
bool take_digits(std::string_view& text) {
    auto count =
        static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_digit) - text.begin());
    text.remove_prefix(count);
    return count > 0;
}

/// Whether the text is a float as Python writes it.
bool is_float(std::string_view text) {
    if (text == "nan") {
        return true;
    }
    take(text, "-");
    if (text == "inf") {
        return true;
    }
    if (!take_digits(text)) {
        return false;
    }
    bool fraction = take(text, ".");
    if (fraction && !take_digits(text)) {
        return false;
    }
    bool exponent = take(text, "e");
    if (exponent && ((!take(text, "+") && !take(text, "-")) || !take_digits(text))) {
        return false;
    }
    return (fraction || exponent) && text.empty();
}

/// Whether the text is an integer that 63 bits and a sign cannot hold.
bool is_big_integer(std::string_view text) {
    auto digits = text;
    take(digits, "-");
    if (digits.empty() || digits.front() == '0' || !std::all_of(digits.begin(), digits.end(), is_digit)) {
        return false;
    }
    std::int64_t number = 0;
    return std::from_chars(text.data(), text.data() + text.size(), number).ec ==
           std::errc::result_out_of_range;
}

constexpr std::array<std::string_view, 5> kContainers = {"tuple", "list", "set", "namedtuple", "dict"};

/// Decodes values; with `errors` those of a trace, without those of a script.
class ValueDecoder {
  public:
    explicit ValueDecoder(ErrorReader* errors) : errors_(errors) {}

    Value decode(const JsonNode& node) const {
        if (node.is_string()) {
            return bytes(node);
        }
        if (node.is_integer()) {
            return {node.integer()};
        }
        if (node.is_boolean()) {
            return {node.boolean()};
        }
        if (node.is_null() && errors_ != nullptr) {
            return {None{}};
        }
        if (!node.is_object() || node.size() == 0) {
            node.fail_expecting("a value");
        }
        auto value = decode_form(*node.begin(), node);
        if (node.size() > 1) {
            (*++node.begin()).fail("unknown key");
        }
        return value;
    }

    std::vector<Value> decode_all(const JsonNode& list) const {
        std::vector<Value> values;
        values.reserve(list.size());
        for (auto element : list.elements("a list of values")) {
            values.push_back(decode(element));
        }
        return values;
    }

  private:
    Value decode_form(const JsonNode& content, const JsonNode& node) const {
        auto form = content.key();
        if (form == "bytes") {
            return bytes(node);
        }
        if (form == "str") {
            return {Str{std::string(content.string())}};
        }
        if (form == "float") {
            if (!content.is_string() || !is_float(content.string())) {
                content.fail_expecting("a float as Python writes it, such as \"2.5\" or \"inf\"");
            }
            return {Float{std::string(content.string())}};
        }
        if (form == "int") {
            if (!content.is_string() || !is_big_integer(content.string())) {
                content.fail_expecting("an integer of more than 63 bits, in decimal, as a string");
            }
            return {BigInt{std::string(content.string())}};
        }
        if (const auto* kind = std::find(kContainers.begin(), kContainers.end(), form);
            kind != kContainers.end()) {
            return container(static_cast<Container::Kind>(kind - kContainers.begin()), content);
        }
        if (form == "bytearray") {
            return {Buffer{Buffer::Kind::bytearray, checked_bytes(content)}};
        }
        if (form == "memoryview") {
            return {Buffer{Buffer::Kind::memoryview, checked_bytes(content)}};
        }
        if (form == "range") {
            if (!content.is_array() || content.size() != 2) {
                content.fail_expecting("two integers");
            }
            auto first = content.begin();
            auto end = first;
            return {IntRange{(*first).integer(), (*++end).integer()}};
        }
        if (form == "index") {
            return {Index{content.integer()}};
        }
        return errors_ != nullptr ? decode_trace_form(content) : decode_script_form(content);
    }

    static Value decode_script_form(const JsonNode& content) {
        if (content.key() == "none") {
            if (!content.is_boolean() || !content.boolean()) {
                content.fail_expecting("true");
            }
            return {None{}};
        }
        content.fail("unknown form of a value");
    }

    Value decode_trace_form(const JsonNode& content) const {
        if (content.key() == "error") {
            return {errors_->decode(content)};
        }
        if (content.key() == "class") {
            return {ClassName{std::string(content.string())}};
        }
        if (content.key() == "name") {
            if (!content.is_string() || !is_name(content.string())) {
                content.fail_expecting("the name of an object of the script");
            }
            return {ObjectName{std::string(content.string())}};
        }
        if (content.key() == "object") {
            return {Opaque{std::string(content.string())}};
        }
        content.fail("unknown form of a value");
    }

    Value container(Container::Kind kind, const JsonNode& content) const {
        if (kind == Container::Kind::dict && (!content.is_array() || content.size() > 0)) {
            content.fail_expecting("an empty list: only an empty dict can be written");
        }
        return {Container{kind, decode_all(content)}};
    }

    Bytes checked_bytes(const JsonNode& node) const {
        auto bytes = decode_bytes(node);
        if (errors_ != nullptr && errors_->canonical_bytes()) {
            JsonWriter writer;
            encode_bytes(writer, bytes);
            if (auto canonical = writer.take(); canonical != canonical_json(node)) {
                node.fail("the bytes are not in their canonical form, " + canonical.substr(0, 80));
            }
        }
        return bytes;
    }
    Value bytes(const JsonNode& node) const { return {checked_bytes(node)}; }

    ErrorReader* errors_;
};

/// Encodes values; with `errors` those of a trace, without those of a script.
class ValueEncoder {
  public:
    ValueEncoder(JsonWriter& writer, ErrorWriter* errors) : writer_(writer), errors_(errors) {}

    void encode(const Value& value) { std::visit(*this, value.is); }

    void operator()(None) {
        if (errors_ != nullptr) {
            writer_.null();
        } else {
            writer_.object([&] { writer_.member("none", true); });
        }
    }
    void operator()(bool value) { writer_.boolean(value); }
    void operator()(std::int64_t value) { writer_.integer(value); }
    void operator()(const Bytes& value) { encode_bytes(writer_, value); }
    void operator()(const Str& value) { text("str", value.text); }
    void operator()(const Float& value) { text("float", value.text); }
    void operator()(const BigInt& value) { text("int", value.digits); }
    void operator()(const ClassName& value) { text("class", value.name); }
    void operator()(const ObjectName& value) { text("name", value.name); }
    void operator()(const Opaque& value) { text("object", value.repr); }
    void operator()(const Index& value) {
        writer_.object([&] { writer_.member("index", value.value); });
    }
    void operator()(const IntRange& value) {
        writer_.object([&] {
            writer_.member("range", [&] {
                writer_.array(std::array{value.first, value.end},
                              [&](std::int64_t end) { writer_.integer(end); });
            });
        });
    }
    void operator()(const Buffer& value) {
        writer_.object([&] {
            writer_.member(value.kind == Buffer::Kind::bytearray ? "bytearray" : "memoryview",
                           [&] { encode_bytes(writer_, value.bytes); });
        });
    }
    void operator()(const Container& value) {
        writer_.object([&] {
            writer_.member(kContainers[static_cast<std::size_t>(value.kind)],
                           [&] { writer_.array(value.items, [&](const Value& item) { encode(item); }); });
        });
    }
    void operator()(const ErrorPtr& error) {
        writer_.object([&] { writer_.member("error", [&] { errors_->encode(writer_, error); }); });
    }

  private:
    void text(std::string_view form, const std::string& content) {
        writer_.object([&] { writer_.member(form, content); });
    }

    JsonWriter& writer_;
    ErrorWriter* errors_;
};

}  // namespace

Value decode_script_value(const JsonNode& node) {
    return ValueDecoder(nullptr).decode(node);
}

Value decode_trace_value(const JsonNode& node, ErrorReader& errors) {
    return ValueDecoder(&errors).decode(node);
}

std::vector<Value> decode_script_values(const JsonNode& node) {
    return ValueDecoder(nullptr).decode_all(node);
}

void encode_script_value(JsonWriter& writer, const Value& value) {
    ValueEncoder(writer, nullptr).encode(value);
}

void encode_trace_value(JsonWriter& writer, const Value& value, ErrorWriter& errors) {
    ValueEncoder(writer, &errors).encode(value);
}

bool is_name(std::string_view text) noexcept {
    return !text.empty() && is_letter(text.front()) && std::all_of(text.begin(), text.end(), [](char c) {
        return is_letter(c) || is_digit(c) || c == '_';
    });
}

bool is_actor_name(std::string_view text) noexcept {
    constexpr std::string_view kEpilogue = "epilogue.";
    return is_name(text.starts_with(kEpilogue) ? text.substr(kEpilogue.size()) : text);
}

}  // namespace streamspec
