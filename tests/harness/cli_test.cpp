#define BOOST_TEST_MODULE streamspec_command
#include <string>

#include <boost/test/unit_test.hpp>

#include "command_fixture.hpp"
#include "model_fixture.hpp"

using testing::CommandFixture;
using testing::contains;

BOOST_FIXTURE_TEST_SUITE(command, CommandFixture)

BOOST_AUTO_TEST_CASE(replay_of_good_traces_exits_0_with_a_table) {
    add("read/one");
    auto run = this->run("replay");
    BOOST_TEST(run.exit_code == 0);
    BOOST_TEST(contains(run, "3.9.18           1        1        0            0        0"));
    BOOST_TEST(contains(run, "3.12.1           1        1        0            0        0"));
    BOOST_TEST(contains(run, "total            2        2        0            0        0"));
}

BOOST_AUTO_TEST_CASE(trace_with_one_value_changed_exits_1_and_shows_where) {
    add("read/one", "abc", "true");
    auto run = this->run("replay --release 3.12.1");
    BOOST_TEST(run.exit_code == 1);
    BOOST_TEST(contains(run, "FAIL  read/one  in 3.12.1  result, turn 0: returned"));
    BOOST_TEST(contains(run, "expected  true"));
    BOOST_TEST(contains(run, "seen      false"));
    BOOST_TEST(contains(run, "streamspec replay read/one --release 3.12.1"));
}

BOOST_AUTO_TEST_CASE(bad_input_exits_2_and_everything_else_is_reported) {
    add("read/bad");
    add("read/gone");
    add("read/good");
    add("read/stale");
    add("read/wrong", "abc", "true");
    write("spec/scripts/read/bad.json", "oops");
    write("spec/scripts/read/stale.json", testing::one_turn(R"({"feed_data": "x"}, {"at_eof": null})"));
    remove("traces/read/gone.json");
    auto run = this->run("replay --release 3.12.1");
    BOOST_TEST(run.exit_code == 2);
    BOOST_TEST(contains(run, "spec/scripts/read/bad.json: not JSON"));
    BOOST_TEST(contains(run, "traces/read/gone.json: the trace is missing"));
    BOOST_TEST(contains(run, "traces/read/stale.json#/digest: the trace is stale"));
    BOOST_TEST(contains(run, "FAIL  read/wrong"));
    BOOST_TEST(contains(run, "total            5        1        1            0        3"));
}

BOOST_AUTO_TEST_CASE(script_that_breaks_the_format_is_told_with_its_pointer) {
    add("read/one");
    write("spec/scripts/read/one.json", testing::one_turn(R"({"cancel": "A"})"));
    auto run = this->run("replay");
    BOOST_TEST(run.exit_code == 2);
    BOOST_TEST(contains(run, "one.json#/turns/0/do/0/cancel: the task `A` is never started"));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_asked_exits_2) {
    add("read/one");
    BOOST_TEST(run("replay 'write/*'").exit_code == 2);
    BOOST_TEST(run("replay --clause WRITE-1").exit_code == 2);
    BOOST_TEST(run("replay --release 4.0.0").exit_code == 2);
    BOOST_TEST(run("replay --release twelve").exit_code == 2);
    BOOST_TEST(run("replay --aspects taste").exit_code == 2);
    BOOST_TEST(run("replay --no-such-option").exit_code == 2);
    BOOST_TEST(run("").exit_code == 2);
    BOOST_TEST(run("dance").exit_code == 2);
    BOOST_TEST(run("replay --spec /no/such/folder").exit_code == 2);
    write("spec/releases.json", "[]");
    BOOST_TEST(run("replay").exit_code == 2);
}

BOOST_AUTO_TEST_CASE(argument_that_is_no_utf8_is_refused) {
    auto run = this->run("replay --format json --adapter \"$(printf 'a\\377')\"");
    BOOST_TEST(run.exit_code == 2);
    BOOST_TEST(contains(run, "argument 5: is not UTF-8"));
}

BOOST_AUTO_TEST_CASE(release_not_of_record_is_judged_by_another_and_said_so) {
    add("read/one");
    auto run = this->run("replay --release 3.12.4");
    BOOST_TEST(run.exit_code == 0);
    BOOST_TEST(
        contains(run, "3.12.4 is not recorded: judged by the traces of 3.12.1 (known to differ: a bit)"));
}

