#include "streamspec/model/json_document.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include <nlohmann/json.hpp>

#include "streamspec/model/file_text.hpp"
#include "streamspec/model/input_error.hpp"

namespace streamspec {

/// Receives the events of nlohmann's parser, and fills a document with them.
class JsonDocumentBuilder : public nlohmann::json_sax<nlohmann::json> {
  public:
    explicit JsonDocumentBuilder(JsonDocument& document) : document_(document) {}

    bool null() override { return leaf(JsonDocument::Kind::null, 0); }
    bool boolean(bool value) override { return leaf(JsonDocument::Kind::boolean, value ? 1 : 0); }
    bool number_integer(std::int64_t value) override { return leaf(JsonDocument::Kind::integer, value); }
    bool number_unsigned(std::uint64_t value) override {
        if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
            return text_leaf(JsonDocument::Kind::number, std::to_string(value));
        }
        return leaf(JsonDocument::Kind::integer, static_cast<std::int64_t>(value));
    }
    bool number_float(double, const std::string& text) override {
        return text_leaf(JsonDocument::Kind::number, text);
    }
    bool string(std::string& value) override { return text_leaf(JsonDocument::Kind::string, value); }
    bool binary(binary_t&) override { return false; }

    bool key(std::string& value) override {
        key_at_ = store(value);
        key_size_ = static_cast<std::uint32_t>(value.size());
        return true;
    }
    bool start_object(std::size_t) override { return open(JsonDocument::Kind::object); }
    bool start_array(std::size_t) override { return open(JsonDocument::Kind::array); }
    bool end_object() override {
        reject_repeated_keys(open_.back());
        return close();
    }
    bool end_array() override { return close(); }

    bool parse_error(std::size_t, const std::string&, const nlohmann::json::exception& error) override {
        // "[json.exception.parse_error.101] parse error at line 1, column 2: …" without what the library says
        // of itself.
        std::string reason = error.what();
        if (auto bracket = reason.find("] "); bracket != std::string::npos) {
            reason.erase(0, bracket + 2);
        }
        throw InputError(document_.file_, "", "not JSON: " + reason);
    }

  private:
    std::uint32_t store(std::string_view text) {
        auto at = document_.arena_.size();
        document_.arena_ += text;
        return static_cast<std::uint32_t>(at);
    }

    std::uint32_t add(JsonDocument::Kind kind) {
        auto index = static_cast<std::uint32_t>(document_.nodes_.size());
        auto& node = document_.nodes_.emplace_back();
        node.key_at = key_at_;
        node.key_size = key_size_;
        node.kind = kind;
        node.end = index + 1;
        key_size_ = 0;
        if (!open_.empty()) {
            ++document_.nodes_[open_.back()].integer;
        }
        return index;
    }
    bool leaf(JsonDocument::Kind kind, std::int64_t value) {
        document_.nodes_[add(kind)].integer = value;
        return true;
    }
    bool text_leaf(JsonDocument::Kind kind, std::string_view text) {
        auto index = add(kind);
        document_.nodes_[index].text_at = store(text);
        document_.nodes_[index].text_size = static_cast<std::uint32_t>(text.size());
        return true;
    }
    bool open(JsonDocument::Kind kind) {
        auto index = add(kind);
        open_.push_back(index);
        if (open_.size() > JsonDocument::kMaxDepth) {
            finish_open_nodes();
            JsonNode(&document_, index)
                .fail("nested more than " + std::to_string(JsonDocument::kMaxDepth) + " deep");
        }
        return true;
    }
    bool close() {
        document_.nodes_[open_.back()].end = static_cast<std::uint32_t>(document_.nodes_.size());
        open_.pop_back();
        return true;
    }
    /// Gives every open node an end, so that a pointer can be computed before the text is at its end.
    void finish_open_nodes() {
        for (auto index : open_) {
            document_.nodes_[index].end = static_cast<std::uint32_t>(document_.nodes_.size());
        }
    }

    void reject_repeated_keys(std::uint32_t object) {
        finish_open_nodes();
        JsonNode node(&document_, object);
        constexpr std::size_t kFewMembers = 12;
        if (node.size() <= kFewMembers) {
            for (auto later = node.begin(); later != node.end(); ++later) {
                for (auto earlier = node.begin(); !(earlier == later); ++earlier) {
                    if ((*earlier).key() == (*later).key()) {
                        (*later).fail("the key occurs twice");
                    }
                }
            }
            return;
        }
        std::vector<std::pair<std::string_view, std::uint32_t>> keys;
        keys.reserve(node.size());
        for (auto member : node) {
            keys.emplace_back(member.key(), member.index());
        }
        std::sort(keys.begin(), keys.end());
        auto same = std::adjacent_find(keys.begin(), keys.end(),
                                       [](const auto& a, const auto& b) { return a.first == b.first; });
        if (same != keys.end()) {
            JsonNode(&document_, std::next(same)->second).fail("the key occurs twice");
        }
    }

