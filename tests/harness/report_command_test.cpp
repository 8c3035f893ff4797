#include <filesystem>
#include <string>

#include <boost/test/unit_test.hpp>

#include "command_fixture.hpp"
#include "streamspec/site/badge.hpp"

using testing::contains;

namespace {

struct ReportFixture : testing::CommandFixture {
    std::string file(const std::string& name) const { return "'" + (folder() / name).string() + "'"; }
    /// Replays these scripts, and keeps the results in a file.
    void results(const std::string& name, const std::string& scripts) const {
        run("replay " + scripts + " --format json --release 3.12.1 > " + file(name));
    }
    /// Replaces text in a file of results.
    void edit(const std::string& name, const std::string& from, const std::string& to) const {
        execute("sed -i 's#" + from + "#" + to + "#' " + file(name));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(report_command, ReportFixture)

BOOST_AUTO_TEST_CASE(report_of_one_run_says_what_the_replay_said) {
    add("read/one");
    add("read/wrong", "abc", "true");
    results("all.json", "");
    auto replayed = run("replay --release 3.12.1");
    auto reported = run("report " + file("all.json"));
    BOOST_TEST(reported.exit_code == 1);
    BOOST_TEST(reported.output == replayed.output);
}

BOOST_AUTO_TEST_CASE(parts_of_one_run_are_one_table) {
    add("read/one");
    add("read/two");
    results("1.json", "read/one");
    results("2.json", "read/two");
    auto merged = run("report " + file("1.json") + " " + file("2.json"));
    BOOST_TEST(merged.exit_code == 0, merged.output);
    BOOST_TEST(contains(merged, "total            2        2        0            0        0"));
}

BOOST_AUTO_TEST_CASE(merged_json_can_be_merged_again) {
    add("read/one");
    add("read/wrong", "abc", "true");
    results("all.json", "");
    run("report --format json " + file("all.json") + " > " + file("again.json"));
    BOOST_TEST(run("report " + file("again.json")).output == run("report " + file("all.json")).output);
}

BOOST_AUTO_TEST_CASE(script_without_a_result_is_named_and_fails) {
    add("read/one");
    add("read/two");
    results("1.json", "read/one");
    edit("1.json", R"("selected":\["read/one"\])", R"("selected":["read/one","read/two"])");
    auto merged = run("report " + file("1.json"));
    BOOST_TEST(merged.exit_code == 1);
    BOOST_TEST(contains(merged, "ERROR read/two"));
    BOOST_TEST(contains(merged, "none of the files has a result of it"));
    BOOST_TEST(contains(merged, "total            2        1        0            0        1"));
}

BOOST_AUTO_TEST_CASE(shard_that_is_missing_is_noticed) {
    for (const auto* id : {"read/a", "read/b", "read/c"}) {
        add(id);
    }
    for (const auto* shard : {"1", "2"}) {
        results(std::string(shard) + ".json", std::string("--shard ") + shard + "/2");
    }
    BOOST_TEST(run("report " + file("1.json") + " " + file("2.json")).exit_code == 0);
    auto merged = run("report " + file("1.json"));
    BOOST_TEST(merged.exit_code == 1);
    BOOST_TEST(contains(merged, "ERROR read/b"));
    BOOST_TEST(contains(merged, "none of the files has a result of it"));
    BOOST_TEST(contains(merged, "total            3        2        0            0        1"));
}

BOOST_AUTO_TEST_CASE(files_that_contradict_each_other_are_refused) {
    add("read/one");
    results("1.json", "read/one");
    results("2.json", "read/one");
    edit("2.json", R"("verdict":"pass")", R"("verdict":"known","reason":"so it is")");
    auto merged = run("report " + file("1.json") + " " + file("2.json"));
    BOOST_TEST(merged.exit_code == 2);
    BOOST_TEST(contains(merged, "2.json#/answers/0: read/one has another verdict in another file: pass"));
}

BOOST_AUTO_TEST_CASE(what_is_no_result_is_refused_and_nothing_written) {
    add("read/one");
    write("no.json", "[]");
    auto refused = run("report " + file("no.json") + " --html " + file("site"));
    BOOST_TEST(refused.exit_code == 2);
    BOOST_TEST(contains(refused, "expected what `streamspec replay --format json` writes"));
    BOOST_TEST(!std::filesystem::exists(folder() / "site"));
}

BOOST_AUTO_TEST_CASE(difference_in_a_turn_that_is_not_there_is_refused) {
    add("read/wrong", "abc", "true");
    results("1.json", "read/wrong");
    edit("1.json", R"("turn":0)", R"("turn":99)");
    auto refused = run("report " + file("1.json"));
    BOOST_TEST(refused.exit_code == 2);
    BOOST_TEST(contains(refused, "#/answers/0/turn: there is no such turn"));
}

BOOST_AUTO_TEST_CASE(html_and_badges_are_written) {
    add("read/one");
    results("1.json", "read/one");
    auto written = run("report " + file("1.json") + " --html " + file("site") + " --badge " + file("badges"));
    BOOST_TEST(written.exit_code == 0);
    for (const auto* name : {"site/index.html", "site/app.js", "site/style.css", "site/data.js",
                             "site/badges/reference.svg", "badges/reference.svg"}) {
        BOOST_TEST(std::filesystem::file_size(folder() / name) > 0U, name);
    }
}

BOOST_AUTO_TEST_CASE(folder_that_cannot_be_made_is_an_error) {
    add("read/one");
    results("1.json", "read/one");
    auto refused = run("report " + file("1.json") + " --html " + file("1.json"));
    BOOST_TEST(refused.exit_code == 2);
    BOOST_TEST(contains(refused, "the folder cannot be made"));
}

BOOST_AUTO_TEST_CASE(badge_tells_the_verdict_in_words_and_colour) {
    auto good = streamspec::badge_svg("a<b", {3, 0, 0, 0, 0});
    BOOST_TEST(good.find("a&lt;b: 3/3 pass") != std::string::npos);
    BOOST_TEST(good.find("#1b6e3c") != std::string::npos);
    auto known = streamspec::badge_svg("x", {3, 0, 0, 2, 0});
    BOOST_TEST(known.find("3/5 pass, 2 known") != std::string::npos);
    BOOST_TEST(known.find("#8a5a00") != std::string::npos);
    auto bad = streamspec::badge_svg("x", {3, 1, 0, 0, 0});
    BOOST_TEST(bad.find("3/4 pass, 1 fail") != std::string::npos);
    BOOST_TEST(bad.find("#b3261e") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
