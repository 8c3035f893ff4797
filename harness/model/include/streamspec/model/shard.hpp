#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace streamspec {

/// One part of a long work that several machines do: of items in a fixed order, every `count`-th.
struct Shard {
    std::size_t number = 1;  ///< from 1 to `count`
    std::size_t count = 1;

    /// "K/N", with 1 <= K <= N <= 1,000,000; none: it is not.
    static std::optional<Shard> parse(std::string_view text) noexcept;
    /// Whether the item at that position, counted from 0, belongs to this part. Each belongs to exactly one.
    bool has(std::size_t position) const noexcept { return position % count == number - 1; }
    std::string str() const { return std::to_string(number) + "/" + std::to_string(count); }
};

}  // namespace streamspec
