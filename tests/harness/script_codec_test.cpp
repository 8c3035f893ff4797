#include "streamspec/model/script_codec.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include "model_fixture.hpp"

using namespace streamspec;
using testing::encoded;
using testing::one_turn;
using testing::parse;
using testing::Refused;
using testing::refused_at;
using testing::script_refusal;
using testing::script_text;

namespace {

constexpr const char* kTwoReaders = R"("a": {"type": "reader"}, "b": {"type": "reader"})";
constexpr const char* kException =
    R"("r": {"type": "reader"}, "e": {"type": "exception", "class": "ValueError"})";

const std::vector<Refused> kRefused = {
    // The whole.
    {"[]", "", "expected a script, found an array of 0"},
    {R"({"summary": "s", "clauses": ["READ-1"], "objects": {}})", "", "the key \"turns\" is missing"},
    {R"({"summary": "s", "clauses": ["READ-1"], "objects": {}, "turns": []})", "/turns", "at least one turn"},
    {R"({"summary": "", "clauses": ["READ-1"], "objects": {}, "turns": [{"do": []}]})", "/summary",
     "is empty"},
    {R"({"summary": "s", "clauses": [], "objects": {}, "turns": [{"do": []}]})", "/clauses",
     "at least one clause"},
    {R"({"summary": "s", "clauses": ["READ"], "objects": {}, "turns": [{"do": []}]})", "/clauses/0",
     "id of a clause"},
    {R"({"summary": "s", "clauses": ["READ-1", "READ-1"], "objects": {}, "turns": [{"do": []}]})",
     "/clauses/1", "twice"},
    {R"({"summary": "s", "clauses": ["READ-1"], "requires": ["magic"], "objects": {}, "turns": [{"do": []}]})",
     "/requires/0", "expected the name of a feature, found \"magic\""},
    {R"({"summary": "s", "clauses": ["READ-1"], "layer": "moon", "objects": {}, "turns": [{"do": []}]})",
     "/layer", "expected \"reader\""},
    {R"({"summary": "s", "clauses": ["READ-1"], "objects": {}, "turns": [{"do": []}], "more": 1})", "/more",
     "unknown key"},
    // Turns.
    {script_text(R"({"run": 1})"), "/turns/0", "the key \"do\" is missing"},
    {script_text(R"({"do": [], "run": "later"})"), "/turns/0/run", "expected \"idle\" or a number"},
    {script_text(R"({"do": [], "run": 10001})"), "/turns/0/run", "from 0 to 10000"},
    {script_text(R"({"do": [], "run": 1.0})"), "/turns/0/run", "expected \"idle\""},
    // Actions.
    {one_turn(R"({"feed": "x"})"), "/turns/0/do/0/feed", "unknown action"},
    {one_turn(R"({"on": "r"})"), "/turns/0/do/0/on", "unknown action"},
    {one_turn(R"({"feed_data": "x", "feed_eof": null})"), "/turns/0/do/0/feed_eof", "feed_data"},
    {one_turn(R"({"feed_data": "x", "body": []})"), "/turns/0/do/0/body", "unknown key"},
    {one_turn(R"({"read": 1})"), "/turns/0/do/0/read", "belongs into the body of a task"},
    {one_turn(R"({"feed_eof": true})"), "/turns/0/do/0/feed_eof", "expected null, found true"},
    {one_turn(R"({"start": "A"})"), "/turns/0/do/0", "the key \"body\" is missing"},
    {one_turn(R"({"start": "A", "body": [], "on_error": "panic"})"), "/turns/0/do/0/on_error",
     "\"continue\""},
    {one_turn(R"({"try": {"feed_eof": null}})"), "/turns/0/do/0/try/feed_eof", "is no awaiting call"},
    {one_turn(R"({"call_soon": "c", "body": [{"read": 1}]})"), "/turns/0/do/0/body/0/read",
     "belongs into the body of a task"},
    {one_turn(R"({"advance": 0})"), "/turns/0/do/0/advance", "an integer from 1"},
    {one_turn(R"({"start": "A", "body": [{"yield": 0}]})"), "/turns/0/do/0/body/0/yield",
     "an integer from 1"},
    // Names.
    {one_turn(R"({"feed_data": "x"})", kTwoReaders), "/turns/0/do/0", "`on` has to say which"},
    {one_turn(R"({"feed_data": "x"})", R"("t": {"type": "transport"})"), "/turns/0/do/0",
     "no object of type reader"},
    {one_turn(R"({"feed_data": "x", "on": "q"})"), "/turns/0/do/0/on", "there is no reader `q`"},
    {one_turn(R"({"feed_data": "x", "on": "e"})", kException), "/turns/0/do/0/on", "`e` is a exception"},
    {one_turn(R"({"set_exception": "x"})"), "/turns/0/do/0/set_exception",
     "no exception or exception class `x`"},
    {one_turn(R"({"start": "r", "body": []})"), "/turns/0/do/0/start", "the name `r` is used twice"},
    {one_turn(R"({"start": "A", "body": []}, {"start": "A", "body": []})"), "/turns/0/do/1/start",
     "used twice"},
    {one_turn(R"({"start": "turn", "body": []})"), "/turns/0/do/0/start", "`turn` is reserved"},
    {one_turn(R"({"start": "1st", "body": []})"), "/turns/0/do/0/start", "expected a name"},
    {one_turn(R"({"start": "epilogue.r", "body": []})"), "/turns/0/do/0/start", "expected a name"},
    {one_turn("", R"("turn": {"type": "reader"})"), "/objects/turn", "`turn` is reserved"},
    {one_turn(R"({"cancel": "A"})"), "/turns/0/do/0/cancel", "the task `A` is never started"},
    {one_turn(R"({"cancel": "A"}, {"start": "A", "body": []})"), "/turns/0/do/0/cancel",
     "does not exist yet"},
    {one_turn(R"({"call_soon": "c", "body": []}, {"cancel": "c"})"), "/turns/0/do/1/cancel",
     "`c` is a callback"},
    // Objects.
    {one_turn("", R"("x": {"type": "spoon"})"), "/objects/x/type", "a type of object"},
    {one_turn("", R"("r": {"type": "reader", "transport": "t"})"), "/objects/r/transport",
     "there is no transport `t`"},
    {one_turn("", R"("r": {"type": "reader", "loop": "other"})"), "/objects/r/loop", "expected \"none\""},
    {one_turn("", R"("e": {"type": "exception", "class": "KeyError"})"), "/objects/e/class",
     "exception class"},
    {one_turn("", R"("e": {"type": "exception", "class": "IncompleteReadError", "args": ["x"]})"),
     "/objects/e/args", "takes two args"},
    {one_turn("", R"("t": {"type": "transport", "pause_raises": "x"})"), "/objects/t/pause_raises",
     "no exception `x`"},
    // Values.
    {one_turn(R"({"feed_data": null})"), "/turns/0/do/0/feed_data", "expected a value, found null"},
    {one_turn(R"({"feed_data": "é"})"), "/turns/0/do/0/feed_data", "are written"},
    {one_turn(R"({"feed_data": {"bytes": [{"hex": "0"}]}})"), "/turns/0/do/0/feed_data/bytes/0/hex",
     "hexadecimal"},
    {one_turn(R"({"feed_data": {"bytes": [{"hex": "FF"}]}})"), "/turns/0/do/0/feed_data/bytes/0/hex",
     "lower-case"},
    {one_turn(R"({"feed_data": {"bytes": [{"repeat": "a", "times": 0}]}})"),
     "/turns/0/do/0/feed_data/bytes/0/times", "an integer from 1"},
    {one_turn(R"({"feed_data": {"bytes": ["a"], "str": "b"}})"), "/turns/0/do/0/feed_data/str",
     "unknown key"},
    {one_turn(R"({"feed_data": {"blob": 1}})"), "/turns/0/do/0/feed_data/blob", "unknown form"},
    {one_turn(R"({"feed_data": {"none": false}})"), "/turns/0/do/0/feed_data/none", "expected true"},
    {one_turn(R"({"feed_data": {"float": "2"}})"), "/turns/0/do/0/feed_data/float",
     "a float as Python writes it"},
    {one_turn(R"({"feed_data": {"int": "9223372036854775807"}})"), "/turns/0/do/0/feed_data/int",
     "more than 63 bits"},
    {one_turn(R"({"feed_data": {"dict": ["x"]}})"), "/turns/0/do/0/feed_data/dict", "an empty list"},
    {one_turn(R"({"feed_data": {"range": [1]}})"), "/turns/0/do/0/feed_data/range", "two integers"},
    {one_turn(R"({"feed_data": {"error": {"id": "#1"}}})"), "/turns/0/do/0/feed_data/error", "unknown form"},
};

}  // namespace

BOOST_AUTO_TEST_SUITE(script_codec)

BOOST_DATA_TEST_CASE(bad_script_is_refused_with_file_pointer_and_reason, kRefused) {
    BOOST_TEST(refused_at(script_refusal(sample.text), sample.pointer, sample.reason));
}

BOOST_AUTO_TEST_CASE(on_is_filled_in_with_the_only_declared_reader) {
    auto script = parse(one_turn(R"({"create": "other", "as": {"type": "reader"}}, {"feed_eof": null})"));
    BOOST_TEST(std::get<FeedEof>(script.turns[0].actions[1].is).on == "r");
}

BOOST_AUTO_TEST_CASE(objects_are_in_the_order_in_which_they_are_made) {
    auto script =
        parse(one_turn("", R"("a": {"type": "reader"}, "z": {"type": "exception", "class": "ValueError"},
        "f": {"type": "future"}, "y": {"type": "exception_class", "class": "OSError"}, "t": {"type": "transport"})"));
    std::string order;
    for (const auto& object : script.objects) {
        order += object.name;
    }
    BOOST_TEST(order == "yzfta");
}

BOOST_AUTO_TEST_CASE(body_may_cancel_a_task_that_the_text_starts_later) {
    BOOST_TEST(script_refusal(
                   one_turn(R"({"start": "A", "body": [{"cancel": "B"}]}, {"start": "B", "body": []})")) ==
               "accepted");
}

BOOST_AUTO_TEST_CASE(task_may_cancel_itself) {
    BOOST_TEST(script_refusal(one_turn(R"({"start": "A", "body": [{"cancel": "A"}]})")) == "accepted");
}

BOOST_AUTO_TEST_CASE(none_and_not_given_are_told_apart) {
    auto script = parse(one_turn(R"({"try": {"read": null}}, {"try": {"read": {"none": true}}})"));
    const auto& calls = script.turns[0].actions;
    BOOST_TEST(!std::get<Read>(std::get<Try>(calls[0].is).call.is).n.has_value());
    BOOST_TEST(std::holds_alternative<None>(std::get<Read>(std::get<Try>(calls[1].is).call.is).n->is));
}

BOOST_AUTO_TEST_CASE(encoded_script_is_read_as_the_same_script) {
    auto text = script_text(
        R"({"do": [{"start": "A", "body": [{"iterate": null, "max": 2}, {"yield": 2}, {"sleep": 1}, {"join": "B"},
            {"await": "f"}, {"wait_for_data": "read"}, {"anext": null}, {"feed_data": {"bytes": [{"hex": "00"}]}},
            {"readuntil": {"tuple": ["a", {"list": [1, {"float": "inf"}]}]}}], "on_error": "continue", "on_cancel": "continue"},
          {"start": "B", "body": []}, {"cancel": "A", "message": "m"}, {"cancel_all": null}, {"watch": "f", "as": "w"},
          {"call_soon": "c", "body": [{"repr": null}]}, {"call_later": "d", "delay": 0, "body": []}, {"advance": 3},
          {"future_set_result": true}, {"future_set_exception": "e"}, {"future_cancel": null},
          {"create": "q", "as": {"type": "reader", "limit": 3, "subclass": true}}, {"describe": "e"}, {"copy": "e"},
          {"pickle": "e"}, {"set_exception": null}, {"set_transport": "t"}, {"exception": null}, {"at_eof": null}], "run": 2})",
        R"("r": {"type": "reader", "transport": "t", "loop": "none"}, "f": {"type": "future"},
           "e": {"type": "exception", "class": "OSError", "args": [5, {"str": "x"}], "falsy": true},
           "k": {"type": "exception_class", "class": "OSError"},
           "t": {"type": "transport", "pausable": false, "pause_raises": "e", "resume_raises": "e"})");
    auto once = encoded(parse(text));
    BOOST_TEST(encoded(parse(once)) == once);
    BOOST_TEST(once.find(R"("on_cancel":"continue","on_error":"continue","start":"A")") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
