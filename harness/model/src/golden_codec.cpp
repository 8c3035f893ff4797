#include <algorithm>
#include <array>
#include <set>

#include "object_reader.hpp"
#include "recording_codec.hpp"
#include "release_codec.hpp"
#include "streamspec/model/trace_codec.hpp"
#include "value_codec.hpp"

namespace streamspec {
namespace {

std::string decode_script_id(const JsonNode& node) {
    auto text = node.is_string() ? node.string() : std::string_view();
    auto slash = text.find('/');
    if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size()) {
        node.fail_expecting("the id of a script, such as \"read/some\"");
    }
    return std::string(text);
}

/// What these releases lack: the sorted names of features.
FeatureSet decode_unsupported(const JsonNode& node) {
    FeatureSet features;
    std::string_view previous;
    for (auto element : node.elements("a list of features")) {
        auto feature = element.is_string() ? find_feature(element.string()) : std::nullopt;
        if (!feature) {
            element.fail_expecting("the name of a feature");
        }
        if (element.string() <= previous) {
            element.fail("the features are not sorted");
        }
        previous = element.string();
        features.add(*feature);
    }
    if (features.empty()) {
        node.fail_expecting("at least one feature");
    }
    return features;
}

Variant decode_variant(const JsonNode& node) {
    ObjectReader reader(node, "a variant");
    Variant variant;
    variant.releases = decode_releases(reader.require("releases"));
    if (auto unsupported = reader.find("unsupported")) {
        variant.unsupported = decode_unsupported(*unsupported);
    } else {
        variant.trace = decode_trace(reader.require("trace"));
    }
    reader.done();
    return variant;
}

/// Writes what a variant shows: the trace, or why there is none.
void encode_content(JsonWriter& writer, const Variant& variant) {
    if (variant.unsupported.empty()) {
        encode(writer, variant.trace);
        return;
    }
    std::vector<std::string_view> names;
    for (auto feature : variant.unsupported.without({})) {
        names.push_back(name(feature));
    }
    std::sort(names.begin(), names.end());
    writer.array(names, [&](std::string_view feature) { writer.string(feature); });
}

/// Checks that each recorded release is in exactly one variant, and that the variants are in order and
/// distinct.
void check_variants(const Golden& golden, const JsonNode& list) {
    std::set<Release> seen;
    std::set<std::string> traces;
    const Variant* previous = nullptr;
    auto node = list.begin();
    for (const auto& variant : golden.variants) {
        for (const auto& release : variant.releases) {
            if (!golden.recordings.contains(release)) {
                (*node).fail("release " + release.str() + " is not among the recordings");
            }
            if (!seen.insert(release).second) {
                (*node).fail("release " + release.str() + " is in two variants");
            }
        }
        if (previous != nullptr && variant.releases.front() < previous->releases.front()) {
            (*node).fail("the variants are not in the order of their first releases");
        }
        if (golden.variants.size() > 1) {
            JsonWriter writer;
            encode_content(writer, variant);
            if (!traces.insert(writer.take()).second) {
                (*node).fail("the same trace is in an earlier variant");
            }
        }
        previous = &variant;
        ++node;
    }
    for (const auto& [release, recording] : golden.recordings) {
        if (!seen.contains(release)) {
            list.fail("release " + release.str() + " is in no variant");
        }
    }
}

}  // namespace

Golden decode_golden(const JsonDocument& document) {
    ObjectReader reader(document.root(), "the traces of a script");
    Golden golden;
    golden.script = decode_script_id(reader.require("script"));
    golden.digest = decode_digest(reader.require("digest"));
    golden.recordings = decode_recordings(reader.require("recordings"));
    auto variants = reader.require("variants");
    for (auto node : variants.elements("a list of variants")) {
        golden.variants.push_back(decode_variant(node));
    }
    reader.done();
    check_variants(golden, variants);
    return golden;
}

namespace {

void encode_recording(JsonWriter& writer, const Recording& recording) {
    writer.object([&] {
        writer.member("implementation", recording.implementation);
        constexpr std::array kinds = {"native", "emulated", "wasm"};
        writer.member("kind", kinds.at(static_cast<std::size_t>(recording.kind)));
        if (recording.kind != Recording::Kind::native) {
            writer.member("host", recording.host);
        }
        writer.member("recorder", recording.recorder);
    });
}

}  // namespace

void encode(JsonWriter& writer, const Golden& golden) {
    writer.object([&] {
        writer.member("script", golden.script);
        writer.member("digest", golden.digest);
        writer.member("recordings", [&] {
            writer.object([&] {
                for (const auto& each : golden.recordings) {
                    writer.member(each.first.str(), [&] { encode_recording(writer, each.second); });
                }
            });
        });
        writer.member("variants", [&] {
            writer.array(golden.variants, [&](const Variant& variant) {
                writer.object([&] {
                    writer.member("releases", [&] {
                        writer.array(variant.releases,
                                     [&](const Release& release) { writer.string(release.str()); });
                    });
                    writer.member(variant.unsupported.empty() ? "trace" : "unsupported",
                                  [&] { encode_content(writer, variant); });
                });
            });
        });
    });
}

}  // namespace streamspec
