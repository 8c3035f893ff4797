#include "streamspec/model/needs.hpp"

#include <boost/test/unit_test.hpp>

#include "model_fixture.hpp"
#include "streamspec/model/epilogue.hpp"
#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/script_codec.hpp"

using namespace streamspec;
using testing::one_turn;
using testing::parse;

namespace {

/// The names of the features that a script needs, with spaces between.
std::string needed(std::string_view actions, std::string_view objects = R"("r": {"type": "reader"})") {
    std::string names;
    for (auto feature : needs(parse(one_turn(actions, objects))).without({})) {
        names += names.empty() ? "" : " ";
        names += name(feature);
    }
    return names;
}

Epilogue epilogue() {
    auto document = JsonDocument::parse(
        R"({"turns": [{"do": [{"cancel_all": null}]}],
            "each_reader": [{"do": [{"set_exception": null, "on": "$reader"}, {"feed_eof": null, "on": "$reader"}]},
                            {"do": [{"start": "epilogue.$reader", "body": [{"read": null, "on": "$reader"},
                                                                           {"at_eof": null, "on": "$reader"}]}]}]})",
        testing::kFile);
    return Epilogue::decode(document);
}

/// The epilogue's turns of a script, as JSON.
std::string appended(const std::string& script, FeatureSet features = FeatureSet::all()) {
    auto whole = epilogue().append_to(parse(script), features);
    std::string text;
    for (auto i = whole.own_turns; i < whole.turns.size(); ++i) {
        for (const auto& action : whole.turns[i].actions) {
            JsonWriter writer;
            encode(writer, action);
            text += writer.take();
        }
        text += '|';
    }
    return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(features)

BOOST_AUTO_TEST_CASE(typed_calls_need_nothing_dynamic) {
    BOOST_TEST(
        needed(
            R"({"feed_data": "x"}, {"feed_eof": null}, {"start": "A", "body": [{"read": -1}, {"yield": 1}]})")
            .empty());
    BOOST_TEST(needed(R"({"try": {"readuntil": {"tuple": ["a", "b"]}}})") == "readuntil tuple-separator try");
    BOOST_TEST(
        needed("",
               R"("e": {"type": "exception", "class": "IncompleteReadError", "args": ["a", {"none": true}]})")
            .empty());
}

BOOST_AUTO_TEST_CASE(untyped_arguments_need_dynamic_typing) {
    BOOST_TEST(needed(R"({"feed_data": {"bytearray": "x"}})") == "dynamic-typing");
    BOOST_TEST(needed(R"({"try": {"readuntil": {"tuple": ["a", 1]}}})") ==
               "readuntil tuple-separator try dynamic-typing");
    BOOST_TEST(needed(R"({"start": "A", "body": [{"read": true}]})") == "dynamic-typing");
    BOOST_TEST(needed(R"({"start": "A", "body": [{"read": {"int": "99999999999999999999"}}]})") ==
               "dynamic-typing");
    BOOST_TEST(needed("", R"("e": {"type": "exception", "class": "ValueError", "falsy": true})") ==
               "dynamic-typing");
    BOOST_TEST(needed("", R"("e": {"type": "exception_class", "class": "ValueError"})") == "dynamic-typing");
    BOOST_TEST(needed("", R"("r": {"type": "reader", "limit": {"float": "2.5"}})") == "limit dynamic-typing");
}

BOOST_AUTO_TEST_CASE(bodies_of_callbacks_are_looked_into) {
    BOOST_TEST(needed(R"({"call_soon": "c", "body": [{"start": "A", "body": [{"readline": null}]}]})") ==
               "readline scheduler");
}

BOOST_AUTO_TEST_CASE(exceptions_of_readers_are_told_apart) {
    BOOST_TEST(needed(R"({"set_exception": null})") == "clear-exception");
    BOOST_TEST(needed(R"({"exception": null})") == "exception");
}

BOOST_AUTO_TEST_CASE(epilogue_is_appended_for_each_declared_reader_with_a_loop) {
    auto text = appended(one_turn(
        "", R"("b": {"type": "reader"}, "a": {"type": "reader"}, "c": {"type": "reader", "loop": "none"})"));
    BOOST_TEST(text == R"({"cancel_all":null}|{"on":"a","set_exception":null}{"feed_eof":null,"on":"a"}|)"
                       R"({"body":[{"on":"a","read":null},{"at_eof":null,"on":"a"}],"start":"epilogue.a"}|)"
                       R"({"on":"b","set_exception":null}{"feed_eof":null,"on":"b"}|)"
                       R"({"body":[{"on":"b","read":null},{"at_eof":null,"on":"b"}],"start":"epilogue.b"}|)");
}

BOOST_AUTO_TEST_CASE(epilogue_leaves_out_what_a_subject_cannot_do) {
    BOOST_TEST(appended(one_turn(""), {}) ==
               R"(|{"feed_eof":null,"on":"r"}|{"body":[{"on":"r","read":null}],"start":"epilogue.r"}|)");
}

BOOST_AUTO_TEST_CASE(epilogue_is_no_need_of_the_script) {
    auto whole = epilogue().append_to(parse(one_turn("")));
    BOOST_TEST((needs(whole) == FeatureSet{}));
}

BOOST_AUTO_TEST_SUITE_END()
