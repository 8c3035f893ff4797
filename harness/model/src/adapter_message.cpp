#include "streamspec/model/adapter_message.hpp"

#include <algorithm>
#include <charconv>

#include "aspect_codec.hpp"
#include "object_reader.hpp"
#include "recording_codec.hpp"
#include "release_codec.hpp"
#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/script_codec.hpp"
#include "streamspec/model/trace_codec.hpp"

namespace streamspec {
namespace {

constexpr std::int64_t kMostRounds = 999'999;

std::string text_of(const std::optional<JsonNode>& node) {
    return node ? std::string(node->string()) : std::string();
}

std::string decode_subject_name(const JsonNode& node) {
    if (!node.is_string() || node.string().empty()) {
        node.fail_expecting("a name");
    }
    return std::string(node.string());
}

Feature decode_feature(const JsonNode& node) {
    auto feature = node.is_string() ? find_feature(node.string()) : std::nullopt;
    if (!feature) {
        node.fail_expecting("the name of a feature (spec/script-format.md)");
    }
    return *feature;
}

std::vector<Layer> decode_layers(const JsonNode& list) {
    std::vector<Layer> layers;
    for (auto element : list.elements("a list of layers")) {
        auto found = std::find_if(std::begin(kLayers), std::end(kLayers), [&](Layer layer) {
            return element.is_string() && element.string() == name(layer);
        });
        if (found == std::end(kLayers)) {
            element.fail_expecting(R"("reader", "writer" or "wire")");
        }
        layers.push_back(*found);
    }
    return layers;
}

AdapterHello::Feeding decode_feeding(const JsonNode& node) {
    if (!node.is_string() || (node.string() != "push" && node.string() != "pull")) {
        node.fail_expecting(R"("push" or "pull")");
    }
    return node.string() == "push" ? AdapterHello::Feeding::push : AdapterHello::Feeding::pull;
}

/// "exact", or "rounds(N)".
std::optional<std::int64_t> decode_idle(const JsonNode& node) {
    constexpr std::string_view kRounds = "rounds(";
    auto text = node.is_string() ? node.string() : std::string_view();
    if (text == "exact") {
        return std::nullopt;
    }
    if (text.starts_with(kRounds) && text.ends_with(')')) {
        auto digits = text.substr(kRounds.size(), text.size() - kRounds.size() - 1);
        std::int64_t rounds = 0;
        auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), rounds);
        if (error == std::errc() && end == digits.data() + digits.size() && rounds > 0 &&
            rounds <= kMostRounds) {
            return rounds;
        }
    }
    node.fail_expecting("\"exact\" or \"rounds(N)\", N a number above 0");
}

/// What a hello says, once its version is known to be ours.
AdapterHello decode_hello_members(ObjectReader& reader) {
    AdapterHello hello;
    hello.name = decode_subject_name(reader.require("name"));
    hello.version = reader.require("version").string();
    hello.language = text_of(reader.find("language"));
    if (auto release = reader.find("release"); release && !release->is_null()) {
        hello.release = decode_release(*release);
    }
    if (auto layers = reader.find("layers")) {
        hello.layers = decode_layers(*layers);
    }
    for (auto element : reader.require("features").elements("a list of features")) {
        hello.features.add(decode_feature(element));
    }
    auto aspects = reader.require("aspects");
    for (auto element : aspects.elements("a list of aspects")) {
        hello.aspects.add(decode_aspect(element));
    }
    if (hello.aspects.empty()) {
        aspects.fail("there is nothing that the subject can be held to");
    }
    if (auto feeding = reader.find("feeding")) {
        hello.feeding = decode_feeding(*feeding);
    }
    if (auto idle = reader.find("idle")) {
        hello.idle_rounds = decode_idle(*idle);
    }
    if (auto digests = reader.find("digests")) {
        hello.digests = digests->boolean();
    }
    return hello;
}

}  // namespace

AdapterHello decode_hello(const JsonDocument& document) {
    ObjectReader line(document.root(), "an object");
    ObjectReader reader(line.require("hello"), "what the adapter says of itself");
    auto protocol = reader.require("protocol");
    if (protocol.integer() != kAdapterProtocol) {
        protocol.fail("the adapter speaks version " + std::to_string(protocol.integer()) +
                      " of the protocol, and this harness version " + std::to_string(kAdapterProtocol));
    }
    return decode_hello_members(reader);
}

