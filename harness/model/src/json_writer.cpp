#include "streamspec/model/json_writer.hpp"

#include <algorithm>
#include <utility>

namespace streamspec {
namespace {

bool is_escaped(char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\';
}

}  // namespace

void JsonWriter::integer(std::int64_t value) {
    text_ += std::to_string(value);
}

void JsonWriter::string(std::string_view utf8) {
    text_ += '"';
    for (std::size_t at = 0; at < utf8.size(); ++at) {
        const auto plain =
            std::find_if(utf8.begin() + static_cast<std::ptrdiff_t>(at), utf8.end(), is_escaped);
        text_.append(utf8, at, static_cast<std::size_t>(plain - utf8.begin()) - at);
        at = static_cast<std::size_t>(plain - utf8.begin());
        if (at == utf8.size()) {
            break;
        }
        switch (const char c = utf8[at]) {
            case '"':
                text_ += "\\\"";
                break;
            case '\\':
                text_ += "\\\\";
                break;
            case '\b':
                text_ += "\\b";
                break;
            case '\t':
                text_ += "\\t";
                break;
            case '\n':
                text_ += "\\n";
                break;
            case '\f':
                text_ += "\\f";
                break;
            case '\r':
                text_ += "\\r";
                break;
            default: {
                auto code = static_cast<unsigned char>(c);
                constexpr std::string_view kHex = "0123456789abcdef";
                text_ += "\\u00";
                text_ += kHex[code >> 4U];
                text_ += kHex[code & 15U];
            }
        }
    }
    text_ += '"';
}

void JsonWriter::member(std::string_view key, std::string_view value) {
    begin_member(key);
    string(value);
}

void JsonWriter::member(std::string_view key, std::int64_t value) {
    begin_member(key);
    integer(value);
}

void JsonWriter::member(std::string_view key, bool value) {
    begin_member(key);
    boolean(value);
}

void JsonWriter::null_member(std::string_view key) {
    begin_member(key);
    null();
}

std::string JsonWriter::take() {
    return std::exchange(text_, {});
}

void JsonWriter::open_object() {
    text_ += '{';
    open_.push_back({text_.size(), members_.size(), keys_.size(), true});
}

void JsonWriter::begin_member(std::string_view key) {
    auto& object = open_.back();
    if (members_.size() > object.first_member) {
        object.sorted = object.sorted && key_of(members_.back()) < key;
        text_ += ',';
    }
    members_.push_back({keys_.size(), key.size(), text_.size(), 0});
    keys_ += key;
    string(key);
    text_ += ':';
}

void JsonWriter::close_object() {
    const auto object = open_.back();
    open_.pop_back();
    if (!object.sorted) {
        sort_members(object);
    }
    members_.resize(object.first_member);
    keys_.resize(object.first_key);
    text_ += '}';
}

void JsonWriter::sort_members(const OpenObject& object) {
    // From where each begins to where it ends.
    for (auto i = object.first_member; i < members_.size(); ++i) {
        members_[i].end = i + 1 < members_.size() ? members_[i + 1].begin - 1 : text_.size();
    }
    std::sort(members_.begin() + static_cast<std::ptrdiff_t>(object.first_member), members_.end(),
              [this](const Member& a, const Member& b) { return key_of(a) < key_of(b); });
    sorted_.clear();
    for (auto i = object.first_member; i < members_.size(); ++i) {
        sorted_ += i == object.first_member ? "" : ",";
        sorted_.append(text_, members_[i].begin, members_[i].end - members_[i].begin);
    }
    text_.resize(object.begin);
    text_ += sorted_;
}

namespace {

void write(JsonWriter& writer, const JsonNode& node) {
    if (node.is_object()) {
        writer.object([&] {
            for (auto child : node) {
                writer.member(child.key(), [&] { write(writer, child); });
            }
        });
    } else if (node.is_array()) {
        writer.array(node, [&](const JsonNode& child) { write(writer, child); });
    } else if (node.is_string()) {
        writer.string(node.string());
    } else if (node.is_boolean()) {
        writer.boolean(node.boolean());
    } else if (node.is_null()) {
        writer.null();
    } else {
        writer.integer(node.integer());
    }
}

}  // namespace

std::string canonical_json(const JsonNode& node) {
    JsonWriter writer;
    write(writer, node);
    return writer.take();
}

}  // namespace streamspec
