#include "streamspec/model/release.hpp"

#include <charconv>
#include <limits>

namespace streamspec {
namespace {

constexpr int kAnyNumber = std::numeric_limits<int>::max();

/// Takes a decimal number without leading zeros off the front of `text`.
std::optional<int> take_number(std::string_view& text) {
    int number = 0;
    auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || text.front() == '-' || (text.front() == '0' && end != text.data() + 1)) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

bool take(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) {
        return false;
    }
    text.remove_prefix(prefix.size());
    return true;
}

struct SeriesOrRelease {
    Release release;
    bool series = false;
};

std::optional<SeriesOrRelease> parse_series_or_release(std::string_view text) {
    SeriesOrRelease result;
    auto major = take_number(text);
    if (!major || !take(text, ".")) {
        return std::nullopt;
    }
    auto minor = take_number(text);
    if (!minor) {
        return std::nullopt;
    }
    result.release.major = *major;
    result.release.minor = *minor;
    if (text.empty()) {
        result.series = true;
        return result;
    }
    auto micro = take(text, ".") ? take_number(text) : std::nullopt;
    if (!micro) {
        return std::nullopt;
    }
    result.release.micro = *micro;
    if (text.empty()) {
        return result;
    }
    if (take(text, "rc")) {
        result.release.stage = Release::Stage::candidate;
    } else if (take(text, "a")) {
        result.release.stage = Release::Stage::alpha;
    } else if (take(text, "b")) {
        result.release.stage = Release::Stage::beta;
    } else {
        return std::nullopt;
    }
    auto serial = take_number(text);
    if (!serial || !text.empty()) {
        return std::nullopt;
    }
    result.release.serial = *serial;
    return result;
}

}  // namespace

std::optional<Release> Release::parse(std::string_view text) {
    auto parsed = parse_series_or_release(text);
    if (!parsed || parsed->series) {
        return std::nullopt;
    }
    return parsed->release;
}

std::string Release::str() const {
    auto text = std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(micro);
    switch (stage) {
        case Stage::alpha:
            return text + "a" + std::to_string(serial);
        case Stage::beta:
            return text + "b" + std::to_string(serial);
        case Stage::candidate:
            return text + "rc" + std::to_string(serial);
        case Stage::final:
            break;
    }
    return text;
}

std::optional<ReleaseRange> ReleaseRange::parse(std::string_view text) {
    ReleaseRange range;
    range.text_ = text;
    if (text == "all") {
        return range;
    }
    auto dots = text.find("..");
    if (dots == std::string_view::npos || text.size() == 2) {
        return std::nullopt;
    }
    if (auto first = text.substr(0, dots); !first.empty()) {
        auto parsed = parse_series_or_release(first);
        if (!parsed) {
            return std::nullopt;
        }
        if (parsed->series) {
            parsed->release.stage = Release::Stage::alpha;
        }
        range.first_ = parsed->release;
    }
    if (auto last = text.substr(dots + 2); !last.empty()) {
        auto parsed = parse_series_or_release(last);
        if (!parsed) {
            return std::nullopt;
        }
        if (parsed->series) {
            parsed->release.micro = kAnyNumber;
        }
        range.last_ = parsed->release;
    }
    if (range.first_ && range.last_ && *range.last_ < *range.first_) {
        return std::nullopt;
    }
    return range;
}

bool ReleaseRange::contains(const Release& release) const {
    return (!first_ || *first_ <= release) && (!last_ || release <= *last_);
}

}  // namespace streamspec
