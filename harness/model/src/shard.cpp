#include "streamspec/model/shard.hpp"

#include <charconv>

namespace streamspec {
namespace {

constexpr std::size_t kMostShards = 1'000'000;

std::optional<std::size_t> parse_number(std::string_view text) noexcept {
    std::size_t number = 0;
    const auto* end = text.data() + text.size();
    auto [last, error] = std::from_chars(text.data(), end, number);
    return error == std::errc() && last == end && number >= 1 && number <= kMostShards ? std::optional(number)
                                                                                       : std::nullopt;
}

}  // namespace

std::optional<Shard> Shard::parse(std::string_view text) noexcept {
    const auto slash = text.find('/');
    if (slash == std::string_view::npos) {
        return std::nullopt;
    }
    auto number = parse_number(text.substr(0, slash));
    auto count = parse_number(text.substr(slash + 1));
    return number && count && *number <= *count ? std::optional(Shard{*number, *count}) : std::nullopt;
}

}  // namespace streamspec
