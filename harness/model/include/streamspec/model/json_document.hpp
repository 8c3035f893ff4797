#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace streamspec {

class JsonNode;

/// A parsed JSON text, kept flat: one vector of nodes in document order, one arena of strings. Integers only:
/// any other number is kept as its text, for messages. No key occurs twice in an object.
class JsonDocument {
  public:
    /// How deep objects and arrays may be nested.
    static constexpr std::size_t kMaxDepth = 64;

    /// Parses `text`. `file` is what errors name. Throws InputError.
    static JsonDocument parse(std::string_view text, std::string file);
    /// Parses the content of a file. Throws InputError, also where it cannot be read.
    static JsonDocument read(const std::string& path);

    JsonNode root() const noexcept;
    const std::string& file() const noexcept { return file_; }

  private:
    friend class JsonNode;
    friend class JsonDocumentBuilder;

    enum class Kind : std::uint8_t { null, boolean, integer, number, string, array, object };
    struct Node {
        std::uint32_t key_at = 0;
        std::uint32_t key_size = 0;
        std::int64_t integer = 0;  ///< the value; for an array or object the number of children
        std::uint32_t text_at = 0;
        std::uint32_t text_size = 0;
        std::uint32_t end = 0;  ///< one past the last node of this node's subtree
        Kind kind = Kind::null;
    };

    std::string_view text(std::uint32_t at, std::uint32_t size) const noexcept {
        return std::string_view(arena_).substr(at, size);
    }

    std::string file_;
    std::string arena_;
    std::vector<Node> nodes_;
};

/// One value of a document, valid as long as the document stays where it is.
class JsonNode {
  public:
    bool is_null() const noexcept { return node().kind == JsonDocument::Kind::null; }
    bool is_boolean() const noexcept { return node().kind == JsonDocument::Kind::boolean; }
    bool is_integer() const noexcept { return node().kind == JsonDocument::Kind::integer; }
    bool is_string() const noexcept { return node().kind == JsonDocument::Kind::string; }
    bool is_array() const noexcept { return node().kind == JsonDocument::Kind::array; }
    bool is_object() const noexcept { return node().kind == JsonDocument::Kind::object; }

    // What the node is; a node of another kind is an InputError.
    bool boolean() const;
    std::int64_t integer() const;
    /// An integer from `least` to `most`.
    std::int64_t integer(std::int64_t least, std::int64_t most) const;
    std::string_view string() const;
    void expect_null() const;

    /// The key under which an object holds this node.
    std::string_view key() const noexcept { return document_->text(node().key_at, node().key_size); }
    /// The number of members or elements; 0 of what is neither object nor array.
    std::size_t size() const noexcept {
        return is_object() || is_array() ? static_cast<std::size_t>(node().integer) : 0;
    }
    /// Where the node stands in the document: a node before another has the smaller number.
    std::uint32_t index() const noexcept { return index_; }
    const JsonDocument& document() const noexcept { return *document_; }

    class Iterator {
      public:
        Iterator(const JsonDocument* document, std::uint32_t index) : document_(document), index_(index) {}
        JsonNode operator*() const noexcept { return {document_, index_}; }
        Iterator& operator++() noexcept {
            index_ = document_->nodes_[index_].end;
            return *this;
        }
        bool operator==(const Iterator& other) const noexcept { return index_ == other.index_; }

      private:
        const JsonDocument* document_;
        std::uint32_t index_;
    };
    // The members or elements, in the order of the text.
    Iterator begin() const noexcept { return {document_, index_ + 1}; }
    Iterator end() const noexcept { return {document_, node().end}; }

    /// The member of an object under a key; none: it has none. Anything but an object is an InputError.
    std::optional<JsonNode> find(std::string_view key) const;
    /// The same where there has to be one: else an InputError.
    JsonNode member(std::string_view key) const;
    /// The text of a member that has to be there.
    std::string text(std::string_view key) const { return std::string(member(key).string()); }

    /// The node's elements; anything but an array is an InputError that calls it `what`.
    JsonNode elements(std::string_view what) const;

    /// The JSON pointer of this node.
    std::string pointer() const;
    /// Throws an InputError about this node, with this reason.
    [[noreturn]] void fail(const std::string& reason) const;
    /// Throws an InputError: something else was expected here. Says what was found.
    [[noreturn]] void fail_expecting(std::string_view expected) const;

  private:
    friend class JsonDocument;
    friend class JsonDocumentBuilder;
    JsonNode(const JsonDocument* document, std::uint32_t index) : document_(document), index_(index) {}
    const JsonDocument::Node& node() const noexcept { return document_->nodes_[index_]; }

    const JsonDocument* document_;
    std::uint32_t index_;
};

}  // namespace streamspec
