#include "streamspec/model/json_writer.hpp"

#include <algorithm>
#include <utility>

namespace streamspec {

void JsonWriter::integer(std::int64_t value) {
    text_ += std::to_string(value);
}

void JsonWriter::string(std::string_view utf8) {
    text_ += '"';
    for (char c : utf8) {
        switch (c) {
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
                if (code < 0x20) {
                    constexpr std::string_view kHex = "0123456789abcdef";
                    text_ += "\\u00";
                    text_ += kHex[code >> 4U];
                    text_ += kHex[code & 15U];
                } else {
                    text_ += c;
                }
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
    open_.push_back({text_.size(), {}, true});
}

void JsonWriter::begin_member(std::string_view key) {
    auto& object = open_.back();
    if (!object.members.empty()) {
        object.sorted = object.sorted && object.members.back().key < key;
        text_ += ',';
    }
    object.members.push_back({std::string(key), text_.size()});
    string(key);
    text_ += ':';
}

void JsonWriter::close_object() {
    auto object = std::move(open_.back());
    open_.pop_back();
    if (!object.sorted) {
        sort_members(object);
    }
    text_ += '}';
}

void JsonWriter::sort_members(const OpenObject& object) {
    std::vector<std::pair<std::string_view, std::string>> texts;
    for (std::size_t i = 0; i < object.members.size(); ++i) {
        const auto& member = object.members[i];
        auto end = i + 1 < object.members.size() ? object.members[i + 1].begin - 1 : text_.size();
        texts.emplace_back(member.key, text_.substr(member.begin, end - member.begin));
    }
    std::sort(texts.begin(), texts.end());
    text_.resize(object.begin);
    for (std::size_t i = 0; i < texts.size(); ++i) {
        text_ += i == 0 ? "" : ",";
        text_ += texts[i].second;
    }
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
