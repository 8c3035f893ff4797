#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "streamspec/model/json_document.hpp"

namespace streamspec {

/// Writes canonical JSON (spec/trace-format.md): no white space, members sorted by key. Members may be
/// written in any order.
class JsonWriter {
  public:
    void null() { text_ += "null"; }
    void boolean(bool value) { text_ += value ? "true" : "false"; }
    void integer(std::int64_t value);
    void string(std::string_view utf8);
    /// A value that is canonical JSON already.
    void raw(std::string_view json) { text_ += json; }

    /// An object: `members` writes them, by `member`.
    template <std::invocable F>
    void object(F&& members) {
        open_object();
        members();
        close_object();
    }
    /// A member whose value `value` writes.
    template <std::invocable F>
    void member(std::string_view key, F&& value) {
        begin_member(key);
        value();
    }
    void member(std::string_view key, std::string_view value);
    void member(std::string_view key, const char* value) { member(key, std::string_view(value)); }
    void member(std::string_view key, const std::string& value) { member(key, std::string_view(value)); }
    void member(std::string_view key, std::int64_t value);
    void member(std::string_view key, bool value);
    void null_member(std::string_view key);

    /// An array: `element` writes each item of `items`.
    template <class Range, class F>
    void array(const Range& items, F&& element) {
        text_ += '[';
        bool first = true;
        for (const auto& item : items) {
            if (!first) {
                text_ += ',';
            }
            first = false;
            element(item);
        }
        text_ += ']';
    }

    /// What was written. The writer is empty afterwards.
    std::string take();

  private:
    struct Member {
        std::size_t key_begin = 0;  ///< in keys_
        std::size_t key_size = 0;
        std::size_t begin = 0;
        std::size_t end = 0;
    };
    struct OpenObject {
        std::size_t begin = 0;
        std::size_t first_member = 0;  ///< in members_
        std::size_t first_key = 0;     ///< in keys_
        bool sorted = true;
    };

    void open_object();
    void close_object();
    void begin_member(std::string_view key);
    void sort_members(const OpenObject& object);
    std::string_view key_of(const Member& member) const {
        return std::string_view(keys_).substr(member.key_begin, member.key_size);
    }

    std::string text_;
    std::vector<OpenObject> open_;
    std::vector<Member> members_;  ///< of all open objects, the innermost one's last
    std::string keys_;             ///< of these members, as they were given
    std::string sorted_;           ///< what sort_members writes, kept for its memory
};

/// The canonical JSON of a node.
std::string canonical_json(const JsonNode& node);

}  // namespace streamspec
