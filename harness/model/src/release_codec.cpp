#include "release_codec.hpp"

namespace streamspec {

Release decode_release(const JsonNode& node) {
    auto release = node.is_string() ? Release::parse(node.string()) : std::nullopt;
    if (!release) {
        node.fail_expecting("a release such as \"3.11.7\"");
    }
    return *release;
}

std::vector<Release> decode_releases(const JsonNode& node) {
    std::vector<Release> releases;
    for (auto element : node.elements("a list of releases")) {
        auto release = decode_release(element);
        if (!releases.empty() && !(releases.back() < release)) {
            element.fail("release " + release.str() + " does not come after " + releases.back().str());
        }
        releases.push_back(release);
    }
    if (releases.empty()) {
        node.fail_expecting("at least one release");
    }
    return releases;
}

}  // namespace streamspec