AdapterAnswer decode_answer(const JsonDocument& document) {
    ObjectReader reader(document.root(), "an answer");
    AdapterAnswer answer;
    answer.id = reader.require("id").integer();
    auto trace = reader.find("trace");
    auto digest = reader.find("digest");
    auto lacks = reader.find("unsupported");
    auto error = reader.find("error");
    if ((trace ? 1 : 0) + (digest ? 1 : 0) + (lacks ? 1 : 0) + (error ? 1 : 0) != 1) {
        document.root().fail("an answer has one of the keys `trace`, `digest`, `unsupported` and `error`");
    }
    if (trace) {
        answer.is = AdapterAnswer::Ran{decode_trace(*trace, TraceOf::subject)};
    } else if (digest) {
        answer.is = AdapterAnswer::Digested{decode_digest(*digest)};
    } else if (lacks) {
        AdapterAnswer::Lacks features;
        for (auto element : lacks->elements("a list of features")) {
            features.features.push_back(decode_feature(element));
        }
        if (features.features.empty()) {
            lacks->fail("no feature is named that the subject lacks");
        }
        answer.is = std::move(features);
    } else {
        answer.is = AdapterAnswer::Failed{std::string(error->string())};
    }
    return answer;
}

AdapterRequest decode_request(const JsonDocument& document) {
    ObjectReader reader(document.root(), "a request");
    AdapterRequest request;
    if (reader.find("bye")) {
        return request;
    }
    request.id = request_id(document);
    auto script = JsonDocument::parse(canonical_json(reader.require("script")), "script");
    request.script = decode_whole_script(script);
    return request;
}

std::string request_id(const JsonDocument& document) {
    return canonical_json(ObjectReader(document.root(), "a request").require("id"));
}

std::string encode(const AdapterHello& hello) {
    JsonWriter writer;
    auto list = [&](std::string_view key, const std::vector<std::string_view>& names) {
        writer.member(key, [&] { writer.array(names, [&](std::string_view each) { writer.string(each); }); });
    };
    std::vector<std::string_view> layers;
    std::transform(hello.layers.begin(), hello.layers.end(), std::back_inserter(layers),
                   [](Layer layer) { return name(layer); });
    std::vector<std::string_view> features;
    for (auto feature : hello.features.without({})) {
        features.push_back(name(feature));
    }
    std::vector<std::string_view> aspects;
    for (auto aspect : kAllAspects) {
        if (hello.aspects.has(aspect)) {
            aspects.push_back(name(aspect));
        }
    }
    auto members = [&] {
        writer.member("protocol", kAdapterProtocol);
        writer.member("name", hello.name);
        writer.member("version", hello.version);
        writer.member("language", hello.language);
        if (hello.release) {
            writer.member("release", hello.release->str());
        }
        list("layers", layers);
        list("features", features);
        list("aspects", aspects);
        writer.member("feeding", hello.feeding == AdapterHello::Feeding::push ? "push" : "pull");
        writer.member("idle",
                      hello.idle_rounds ? "rounds(" + std::to_string(*hello.idle_rounds) + ")" : "exact");
        if (hello.digests) {
            writer.member("digests", true);
        }
    };
    writer.object([&] { writer.member("hello", [&] { writer.object(members); }); });
    return writer.take();
}

std::string encode_request(std::int64_t id, const Script& script) {
    JsonWriter writer(JsonWriter::Members::as_written);
    writer.object([&] {
        writer.member("id", id);
        writer.member("script", [&] { encode(writer, script); });
    });
    return writer.take();
}

std::string encode_bye() {
    JsonWriter writer;
    writer.object([&] { writer.null_member("bye"); });
    return writer.take();
}

std::string encode_answer(std::string_view id, const Trace& trace) {
    JsonWriter writer;
    writer.object([&] {
        writer.member("id", [&] { writer.raw(id); });
        writer.member("trace", [&] { encode(writer, trace); });
    });
    return writer.take();
}

std::string encode_unsupported(std::string_view id, const std::vector<Feature>& missing) {
    JsonWriter writer;
    writer.object([&] {
        writer.member("id", [&] { writer.raw(id); });
        writer.member("unsupported",
                      [&] { writer.array(missing, [&](Feature feature) { writer.string(name(feature)); }); });
    });
    return writer.take();
}

std::string encode_error(std::string_view id, std::string_view reason) {
    JsonWriter writer;
    writer.object([&] {
        writer.member("id", [&] { writer.raw(id); });
        writer.member("error", reason);
    });
    return writer.take();
}

}  // namespace streamspec
