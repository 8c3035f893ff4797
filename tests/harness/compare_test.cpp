#include "streamspec/engine/compare.hpp"

#include <boost/test/unit_test.hpp>

#include "model_fixture.hpp"

using namespace streamspec;
using testing::trace_of;
using testing::trace_text;

namespace {

constexpr const char* kEvents =
    R"({"i":0,"by":"turn","call":"feed_data","on":"r","returned":null},
       {"i":0,"transport":"t","call":"pause_reading"},
       {"i":1,"by":"A","call":"read","on":"r","returned":"abc"},
       {"i":1,"by":"B","call":"read","on":"r","raised":{"id":"#1","type":"ValueError","text":"no","args":[{"str":"no"}],
         "context":{"id":"#2","type":"LimitOverrunError","text":"long","args":[],"attributes":{"consumed":4}}}},
       {"i":1,"by":"turn","call":"repr","on":"r","returned":{"str":"<StreamReader>"}},
       {"i":2,"warning":"DeprecationWarning","text":"old"},
       {"i":2,"task":"A","ended":"returned"},
       {"i":2,"task":"B","ended":"raised","error":{"id":"#1"}})";
constexpr const char* kState =
    R"("pending":["C"],"readers":{"r":{"at_eof":false,"exception":{"error":{"id":"#1"}}}})";

std::string usual() {
    return trace_text(kEvents, kState);
}

std::string with(const std::string& old, const std::string& replacement, const std::string& text = usual()) {
    auto changed = text;
    BOOST_REQUIRE(changed.find(old) != std::string::npos);
    return changed.replace(changed.find(old), old.size(), replacement);
}

/// Where two traces differ, in short: "result 0 2 2 returned" is the aspect, the turn, the events and what of
/// them.
std::string difference(const std::string& expected, const std::string& seen,
                       AspectSet aspects = AspectSet::all(), FeatureSet features = FeatureSet::all()) {
    auto found = compare(trace_of(expected), trace_of(seen), aspects, features);
    if (!found) {
        return "none";
    }
    auto number = [](const std::optional<std::size_t>& value) {
        return value ? std::to_string(*value) : "-";
    };
    return std::string(name(found->aspect)) + " " + number(found->turn) + " " +
           number(found->expected_event) + " " + number(found->seen_event) + " " + found->what;
}

