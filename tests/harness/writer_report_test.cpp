#include <sstream>

#include <boost/test/unit_test.hpp>

#include "model_fixture.hpp"
#include "streamspec/report/narrate.hpp"
#include "streamspec/report/script_text.hpp"
#include "writer_fixture.hpp"

using namespace streamspec;

namespace {

std::string narrated_action(const std::string& action) {
    return narrate(testing::parse(testing::writer_turn(action)).turns[0].actions[0]);
}

std::string narrated_step(const std::string& step) {
    auto script = testing::parse(testing::writer_turn(R"({"start": "A", "body": [)" + step + "]}"));
    return narrate(std::get<Start>(script.turns[0].actions[0].is).body.at(0));
}

std::string narrated_event(const std::string& event) {
    return narrate(testing::trace_with(event).turns[0].events[0]);
}

std::string narrated_object(const std::string& script, const std::string& name) {
    auto parsed = testing::parse(script);
    for (const auto& object : parsed.objects) {
        if (object.name == name) {
            return narrate(object);
        }
    }
    return "there is none";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(writer_report)

BOOST_AUTO_TEST_CASE(actions_are_written_as_python_would) {
    BOOST_TEST(narrated_action(R"({"write": "x"})") == "w.write(b'x')");
    BOOST_TEST(narrated_action(R"({"writelines": ["x", "y"]})") == "w.writelines([b'x', b'y'])");
    BOOST_TEST(narrated_action(R"({"connection_lost": null})") == "p.connection_lost(None)");
    BOOST_TEST(narrated_action(R"({"get_extra_info": "x", "default": 1})") == "w.get_extra_info('x', 1)");
    BOOST_TEST(narrated_action(R"({"drop": "r"})") == "del r");
}

BOOST_AUTO_TEST_CASE(calls_are_written_as_python_would) {
    BOOST_TEST(narrated_step(R"({"wait_for": {"drain": null}, "timeout": 2})") == "wait_for(w.drain(), 2)");
    BOOST_TEST(
        narrated_step(R"({"gather": [{"read": 1}, {"wait_closed": null}], "return_exceptions": true})") ==
        "gather(r.read(1), w.wait_closed(), return_exceptions=True)");
    BOOST_TEST(narrated_step(R"({"timeout": 3, "body": [{"read": 1}, {"close": null}]})") ==
               "async with timeout(3) { r.read(1); w.close() }");
}

BOOST_AUTO_TEST_CASE(objects_say_what_they_hang_on) {
    BOOST_TEST(narrated_object(testing::writer_turn(""), "w") == "w: writer(t, p, r)");
    BOOST_TEST(
        narrated_object(
            testing::client_script(
                R"({"as": "h", "reader": "hr", "writer": "hw", "body": [{"close": null, "on": "hw"}], "keep": false})"),
            "p") == "p: protocol(None, coroutine h(hr, hw) { hw.close() }, then keeps nothing)");
    BOOST_TEST(narrated_object(
                   testing::writer_turn("", R"("t": {"type": "transport", "closing": true, "ssl": true})"),
                   "t") == "t: transport, closing, with TLS");
}

BOOST_AUTO_TEST_CASE(events_of_all_sides_stand_on_one_timeline) {
    BOOST_TEST(narrated_event(R"({"i":0,"transport":"t","call":"write","args":["x"]})") ==
               "0  t ← write(b'x')");
    BOOST_TEST(narrated_event(R"({"i":0,"transport":"t","call":"pause_reading"})") ==
               "0  t ← pause_reading()");
    BOOST_TEST(narrated_event(R"({"i":2,"client":"h"})") == "2  h is called");
    BOOST_TEST(narrated_event(R"({"i":1,"start_tls":"t","server_side":true})") ==
               "1  loop ← start_tls(t, server_side=True)");
    BOOST_TEST(narrated_event(R"({"i":1,"by":"A","call":"transport","on":"w","returned":{"name":"t"}})") ==
               "1  A  w.transport → t");
}

BOOST_AUTO_TEST_CASE(releases_that_cannot_play_a_script_are_told) {
    Release old{3, 6, 15, Release::Stage::final, 0};
    Release now{3, 12, 1, Release::Stage::final, 0};
    Golden golden;
    golden.recordings[old];
    golden.recordings[now];
    golden.variants.push_back({{old}, {}, FeatureSet{Feature::is_closing}});
    golden.variants.push_back(
        {{now},
         testing::trace_with(R"({"i":0,"by":"turn","call":"is_closing","on":"w","returned":false})"),
         {}});
    ScriptPage page{"close/one",
                    testing::parse(testing::writer_turn(R"({"is_closing": null})")),
                    {},
                    &golden,
                    {old, now}};
    std::ostringstream out;
    write_script_text(out, page, Style{false, 100});
    BOOST_TEST(out.str().find("0  turn  w.is_closing → False") != std::string::npos);
    BOOST_TEST(out.str().find("Unsupported in 3.6.15: no is-closing.") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
