#include "streamspec/model/known_divergence.hpp"

#include "aspect_codec.hpp"
#include "object_reader.hpp"
#include "streamspec/model/json_writer.hpp"

namespace streamspec {
namespace {

std::string decode_filled(const JsonNode& node, std::string_view what) {
    if (!node.is_string() || node.string().empty()) {
        node.fail_expecting(what);
    }
    return std::string(node.string());
}

KnownDivergence decode_entry(const JsonNode& node) {
    constexpr std::string_view kGlob = "the id of a script, in which * and ? may stand";
    ObjectReader reader(node, "a known divergence");
    KnownDivergence known;
    known.id = decode_filled(reader.require("id"), kGlob);
    known.aspect = decode_aspect(reader.require("aspect"));
    known.reason = decode_filled(reader.require("reason"), "the reason of the divergence");
    if (auto except = reader.find("except")) {
        for (auto element : except->elements("a list of ids")) {
            known.except.push_back(decode_filled(element, kGlob));
        }
    }
    if (auto subject = reader.find("subject")) {
        known.subject = decode_filled(*subject, "the name of a subject, in which * and ? may stand");
    }
    reader.done();
    return known;
}

}  // namespace

std::vector<KnownDivergence> decode_known(const JsonDocument& document) {
    std::vector<KnownDivergence> known;
    for (auto element : document.root().elements("a list of known divergences")) {
        known.push_back(decode_entry(element));
    }
    return known;
}

std::string encode(const std::vector<KnownDivergence>& known) {
    std::string text = "[";
    for (const auto& entry : known) {
        JsonWriter writer;
        writer.object([&] {
            writer.member("id", entry.id);
            writer.member("aspect", name(entry.aspect));
            writer.member("reason", entry.reason);
            if (!entry.except.empty()) {
                writer.member("except", [&] {
                    writer.array(entry.except, [&](const std::string& id) { writer.string(id); });
                });
            }
            if (entry.subject != "*") {
                writer.member("subject", entry.subject);
            }
        });
        text += text.size() > 1 ? ",\n" : "\n";
        text += writer.take();
    }
    return text + "\n]\n";
}

}  // namespace streamspec
