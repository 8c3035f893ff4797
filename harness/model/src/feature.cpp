#include "streamspec/model/feature.hpp"

#include <algorithm>
#include <array>

namespace streamspec {
namespace {

// In the order of the enumeration.
constexpr std::array<std::string_view, kFeatureCount> kNames = {"readline",
                                                                "readuntil",
                                                                "readexactly",
                                                                "iterate",
                                                                "tuple-separator",
                                                                "limit",
                                                                "set-exception",
                                                                "clear-exception",
                                                                "exception",
                                                                "at_eof",
                                                                "transport",
                                                                "cancel",
                                                                "cancel-message",
                                                                "try",
                                                                "repr",
                                                                "create",
                                                                "exception-copy",
                                                                "pickle",
                                                                "subclass",
                                                                "private-wait",
                                                                "loopless",
                                                                "scheduler",
                                                                "writer",
                                                                "is-closing",
                                                                "wait-closed",
                                                                "start-tls",
                                                                "protocol-without-reader",
                                                                "timeout",
                                                                "wait-for",
                                                                "gather",
                                                                "sockets",
                                                                "unix-sockets",
                                                                "ipv6",
                                                                "localhost",
                                                                "immediate-write",
                                                                "tls",
                                                                "server-control",
                                                                "close-clients",
                                                                "is-reading",
                                                                "refcount",
                                                                "dynamic-typing",
                                                                "debug-mode",
                                                                "closed-loop"};

}  // namespace

std::string_view name(Feature feature) noexcept {
    return kNames[static_cast<std::size_t>(feature)];
}

std::optional<Feature> find_feature(std::string_view name) noexcept {
    const auto* found = std::find(kNames.begin(), kNames.end(), name);
    if (found == kNames.end()) {
        return std::nullopt;
    }
    return static_cast<Feature>(found - kNames.begin());
}

std::vector<Feature> FeatureSet::without(FeatureSet other) const {
    std::vector<Feature> result;
    for (std::size_t i = 0; i < kFeatureCount; ++i) {
        auto feature = static_cast<Feature>(i);
        if (has(feature) && !other.has(feature)) {
            result.push_back(feature);
        }
    }
    return result;
}

}  // namespace streamspec
