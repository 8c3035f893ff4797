#include "model_fixture.hpp"

#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/needs.hpp"
#include "streamspec/model/script_codec.hpp"
#include "streamspec/model/trace_codec.hpp"

namespace testing {

using namespace streamspec;

std::string script_text(std::string_view turns, std::string_view objects) {
    std::string text = R"({"summary": "something", "clauses": ["READ-1"], "objects": {)";
    text += objects;
    text += R"(}, "turns": [)";
    text += turns;
    return text + "]}";
}

std::string one_turn(std::string_view actions, std::string_view objects) {
    return script_text(R"({"do": [)" + std::string(actions) + "]}", objects);
}

Script parse(std::string_view text) {
    return parse_script(text, kFile);
}

std::string encoded(const Script& script) {
    JsonWriter writer;
    encode(writer, script);
    return writer.take();
}

std::string needed(std::string_view script) {
    std::string names;
    for (auto feature : needs(parse(script)).without({})) {
        names += names.empty() ? "" : " ";
        names += name(feature);
    }
    return names;
}

std::ostream& operator<<(std::ostream& out, const Refused& sample) {
    return out << sample.text;
}

std::string trace_text(std::string_view events, std::string_view state) {
    std::string text = R"({"setup":[],"turns":[{"events":[)";
    text += events;
    text += R"(],"iterations":3,"state":{)";
    text += state;
    return text + "}}]}";
}

Trace trace_of(std::string_view text) {
    auto document = JsonDocument::parse(text, kFile);
    return decode_trace(document.root());
}

Trace trace_with(std::string_view events) {
    return trace_of(trace_text(events));
}

std::string golden_text(std::string_view trace) {
    std::string text = R"({"digest":")" + std::string(64, '0');
    text += R"(","recordings":{"3.12.1":{"implementation":"CPython","kind":"native","recorder":1}},)";
    text += R"("script":"read/some","variants":[{"releases":["3.12.1"],"trace":)";
    text += trace;
    return text + "}]}";
}

std::string script_refusal(std::string_view text) {
    return refusal([&] { parse(text); });
}

std::string trace_refusal(std::string_view text) {
    return refusal([&] { trace_of(text); });
}

std::string golden_refusal(std::string_view text) {
    return refusal([&] {
        auto document = JsonDocument::parse(text, kFile);
        decode_golden(document);
    });
}

boost::test_tools::predicate_result contains(std::string_view text, std::string_view part) {
    boost::test_tools::predicate_result result(text.find(part) != std::string_view::npos);
    if (!result) {
        result.message() << "\"" << part << "\" is not in \"" << text << '"';
    }
    return result;
}

boost::test_tools::predicate_result refused_at(std::string_view refusal, std::string_view pointer,
                                               std::string_view reason) {
    std::string where = kFile;
    where += pointer.empty() ? "" : pointer.front() == '/' ? "#" : ", ";
    where += pointer;
    where += ": ";
    if (refusal.starts_with(where) && refusal.find(reason) != std::string_view::npos) {
        return true;
    }
    boost::test_tools::predicate_result result(false);
    result.message() << "it says: " << refusal;
    return result;
}

}  // namespace testing
