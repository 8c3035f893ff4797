#include "recording_codec.hpp"

#include <algorithm>
#include <limits>

#include "object_reader.hpp"
#include "release_codec.hpp"

namespace streamspec {
namespace {

Recording decode_recording(const JsonNode& node) {
    ObjectReader reader(node, "where a trace comes from");
    Recording recording;
    recording.implementation = reader.require("implementation").string();
    auto kind = reader.require("kind");
    if (kind.is_string() && kind.string() == "emulated") {
        recording.kind = Recording::Kind::emulated;
        recording.host = decode_release(reader.require("host")).str();
    } else if (kind.is_string() && kind.string() == "wasm") {
        recording.kind = Recording::Kind::wasm;
        auto host = reader.require("host");
        recording.host = host.string();
        if (recording.host.empty()) {
            host.fail_expecting("the name and version of what ran it");
        }
    } else if (!kind.is_string() || kind.string() != "native") {
        kind.fail_expecting("\"native\", \"emulated\" or \"wasm\"");
    }
    recording.recorder = reader.require("recorder").integer(1, std::numeric_limits<std::int64_t>::max());
    reader.done();
    return recording;
}

}  // namespace

std::string decode_digest(const JsonNode& node) {
    constexpr std::size_t kDigits = 64;
    auto text = node.is_string() ? node.string() : std::string_view();
    bool hex = std::all_of(text.begin(), text.end(),
                           [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
    if (text.size() != kDigits || !hex) {
        node.fail_expecting("a SHA-256, in 64 lower-case hexadecimal digits");
    }
    return std::string(text);
}

std::map<Release, Recording> decode_recordings(const JsonNode& node) {
    if (!node.is_object() || node.size() == 0) {
        node.fail_expecting("recordings by release, at least one");
    }
    std::map<Release, Recording> recordings;
    for (auto each : node) {
        auto release = Release::parse(each.key());
        if (!release) {
            each.fail("expected a release such as \"3.11.7\" as key");
        }
        recordings.emplace(*release, decode_recording(each));
    }
    return recordings;
}

}  // namespace streamspec