std::string change(const std::string& old, const std::string& replacement,
                   AspectSet aspects = AspectSet::all()) {
    return difference(usual(), with(old, replacement), aspects);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(comparison)

BOOST_AUTO_TEST_CASE(same_traces_do_not_differ) {
    BOOST_TEST(difference(usual(), usual()) == "none");
}

BOOST_AUTO_TEST_CASE(changed_value_is_a_result) {
    BOOST_TEST(change(R"("abc")", R"("abd")") == "result 0 2 2 returned");
}

BOOST_AUTO_TEST_CASE(other_outcome_is_a_result) {
    BOOST_TEST(change(R"("returned":"abc")", R"("blocked":true)") == "result 0 2 2 event");
}

BOOST_AUTO_TEST_CASE(missing_and_added_events_are_results) {
    auto less = with(R"({"i":2,"task":"A","ended":"returned"},)", "");
    BOOST_TEST(difference(usual(), less) == "result 0 6 - event");
    BOOST_TEST(difference(less, usual()) == "result 0 - 6 event");
}

BOOST_AUTO_TEST_CASE(types_and_attributes_of_errors_are_results) {
    BOOST_TEST(change("ValueError", "RuntimeError") == "result 0 3 3 raised.type");
    BOOST_TEST(change(R"("consumed":4)", R"("consumed":5)") == "result 0 3 3 raised.context.consumed");
    BOOST_TEST(change(R"("attributes":{"consumed":4})", R"("attributes":{})") ==
               "result 0 3 3 raised.context.consumed");
}

BOOST_AUTO_TEST_CASE(end_of_a_task_and_state_are_results) {
    BOOST_TEST(change(R"("A","ended":"returned")", R"("A","ended":"cancelled")") == "result 0 6 6 ended");
    BOOST_TEST(change(R"("pending":["C"])", R"("pending":[])") == "result 0 - - state.pending");
    BOOST_TEST(change(R"("at_eof":false)", R"("at_eof":true)") == "result 0 - - state.readers.r.at_eof");
    BOOST_TEST(change(R"({"error":{"id":"#1"}})", "null") == "result 0 - - state.readers.r.exception");
}

BOOST_AUTO_TEST_CASE(state_is_compared_only_as_far_as_the_subject_can_tell) {
    auto changed = with(R"("at_eof":false)", R"("at_eof":true)");
    FeatureSet features{Feature::exception};
    BOOST_TEST(difference(usual(), changed, AspectSet::all(), features) == "none");
    changed = with(R"({"error":{"id":"#1"}})", "null");
    BOOST_TEST(difference(usual(), changed, AspectSet::all(), {Feature::at_eof}) == "none");
}

BOOST_AUTO_TEST_CASE(calls_of_transports_are_flow) {
    BOOST_TEST(change("pause_reading", "resume_reading") == "flow 0 1 1 call");
    BOOST_TEST(change(R"({"i":0,"transport":"t","call":"pause_reading"},)", "") == "flow 0 1 - event");
    BOOST_TEST(change("pause_reading", "resume_reading", {Aspect::result, Aspect::message}) == "none");
}

BOOST_AUTO_TEST_CASE(texts_are_messages) {
    BOOST_TEST(change(R"("text":"no")", R"("text":"yes")") == "message 0 3 3 raised.text");
    BOOST_TEST(change(R"([{"str":"no"}])", R"([{"str":"yes"}])") == "message 0 3 3 raised.args.0");
    BOOST_TEST(change(R"("text":"long")", R"("text":"short")") == "message 0 3 3 raised.context.text");
    BOOST_TEST(change("<StreamReader>", "<Reader>") == "message 0 4 4 returned");
    BOOST_TEST(change(R"("text":"old")", R"("text":"new")") == "message 0 5 5 text");
    BOOST_TEST(change("DeprecationWarning", "UserWarning") == "message 0 5 5 warning");
    BOOST_TEST(change(R"("text":"no")", R"("text":"yes")", {Aspect::result, Aspect::flow, Aspect::order}) ==
               "none");
}

BOOST_AUTO_TEST_CASE(order_among_tasks_is_order) {
    auto swapped = trace_text(R"({"i":1,"by":"B","call":"readline","on":"r","returned":""},
                                 {"i":1,"by":"A","call":"read","on":"r","returned":""})");
    auto usual_order = trace_text(R"({"i":1,"by":"A","call":"read","on":"r","returned":""},
                                     {"i":1,"by":"B","call":"readline","on":"r","returned":""})");
    BOOST_TEST(difference(usual_order, swapped) == "order 0 0 0 order");
    BOOST_TEST(difference(usual_order, swapped, {Aspect::result, Aspect::iterations}) == "none");
}

BOOST_AUTO_TEST_CASE(order_within_a_task_is_a_result) {
    auto expected = trace_text(R"({"i":1,"by":"A","call":"read","on":"r","returned":"a"},
                                  {"i":1,"by":"A","call":"read","on":"r","returned":"b"})");
    auto seen = trace_text(R"({"i":1,"by":"A","call":"read","on":"r","returned":"b"},
                              {"i":1,"by":"A","call":"read","on":"r","returned":"a"})");
    BOOST_TEST(difference(expected, seen) == "result 0 0 0 returned");
}

BOOST_AUTO_TEST_CASE(iterations_of_events_and_turns_are_iterations) {
    BOOST_TEST(change(R"({"i":2,"task":"A")", R"({"i":3,"task":"A")") == "iterations 0 6 6 i");
    BOOST_TEST(change(R"("iterations":3)", R"("iterations":4)") == "iterations 0 - - iterations");
    BOOST_TEST(change(R"({"i":2,"task":"A")", R"({"i":3,"task":"A")", {Aspect::result, Aspect::order}) ==
               "none");
}

BOOST_AUTO_TEST_CASE(identities_may_be_numbered_otherwise) {
    auto renumbered = usual();
    for (auto [old, id] : {std::pair{"#1", "#7"}, std::pair{"#2", "#1"}}) {
        for (auto at = renumbered.find(old); at != std::string::npos; at = renumbered.find(old, at + 2)) {
            renumbered.replace(at, 2, id);
        }
    }
    BOOST_TEST(difference(usual(), renumbered) == "none");
}

BOOST_AUTO_TEST_CASE(one_object_where_two_are_expected_is_a_result) {
    auto error = [](const std::string& by, const std::string& id) {
        return R"({"i":0,"by":")" + by + R"(","call":"read","raised":{"id":")" + id +
               R"(","type":"ValueError","text":"","args":[]}})";
    };
    auto two = trace_text(error("A", "#1") + "," + error("B", "#2"));
    auto one = trace_text(error("A", "#1") + "," + error("B", "#1"));
    BOOST_TEST(difference(two, one) == "result 0 1 1 raised.id");
    BOOST_TEST(difference(one, two) == "result 0 1 1 raised.id");
}

