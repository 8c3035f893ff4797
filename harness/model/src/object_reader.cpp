#include "object_reader.hpp"

#include <algorithm>
#include <cassert>
#include <string>

namespace streamspec {

ObjectReader::ObjectReader(const JsonNode& node, std::string_view what) : node_(node) {
    if (!node.is_object()) {
        node.fail_expecting(what);
    }
}

std::optional<JsonNode> ObjectReader::find(std::string_view key) {
    auto* const end = asked_.begin() + asked_count_;
    const bool is_new = std::find(asked_.begin(), end, key) == end;
    if (is_new) {
        assert(asked_count_ < kMostKeys);
        asked_[asked_count_++] = key;
    }
    for (auto member : node_) {
        if (member.key() == key) {
            found_count_ += is_new ? 1 : 0;
            return member;
        }
    }
    return std::nullopt;
}

JsonNode ObjectReader::require(std::string_view key) {
    auto member = find(key);
    if (!member) {
        node_.fail("the key \"" + std::string(key) + "\" is missing");
    }
    return *member;
}

void ObjectReader::done() const {
    if (found_count_ == node_.size()) {
        return;
    }
    const auto* end = asked_.begin() + asked_count_;
    for (auto member : node_) {
        if (std::find(asked_.begin(), end, member.key()) == end) {
            member.fail("unknown key");
        }
    }
}

}  // namespace streamspec
