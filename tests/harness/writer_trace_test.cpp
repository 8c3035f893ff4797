#include <boost/test/unit_test.hpp>

#include "model_fixture.hpp"
#include "streamspec/engine/compare.hpp"
#include "streamspec/engine/replay.hpp"
#include "streamspec/model/trace_codec.hpp"

using namespace streamspec;
using testing::golden_refusal;
using testing::golden_text;
using testing::refused_at;
using testing::trace_of;
using testing::trace_refusal;
using testing::trace_text;

namespace {

constexpr const char* kEvents =
    R"({"args":["x"],"call":"write","i":0,"transport":"t"},{"by":"turn","call":"write","i":0,"on":"w","returned":null},)"
    R"({"client":"h","i":0},{"by":"turn","call":"transport","i":0,"on":"w","returned":{"name":"t"}},)"
    R"({"i":1,"server_side":true,"start_tls":"t"},)"
    R"({"args":[{"list":["a","b"]}],"call":"writelines","i":1,"transport":"t"},{"call":"abort","i":1,"transport":"t"},)"
    R"({"i":1,"raised":{"args":[],"id":"#1","text":"","type":"RuntimeError"},"unraisable":"StreamWriter.__del__"},)"
    R"({"by":"A","call":"writer_repr","i":1,"on":"w","returned":{"str":"<StreamWriter>"}})";

std::string changed(std::string text, const std::string& old, const std::string& replacement) {
    BOOST_REQUIRE(text.find(old) != std::string::npos);
    return text.replace(text.find(old), old.size(), replacement);
}

/// Aspect and what differs, where one part of the events becomes another.
std::string difference(const std::string& old, const std::string& replacement) {
    auto text = trace_text(kEvents);
    auto found = compare(trace_of(text), trace_of(changed(text, old, replacement)));
    return found ? std::string(name(found->aspect)) + " " + found->what : "none";
}

std::string unsupported(const std::string& features) {
    return changed(golden_text("null"), R"("trace":null)", R"("unsupported":)" + features);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(writer_trace)

BOOST_AUTO_TEST_CASE(every_kind_of_event_is_encoded_as_it_was_read) {
    auto text = trace_text(kEvents);
    JsonWriter writer;
    encode(writer, trace_of(text));
    BOOST_TEST(writer.take() == text);
}

BOOST_AUTO_TEST_CASE(bad_events_are_refused) {
    BOOST_TEST(refused_at(trace_refusal(trace_text(R"({"i":0,"transport":"t","call":"write"})")),
                          "/turns/0/events/0", "the key \"args\" is missing"));
    BOOST_TEST(refused_at(trace_refusal(trace_text(R"({"i":0,"transport":"t","call":"close","args":[]})")),
                          "/turns/0/events/0/args", "unknown key"));
    BOOST_TEST(refused_at(trace_refusal(trace_text(R"({"i":0,"transport":"t","call":"open"})")),
                          "/turns/0/events/0/call", "what a transport can be told"));
    BOOST_TEST(refused_at(trace_refusal(trace_text(R"({"i":0,"start_tls":"t"})")), "/turns/0/events/0",
                          "the key \"server_side\" is missing"));
    BOOST_TEST(refused_at(
        trace_refusal(trace_text(R"({"i":0,"by":"turn","call":"transport","returned":{"name":"a b"}})")),
        "/turns/0/events/0/returned/name", "the name of an object"));
}

BOOST_AUTO_TEST_CASE(what_transports_clients_and_the_loop_are_told_is_flow) {
    BOOST_TEST(difference(R"("args":["x"])", R"("args":["y"])") == "flow args.0");
    BOOST_TEST(difference(R"("args":["x"])", R"("args":["x","y"])") == "flow event");
    BOOST_TEST(difference(R"("call":"abort")", R"("call":"close")") == "flow call");
    BOOST_TEST(difference(R"({"client":"h","i":0},)", "") == "flow event");
    BOOST_TEST(difference(R"("server_side":true)", R"("server_side":false)") == "flow server_side");
}

BOOST_AUTO_TEST_CASE(what_nobody_can_catch_is_a_message) {
    BOOST_TEST(difference("StreamWriter.__del__", "StreamReader.__del__") == "message unraisable");
    BOOST_TEST(difference("RuntimeError", "ValueError") == "message raised.type");
}

BOOST_AUTO_TEST_CASE(another_transport_is_another_result) {
    BOOST_TEST(difference(R"({"name":"t"})", R"({"name":"u"})") == "result returned");
}

BOOST_AUTO_TEST_CASE(repr_of_a_writer_is_a_message) {
    BOOST_TEST(difference("<StreamWriter>", "<StreamWriter closed>") == "message returned");
}

BOOST_AUTO_TEST_CASE(client_that_is_called_at_another_time_is_order_or_iterations) {
    BOOST_TEST(difference(R"({"client":"h","i":0})", R"({"client":"h","i":1})") == "iterations i");
}

BOOST_AUTO_TEST_CASE(releases_that_lack_a_feature_have_no_trace) {
    auto text = unsupported(R"(["is-closing","wait-closed"])");
    auto document = JsonDocument::parse(text, testing::kFile);
    auto golden = decode_golden(document);
    BOOST_TEST((golden.variants.at(0).unsupported == FeatureSet{Feature::is_closing, Feature::wait_closed}));
    JsonWriter writer;
    encode(writer, golden);
    BOOST_TEST(writer.take() == text);
}

BOOST_AUTO_TEST_CASE(bad_lists_of_lacking_features_are_refused) {
    BOOST_TEST(
        refused_at(golden_refusal(unsupported("[]")), "/variants/0/unsupported", "at least one feature"));
    BOOST_TEST(refused_at(golden_refusal(unsupported(R"(["flying"])")), "/variants/0/unsupported/0",
                          "the name of a feature"));
    BOOST_TEST(refused_at(golden_refusal(unsupported(R"(["wait-closed","is-closing"])")),
                          "/variants/0/unsupported/1", "not sorted"));
    BOOST_TEST(refused_at(golden_refusal(unsupported(R"(["timeout"],"trace":{"setup":[],"turns":[]})")),
                          "/variants/0/trace", "unknown key"));
}

BOOST_AUTO_TEST_SUITE_END()