    JsonDocument& document_;
    std::vector<std::uint32_t> open_;
    std::uint32_t key_at_ = 0;
    std::uint32_t key_size_ = 0;
};

JsonDocument JsonDocument::parse(std::string_view text, std::string file) {
    JsonDocument document;
    document.file_ = std::move(file);
    if (text.size() >= std::numeric_limits<std::uint32_t>::max()) {
        throw InputError(document.file_, "", "the file is too large");
    }
    if (text.starts_with("\xef\xbb\xbf")) {
        throw InputError(document.file_, "", "not JSON: the text begins with a byte order mark");
    }
    document.arena_.reserve(text.size());
    document.nodes_.reserve(text.size() / 8 + 1);
    JsonDocumentBuilder builder(document);
    nlohmann::json::sax_parse(text.data(), text.data() + text.size(), &builder);
    return document;
}

JsonDocument JsonDocument::read(const std::string& path) {
    return parse(read_file(path), path);
}

JsonNode JsonDocument::root() const noexcept {
    return {this, 0};
}

bool JsonNode::boolean() const {
    if (!is_boolean()) {
        fail_expecting("true or false");
    }
    return node().integer != 0;
}

std::int64_t JsonNode::integer() const {
    if (!is_integer()) {
        fail_expecting("an integer of at most 63 bits");
    }
    return node().integer;
}

std::int64_t JsonNode::integer(std::int64_t least, std::int64_t most) const {
    if (!is_integer() || node().integer < least || node().integer > most) {
        std::string range = "an integer from " + std::to_string(least);
        if (most != std::numeric_limits<std::int64_t>::max()) {
            range += " to " + std::to_string(most);
        }
        fail_expecting(range);
    }
    return node().integer;
}

std::string_view JsonNode::string() const {
    if (!is_string()) {
        fail_expecting("a string");
    }
    return document_->text(node().text_at, node().text_size);
}

void JsonNode::expect_null() const {
    if (!is_null()) {
        fail_expecting("null");
    }
}

std::optional<JsonNode> JsonNode::find(std::string_view key) const {
    if (!is_object()) {
        fail_expecting("an object");
    }
    for (auto each : *this) {
        if (each.key() == key) {
            return each;
        }
    }
    return std::nullopt;
}

JsonNode JsonNode::member(std::string_view key) const {
    auto found = find(key);
    if (!found) {
        fail("the member `" + std::string(key) + "` is missing");
    }
    return *found;
}

JsonNode JsonNode::elements(std::string_view what) const {
    if (!is_array()) {
        fail_expecting(what);
    }
    return *this;
}

std::string JsonNode::pointer() const {
    std::string result;
    std::uint32_t at = 0;
    while (at != index_) {
        JsonNode parent(document_, at);
        std::size_t position = 0;
        for (auto child : parent) {
            if (index_ < child.node().end) {
                result += '/';
                if (parent.is_array()) {
                    result += std::to_string(position);
                } else {
                    for (char c : child.key()) {
                        result += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
                    }
                }
                at = child.index_;
                break;
            }
            ++position;
        }
    }
    return result;
}

void JsonNode::fail(const std::string& reason) const {
    throw InputError(document_->file(), pointer(), reason);
}

void JsonNode::fail_expecting(std::string_view expected) const {
    constexpr std::size_t kShown = 40;
    std::string found;
    switch (node().kind) {
        case JsonDocument::Kind::null:
            found = "null";
            break;
        case JsonDocument::Kind::boolean:
            found = node().integer != 0 ? "true" : "false";
            break;
        case JsonDocument::Kind::integer:
            found = std::to_string(node().integer);
            break;
        case JsonDocument::Kind::number:
            found = "the number " +
                    std::string(document_->text(node().text_at, node().text_size).substr(0, kShown));
            break;
        case JsonDocument::Kind::string: {
            auto text = document_->text(node().text_at, node().text_size);
            found = "\"" + std::string(text.substr(0, kShown)) + (text.size() > kShown ? "…\"" : "\"");
            break;
        }
        case JsonDocument::Kind::array:
            found = "an array of " + std::to_string(size());
            break;
        case JsonDocument::Kind::object:
            found = "an object";
            break;
    }
    fail("expected " + std::string(expected) + ", found " + found);
}

}  // namespace streamspec
