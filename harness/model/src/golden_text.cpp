#include "streamspec/model/golden_text.hpp"

#include <algorithm>

namespace streamspec {
namespace {

// Keys that stand in one place of the file only. In a string, their quotes would be escaped.
constexpr std::string_view kVariants = ",\"variants\":[";
constexpr std::string_view kReleases = "{\"releases\":[";
constexpr std::string_view kTrace = "],\"trace\":";
constexpr std::string_view kBetween = "},";  ///< two variants
constexpr std::string_view kEnd = "}]}";     ///< of the last variant, the variants and the file

}  // namespace

GoldenText::GoldenText(std::string_view file) {
    if (!file.ends_with("}]}\n")) {
        return;  // cut off
    }
    // A string has no line break in it: canonical JSON escapes it.
    text_.reserve(file.size());
    for (std::size_t at = 0; at < file.size();) {
        const auto begin = std::min(file.find_first_not_of(' ', at), file.size());
        const auto end = std::min(file.find('\n', begin), file.size());
        text_.append(file, begin, end - begin);
        at = end + 1;
    }
}

std::optional<std::string_view> GoldenText::trace(std::string_view script, std::string_view digest,
                                                  const Release& release) const {
    std::string head = "{\"script\":\"";
    head.append(script).append("\",\"digest\":\"").append(digest).append("\",\"recordings\":{");
    const std::string_view text = text_;
    auto at = text.find(kVariants);
    if (!text.starts_with(head) || at == std::string_view::npos || !text.ends_with(kEnd)) {
        return std::nullopt;
    }
    const auto name = '"' + release.str() + '"';
    for (at += kVariants.size(); at != std::string_view::npos;) {
        const auto next = text.find(kReleases, at + 1);
        const auto end = next == std::string_view::npos ? text.size() - kEnd.size() : next - kBetween.size();
        const auto variant = text.substr(at, end - at);
        const auto releases = variant.substr(0, variant.find(']'));
        if (variant.starts_with(kReleases) && releases.find(name) != std::string_view::npos) {
            const auto rest = variant.substr(releases.size());
            return rest.starts_with(kTrace) ? std::optional(rest.substr(kTrace.size())) : std::nullopt;
        }
        at = next;
    }
    return std::nullopt;
}

std::size_t count_turns(std::string_view trace) {
    // In a string its quotes would be escaped.
    constexpr std::string_view kOnceATurn = "\"iterations\":";
    std::size_t turns = 0;
    for (auto at = trace.find(kOnceATurn); at != std::string_view::npos;
         at = trace.find(kOnceATurn, at + kOnceATurn.size())) {
        ++turns;
    }
    return turns;
}

}  // namespace streamspec