BOOST_AUTO_TEST_CASE(named_exception_is_itself_only) {
    auto error = [](const std::string& id) {
        return trace_text(R"({"i":0,"by":"A","call":"read","raised":{"id":")" + id +
                          R"(","type":"ValueError","text":"","args":[]}})");
    };
    BOOST_TEST(difference(error("e"), error("e")) == "none");
    BOOST_TEST(difference(error("e"), error("f")) == "result 0 0 0 raised.id");
    BOOST_TEST(difference(error("e"), error("#1")) == "result 0 0 0 raised.id");
}

BOOST_AUTO_TEST_CASE(error_of_the_interpreter_is_compared_by_its_type) {
    auto expected = trace_text(
        R"({"i":0,"by":"A","call":"read","raised":{"id":"#1","type":"TypeError","interpreter":true}})");
    auto seen = [](const std::string& type) {
        return trace_text(R"({"i":0,"by":"A","call":"read","raised":{"id":"#1","type":")" + type +
                          R"(","text":"other words","args":[{"str":"other words"}]}})");
    };
    BOOST_TEST(difference(expected, seen("TypeError")) == "none");
    BOOST_TEST(difference(expected, seen("ValueError")) == "result 0 0 0 raised.type");
}

BOOST_AUTO_TEST_CASE(first_turn_that_differs_is_reported) {
    auto turn = [](const std::string& value) {
        return R"({"events":[{"i":0,"by":"turn","call":"at_eof","on":"r","returned":)" + value +
               R"(}],"iterations":0,"state":{"pending":[],"readers":{}}})";
    };
    auto trace = [&](const std::string& second) {
        return R"({"setup":[],"turns":[)" + turn("true") + "," + turn(second) + "," + turn(second) + "]}";
    };
    BOOST_TEST(difference(trace("true"), trace("false")) == "result 1 0 0 returned");
}

BOOST_AUTO_TEST_CASE(difference_in_the_setup_has_no_turn) {
    auto trace = [](const std::string& text) {
        return R"({"setup":[{"i":0,"warning":"W","text":")" + text + R"("}],"turns":[]})";
    };
    BOOST_TEST(difference(trace("a"), trace("b")) == "message - 0 0 text");
}

BOOST_AUTO_TEST_CASE(spinning_loop_is_a_result) {
    BOOST_TEST(difference(trace_text(R"({"i":10000,"spins":true})"), trace_text("")) == "result 0 0 - event");
}

BOOST_AUTO_TEST_SUITE_END()
