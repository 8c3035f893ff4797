#include "streamspec/model/trace_codec.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "model_fixture.hpp"
#include "streamspec/model/json_writer.hpp"

using namespace streamspec;
using testing::golden_refusal;
using testing::golden_text;
using testing::Refused;
using testing::refused_at;
using testing::trace_of;
using testing::trace_refusal;
using testing::trace_text;
using testing::trace_with;

namespace {

const std::vector<Refused> kRefused = {
    {"{}", "", "the key \"setup\" is missing"},
    {R"({"setup":[],"turns":[{"events":[],"iterations":0}]})", "/turns/0", "the key \"state\" is missing"},
    {trace_text("", R"("pending":[])"), "/turns/0/state", "the key \"readers\" is missing"},
    {trace_text("", R"("pending":["A","A"],"readers":{})"), "/turns/0/state/pending/1", "named twice"},
    {trace_text("", R"("pending":[],"readers":{"r":{"at_eof":0,"exception":null}})"),
     "/turns/0/state/readers/r/at_eof", "expected true or false, found 0"},
    {trace_text(R"({"i":0})"), "/turns/0/events/0", "what kind of event"},
    {trace_text(R"({"by":"turn","call":"read","returned":null})"), "/turns/0/events/0",
     "the key \"i\" is missing"},
    {trace_text(R"({"i":-1,"spins":true})"), "/turns/0/events/0/i", "an integer from 0"},
    {trace_text(R"({"i":0,"spins":false})"), "/turns/0/events/0/spins", "expected true"},
    {trace_text(R"({"i":0,"by":"turn","call":"reed","returned":null})"), "/turns/0/events/0/call",
     "the verb"},
    {trace_text(R"({"i":0,"by":"turn","call":"read"})"), "/turns/0/events/0",
     "what became of the call is missing"},
    {trace_text(R"({"i":0,"by":"turn","call":"read","returned":1,"raised":{"id":"#1"}})"),
     "/turns/0/events/0/raised", "unknown key"},
    {trace_text(R"({"i":0,"task":"A","ended":"raised"})"), "/turns/0/events/0",
     "the key \"error\" is missing"},
    {trace_text(R"({"i":0,"task":"A","ended":"vanished"})"), "/turns/0/events/0/ended", "\"cancelled\""},
    {trace_text(R"({"i":0,"transport":"t","call":"stop"})"), "/turns/0/events/0/call", "\"pause_reading\""},
    {trace_text(R"({"i":0,"handler":"m","keys":["b","a"]})"), "/turns/0/events/0/keys/1", "not sorted"},
    {trace_text(R"({"i":0,"by":"turn","call":"read","returned":{"none":true}})"),
     "/turns/0/events/0/returned/none", "unknown form"},
    {trace_text(R"({"i":0,"by":"turn","call":"read","returned":{"bytes":["a"]}})"),
     "/turns/0/events/0/returned", "not in their canonical form, \"a\""},
    {trace_text(R"({"i":0,"by":"turn","call":"read","raised":{"id":"#1"}})"), "/turns/0/events/0/raised/id",
     "#1 was not described before"},
    {trace_text(R"({"i":0,"by":"turn","call":"read","raised":{"id":"#0","type":"E","text":"","args":[]}})"),
     "/turns/0/events/0/raised/id", "the id of an error"},
    {trace_text(R"({"i":0,"by":"turn","call":"read","raised":{"id":"#1","type":"E","text":""}})"),
     "/turns/0/events/0/raised", "the key \"args\" is missing"},
    {trace_text(
         R"({"i":0,"by":"turn","call":"read","raised":{"id":"#1","type":"E","interpreter":true,"text":""}})"),
     "/turns/0/events/0/raised/text", "unknown key"},
    {trace_text(
         R"({"i":0,"by":"turn","call":"read","raised":{"id":"#1","type":"E","text":"","args":[],"module":"m"}})"),
     "/turns/0/events/0/raised", "come together"},
};

std::string with(std::string text, const std::string& old, const std::string& replacement) {
    return text.replace(text.find(old), old.size(), replacement);
}

const std::string kGolden = golden_text(trace_text(""));

const std::vector<Refused> kRefusedGolden = {
    {with(kGolden, "0000", "zzzz"), "/digest", "64 lower-case hexadecimal digits"},
    {with(kGolden, "read/some", "some"), "/script", "the id of a script"},
    {with(kGolden, "native", "guessed"), "/recordings/3.12.1/kind", "\"emulated\""},
    {with(kGolden, "native", "emulated"), "/recordings/3.12.1", "the key \"host\" is missing"},
    {with(kGolden, "native", "wasm"), "/recordings/3.12.1", "the key \"host\" is missing"},
    {with(kGolden, R"("native")", R"("wasm","host":"")"), "/recordings/3.12.1/host", "what ran it"},
    {with(kGolden, R"({"3.12.1":)", R"({"twelve":)"), "/recordings/twelve", "a release"},
    {with(kGolden, R"(["3.12.1"])", R"(["3.12.2"])"), "/variants/0", "3.12.2 is not among the recordings"},
    {with(kGolden, R"(["3.12.1"])", R"(["3.12.1","3.12.1"])"), "/variants/0/releases/1",
     "does not come after"},
    {with(kGolden, R"("variants":[)", R"("variants":[],"x":[)"), "/x", "unknown key"},
    {with(kGolden, R"("recorder":1})",
          R"("recorder":1},"3.9.1":{"implementation":"CPython","kind":"native","recorder":1})"),
     "/variants", "release 3.9.1 is in no variant"},
};

std::string reencoded(const std::string& text) {
    JsonWriter writer;
    encode(writer, trace_of(text));
    return writer.take();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(trace_codec)

BOOST_DATA_TEST_CASE(bad_trace_is_refused_with_file_pointer_and_reason, kRefused) {
    BOOST_TEST(refused_at(trace_refusal(sample.text), sample.pointer, sample.reason));
}

BOOST_DATA_TEST_CASE(bad_file_of_traces_is_refused_with_file_pointer_and_reason, kRefusedGolden) {
    BOOST_TEST(refused_at(golden_refusal(sample.text), sample.pointer, sample.reason));
}

BOOST_AUTO_TEST_CASE(good_file_of_traces_is_accepted) {
    BOOST_TEST(golden_refusal(kGolden) == "accepted");
}

BOOST_AUTO_TEST_CASE(abbreviated_error_is_what_was_said_of_it_last) {
    auto trace = trace_with(
        R"({"i":0,"by":"A","call":"read","raised":{"id":"#1","type":"ValueError","text":"v","args":[]}},
           {"i":0,"by":"B","call":"read","raised":{"id":"#1"}})");
    const auto& error = std::get<Raised>(std::get<CallEvent>(trace.turns[0].events[1].is).outcome).error;
    BOOST_TEST(error->type == "ValueError");
}

BOOST_AUTO_TEST_CASE(chain_that_comes_back_to_its_beginning_ends_with_an_id) {
    auto trace = trace_with(
        R"({"i":0,"by":"A","call":"read","raised":{"id":"#1","type":"E","text":"","args":[],
            "context":{"id":"#2","type":"E","text":"","args":[],"context":{"id":"#1"}}}})");
    const auto& error = std::get<Raised>(std::get<CallEvent>(trace.turns[0].events[0].is).outcome).error;
    BOOST_TEST(error->context->context->id == "#1");
    BOOST_TEST(error->context->context->type.empty());
}

BOOST_AUTO_TEST_CASE(encoded_trace_abbreviates_errors_again) {
    auto text = trace_text(
        R"({"by":"A","call":"read","i":0,"raised":{"args":[{"str":"v"}],"id":"#1","text":"v","type":"ValueError"}},)"
        R"({"by":"B","call":"read","i":0,"raised":{"id":"#1"}},)"
        R"({"by":"turn","call":"copy","i":0,"returned":{"error":{"args":[{"str":"v"}],"bases":["Exception"],"id":"#1",)"
        R"("module":"builtins","text":"v","type":"ValueError"}}},)"
        R"({"by":"C","call":"read","i":1,"raised":{"args":[{"str":"v"}],"context":{"id":"#2","interpreter":true,)"
        R"("type":"TypeError"},"id":"#1","text":"v","type":"ValueError"}})");
    BOOST_TEST(reencoded(text) == text);
}

BOOST_AUTO_TEST_CASE(every_kind_of_event_is_encoded_as_it_was_read) {
    auto text = trace_text(
        R"({"by":"turn","call":"try","i":0,"returned":null},{"blocked":true,"by":"turn","call":"read","i":0,"on":"r"},)"
        R"({"by":"A","call":"iterate","i":0,"on":"r","yielded":"x\n"},{"ended":"cancelled","i":1,"task":"A"},)"
        R"({"callback":"c","i":1},{"call":"pause_reading","i":1,"transport":"t"},{"i":1,"on":"r","override":"readuntil"},)"
        R"({"i":1,"text":"old","warning":"DeprecationWarning"},{"i":1,"log":"WARNING","logger":"asyncio","text":"slow"},)"
        R"({"handler":"bad","i":1,"keys":["future","message"]},{"i":1,"spins":true})",
        R"("pending":["B"],"readers":{"r":{"at_eof":true,"exception":{"class":"ValueError"}}})");
    BOOST_TEST(reencoded(text) == text);
}

BOOST_AUTO_TEST_SUITE_END()
