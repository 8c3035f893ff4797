#include <sstream>

#include <boost/test/unit_test.hpp>

#include "model_fixture.hpp"
#include "streamspec/engine/compare.hpp"
#include "streamspec/report/narrate.hpp"
#include "streamspec/report/replay_json.hpp"
#include "streamspec/report/replay_text.hpp"
#include "streamspec/report/timeline.hpp"
#include "streamspec/report/xml_text.hpp"

using namespace streamspec;

namespace {

ReplayReport failing_report() {
    auto expected = testing::trace_with(R"({"i":0,"by":"turn","call":"at_eof","on":"r","returned":true})");
    auto seen = testing::trace_with(R"({"i":0,"by":"turn","call":"at_eof","on":"r","returned":false})");
    auto script = testing::parse(testing::one_turn(R"({"at_eof": null})"));
    auto difference = compare(expected, seen);
    Release release{3, 12, 1, Release::Stage::final, 0};
    ReplayReport report;
    report.aspects = AspectSet::all();
    report.rows.push_back({{release, release, ""}, "fake 1"});
    report.answers.push_back({"read/one", 0,
                              Fail{difference,
                                   {difference->aspect},
                                   std::make_shared<const Script>(script),
                                   std::make_shared<const Trace>(expected),
                                   std::make_shared<const Trace>(seen)}});
    report.answers.push_back({"read/two", 0, Unsupported{{Feature::dynamic_typing}}});
    report.answers.push_back({"read/three", 0, NoAnswer{true, "traces/read/three.json", "/digest", "stale"}});
    return report;
}

std::string text_of(const ReplayReport& report, bool colour = false) {
    std::ostringstream out;
    write_replay_text(out, report, Style{colour, 100});
    return out.str();
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reports)

BOOST_AUTO_TEST_CASE(values_are_written_as_python_would) {
    auto narrated = [](const std::string& json) {
        auto trace = testing::trace_with(R"({"i":0,"by":"turn","call":"read","returned":)" + json + "}");
        return narrate(std::get<Returned>(std::get<CallEvent>(trace.turns[0].events[0].is).outcome).value);
    };
    BOOST_TEST(narrated(R"("it's\n")") == R"(b'it\'s\n')");
    BOOST_TEST(narrated(R"({"bytes":[{"hex":"00ff"},"b",{"repeat":"a","times":40}]})") ==
               "b'\\x00\\xffb' + b'a' * 40");
    BOOST_TEST(narrated(R"({"tuple":["a"]})") == "(b'a',)");
    BOOST_TEST(narrated("null") == "None");
    BOOST_TEST(narrated(R"({"error":{"id":"e","type":"ValueError","text":"v","args":[{"str":"v"}]}})") ==
               "ValueError('v') e");
}

BOOST_AUTO_TEST_CASE(releases_that_follow_each_other_are_taken_together) {
    std::vector<Release> all;
    for (int minor : {6, 7, 8, 9, 10}) {
        all.push_back({3, minor, 1, Release::Stage::final, 0});
    }
    BOOST_TEST(narrate(all, all) == "3.6.1–3.10.1");
    BOOST_TEST(narrate({all[0], all[2], all[3]}, all) == "3.6.1, 3.8.1, 3.9.1");
}

BOOST_AUTO_TEST_CASE(equal_lines_stand_beside_each_other) {
    std::vector<std::string> left = {"a", "b", "c"};
    std::vector<std::string> right = {"a", "x", "y", "c"};
    auto pairs = align(left, right);
    BOOST_REQUIRE(pairs.size() == 4U);
    BOOST_TEST(pairs[0].same());
    BOOST_TEST(*pairs[1].left == "b");
    BOOST_TEST(*pairs[1].right == "x");
    BOOST_TEST((pairs[2].left == nullptr));
    BOOST_TEST(pairs[3].same());
}

BOOST_AUTO_TEST_CASE(failure_shows_where_and_how_to_reproduce_it) {
    auto text = text_of(failing_report());
    BOOST_TEST(contains(text, "FAIL  read/one  in 3.12.1  result, turn 0: returned"));
    BOOST_TEST(contains(text, "≠   0  turn  r.at_eof → True"));
    BOOST_TEST(contains(text, "│ 0  turn  r.at_eof → False"));
    BOOST_TEST(contains(text, "reproduce: streamspec replay read/one --release 3.12.1"));
    BOOST_TEST(contains(text, "traces/read/three.json#/digest: stale"));
    BOOST_TEST(contains(text, "unsupported for want of dynamic-typing: 1"));
    BOOST_TEST(contains(text, "total            3        0        1            1        1"));
}

BOOST_AUTO_TEST_CASE(colour_is_used_only_where_it_is_wanted) {
    BOOST_TEST(!contains(text_of(failing_report()), "\x1b["));
    BOOST_TEST(contains(text_of(failing_report(), true), "\x1b[31mFAIL"));
}

BOOST_AUTO_TEST_CASE(release_not_of_record_is_named) {
    auto report = failing_report();
    report.rows[0].release.asked.micro = 5;
    report.rows[0].release.differs = "a bit";
    BOOST_TEST(contains(text_of(report),
                        "3.12.5 is not recorded: judged by the traces of 3.12.1 (known to differ: a bit)"));
}

BOOST_AUTO_TEST_CASE(json_says_the_same) {
    auto json = replay_json(failing_report());
    BOOST_TEST(contains(
        json,
        R"("aspect":"result","command":"streamspec replay read/one --release 3.12.1","differs_in":["result"],)"
        R"("expected":true,)"
        R"("expected_event":0,"release":"3.12.1","row":0,"script":"read/one","seen":false,"seen_event":0,)"
        R"("subject":"fake 1","trace":{"setup":[],"turns":[)"));
    BOOST_TEST(contains(json, R"("turn":0,"verdict":"fail","what":"returned")"));
    BOOST_TEST(contains(json, R"("missing":["dynamic-typing"])"));
    BOOST_TEST(contains(json, R"("exit_code":2)"));
    BOOST_TEST(
        contains(json, R"("total":{"error":1,"fail":1,"known":0,"pass":0,"scripts":3,"unsupported":1})"));
}

BOOST_AUTO_TEST_CASE(xml_text_escapes_markup_and_what_xml_has_no_place_for) {
    BOOST_TEST(xml_text("a<b> & \"c\"\n\x01 é") == "a&lt;b&gt; &amp; &quot;c&quot;&#10;\xEF\xBF\xBD é");
    BOOST_TEST(xml_text("\t\r\xEF\xBF\xBF\xEF\xBF\xBE.") == "&#9;&#13;\xEF\xBF\xBD\xEF\xBF\xBD.");
}

BOOST_AUTO_TEST_SUITE_END()