BOOST_AUTO_TEST_CASE(aspects_limit_what_is_compared) {
    add("read/one", "abc", "true");
    BOOST_TEST(run("replay --aspects flow,order").exit_code == 0);
    BOOST_TEST(run("replay --aspects flow,result").exit_code == 1);
}

BOOST_AUTO_TEST_CASE(fail_fast_stops_and_says_so) {
    add("read/a", "abc", "true");
    add("read/b", "abc", "true");
    auto run = this->run("replay --fail-fast --jobs 1");
    BOOST_TEST(run.exit_code == 1);
    BOOST_TEST(contains(run, "2 more were not run"));
}

BOOST_AUTO_TEST_CASE(json_is_printed_alone) {
    add("read/one");
    auto run = this->run("replay --format json");
    BOOST_TEST(run.exit_code == 0);
    BOOST_TEST(run.output.starts_with(
        R"({"answers":[{"release":"3.9.18","row":0,"script":"read/one","subject":"reference )"));
    BOOST_TEST(run.output.ends_with("}\n"));
}

BOOST_AUTO_TEST_CASE(list_prints_ids_with_their_summaries) {
    add("read/one");
    add("reed/two");
    auto run = this->run("list read");
    BOOST_TEST(run.exit_code == 0);
    BOOST_TEST(run.output == "read/one  something\n");
    BOOST_TEST(this->run("list nothing").exit_code == 2);
}

BOOST_AUTO_TEST_CASE(list_check_exits_1_with_each_fault) {
    add("read/one");
    auto run = this->run("list --check");
    BOOST_TEST(run.exit_code == 1);
    BOOST_TEST(contains(run, "no clause has the tag Q1, and spec/not-tested.md does not list it"));
}

BOOST_AUTO_TEST_CASE(show_explains_a_script) {
    add("read/one");
    auto run = this->run("show read/one");
    BOOST_TEST(run.exit_code == 0);
    BOOST_TEST(contains(run, "READ-1  (all)  It reads."));
    BOOST_TEST(contains(run, "do     r.feed_data(b'abc')"));
    BOOST_TEST(contains(run, "0  turn  r.at_eof → False"));
    BOOST_TEST(contains(run, "Recorded from 3.9.18, 3.12.1, which agree."));
    BOOST_TEST(this->run("show read/none").exit_code == 2);
}

BOOST_AUTO_TEST_CASE(help_shows_examples) {
    for (const auto* arguments : {"--help", "replay --help", "list --help", "show --help"}) {
        auto run = this->run(arguments);
        BOOST_TEST(run.exit_code == 0);
        BOOST_TEST(contains(run, "Examples:"));
    }
}

BOOST_AUTO_TEST_CASE(folders_can_be_named) {
    add("read/one");
    auto folder = this->folder().string();
    BOOST_TEST(execute("'" STREAMSPEC_PROGRAM "' replay --spec '" + folder + "/spec'").exit_code == 0);
    BOOST_TEST(
        execute("'" STREAMSPEC_PROGRAM "' replay --spec '" + folder + "/spec' --traces /nowhere").exit_code ==
        2);
    BOOST_TEST(execute("STREAMSPEC_HOME=/nowhere '" STREAMSPEC_PROGRAM "' replay").exit_code == 2);
}

BOOST_AUTO_TEST_CASE(drift_goes_from_the_oldest_release_to_the_newest) {
    add("read/one");
    auto run = this->run("drift");
    BOOST_TEST(run.exit_code == 0);
    BOOST_TEST(contains(run, "From 3.9.18 to 3.12.1: 0 of 1 scripts show a difference."));
    BOOST_TEST(contains(this->run("drift 3.9.18 3.12.1 --format markdown"), "# From 3.9.18 to 3.12.1"));
    BOOST_TEST(contains(this->run("drift 3.9.18 3.12.4 --format json"), R"("release":"3.12.4")"));
}

BOOST_AUTO_TEST_CASE(drift_between_releases_that_nothing_stands_for_exits_2) {
    add("read/one");
    BOOST_TEST(run("drift 3.9.18 4.0.0").exit_code == 2);
    BOOST_TEST(run("drift twelve").exit_code == 2);
    remove("traces/read/one.json");
    BOOST_TEST(run("drift").exit_code == 2);
}

BOOST_AUTO_TEST_SUITE_END()
