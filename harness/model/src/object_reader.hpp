#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "streamspec/model/json_document.hpp"

namespace streamspec {

/// Reads the members of one JSON object by key, and finds those that nobody asked for.
class ObjectReader {
  public:
    /// A node that is no object is an InputError that calls it `what`.
    ObjectReader(const JsonNode& node, std::string_view what);

    /// The member of that key, if there is one.
    std::optional<JsonNode> find(std::string_view key);
    /// The member of that key; its absence is an InputError.
    JsonNode require(std::string_view key);
    /// Ends the reading: a member that was not asked for is an InputError.
    void done() const;
    const JsonNode& node() const noexcept { return node_; }

  private:
    static constexpr std::size_t kMostKeys = 16;

    JsonNode node_;
    std::array<std::string_view, kMostKeys> asked_;
    std::size_t asked_count_ = 0;
    std::size_t found_count_ = 0;
};

}  // namespace streamspec
