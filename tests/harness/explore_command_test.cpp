#define BOOST_TEST_MODULE explore_command
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "command_fixture.hpp"

using nlohmann::json;
using testing::contains;
using testing::Run;

namespace {

/// The program on the project's own scripts. Nothing here needs a Python: the reference is judged by the
/// reference, of the same release or of another one.
struct ExploreFixture {
    static Run run(const std::string& arguments) {
        return testing::CommandFixture::execute(STREAMSPEC_PROGRAM " explore " + arguments);
    }
    static json result(const std::string& arguments) {
        return json::parse(run(arguments + " --format json").output);
    }
    static std::string beside(const std::string& release) {
        return "--expected '" STREAMSPEC_PROGRAM " serve --release " + release + "' --release 3.13.0 ";
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(explore_command, ExploreFixture)

BOOST_AUTO_TEST_CASE(same_behaviour_exits_0) {
    auto run = this->run("--random --expected reference --count 300 --seed 1");
    BOOST_TEST(run.exit_code == 0);
    BOOST_TEST(contains(run, "300 scripts compared, 0 unsupported, 0 divergences in 0 buckets; seed 1"));
}

BOOST_AUTO_TEST_CASE(other_behaviour_exits_1_with_the_smallest_script) {
    auto run = this->run("--random --count 300 --seed 1 --layer reader " + beside("3.8.18"));
    BOOST_TEST(run.exit_code == 1);
    BOOST_TEST(contains(run, "#1  "));
    BOOST_TEST(contains(run, "  reduced from "));
    BOOST_TEST(contains(run, "\"turns\": ["));
}

BOOST_AUTO_TEST_CASE(seed_that_is_not_given_is_told) {
    auto told = result("--random --expected reference --count 1");
    BOOST_TEST(told["seed"].is_string());
}

BOOST_AUTO_TEST_CASE(one_seed_finds_the_same_each_time) {
    const auto arguments = "--random --count 200 --seed 4 " + beside("3.8.18");
    auto first = result(arguments);
    auto second = result(arguments);
    first.erase("milliseconds");
    second.erase("milliseconds");
    BOOST_TEST(!first["findings"].empty());
    BOOST_TEST(first.dump() == second.dump());
}

BOOST_AUTO_TEST_CASE(findings_name_call_aspect_and_a_script_that_shows_it) {
    auto told = result("--random --count 300 --seed 1 " + beside("3.8.18"));
    for (const auto& finding : told["findings"]) {
        for (const auto* key : {"call", "aspect", "origin", "what"}) {
            BOOST_TEST(!finding[key].get<std::string>().empty());
        }
        BOOST_TEST(!finding["script"]["turns"].empty());
        BOOST_TEST(finding["times"].get<int>() > 0);
    }
}

BOOST_AUTO_TEST_CASE(shards_together_are_the_whole) {
    const std::string scripts = "--random --count 301 --seed 3 --layer reader " + beside("3.9.18");
    const auto whole = result(scripts);
    std::size_t compared = 0;
    std::size_t divergences = 0;
    for (const auto* shard : {"1/3", "2/3", "3/3"}) {
        auto part = result(scripts + "--shard " + shard);
        BOOST_TEST(part["shard"] == shard);
        compared += part["compared"].get<std::size_t>();
        divergences += part["divergences"].get<std::size_t>();
    }
    BOOST_TEST(compared == whole["compared"].get<std::size_t>());
    BOOST_TEST(divergences == whole["divergences"].get<std::size_t>());
}

BOOST_AUTO_TEST_CASE(exploration_goes_on_where_it_ended) {
    const std::string scripts = "--random --seed 3 --layer reader " + beside("3.9.18");
    const auto whole = result(scripts + "--count 200");
    const auto begun = result(scripts + "--count 120");
    const auto rest = result(scripts + "--count 200 --from " + begun["next"].dump());
    auto divergences = [](const json& part) { return part["divergences"].get<int>(); };
    BOOST_TEST(divergences(begun) + divergences(rest) == divergences(whole));
}

BOOST_AUTO_TEST_CASE(interrupted_exploration_says_where_it_goes_on) {
    auto run = testing::CommandFixture::execute("env timeout --foreground --signal=INT 1 " STREAMSPEC_PROGRAM
                                                " explore --random --expected reference --time 60 --seed 1");
    BOOST_TEST(contains(run, "stopped; --from "));
    BOOST_TEST(contains(run, "with the same --seed goes on"));
}

BOOST_AUTO_TEST_CASE(time_that_is_over_ends_it) {
    BOOST_TEST(run("--random --expected reference --time 0.2 --seed 1").exit_code == 0);
}

BOOST_AUTO_TEST_CASE(hand_written_scripts_are_cut_and_merged) {
    auto run = this->run("--rechunk 'readuntil/*' --expected reference");
    BOOST_TEST(run.exit_code == 0);
    BOOST_TEST(contains(run, "0 divergences"));
    BOOST_TEST(!contains(run, " 0 scripts compared"));
}

BOOST_AUTO_TEST_CASE(scripts_of_sockets_that_are_not_cut_are_told) {
    auto run = this->run("--rechunk 'wire_close/*' 'read/*' --expected reference");
    BOOST_TEST(contains(run, "of the layer wire left out"));
}

BOOST_AUTO_TEST_CASE(glob_that_matches_nothing_exits_2) {
    auto run = this->run("--rechunk 'nothing/*' --expected reference");
    BOOST_TEST(run.exit_code == 2);
    BOOST_TEST(contains(run, "nothing/*"));
}

BOOST_AUTO_TEST_CASE(release_that_is_not_installed_exits_2_and_is_named) {
    auto run = testing::CommandFixture::execute("PYENV_ROOT=/nowhere PATH=/nowhere " STREAMSPEC_PROGRAM
                                                " explore --random --release 3.13.0");
    BOOST_TEST(run.exit_code == 2);
    BOOST_TEST(contains(run, "no interpreter of CPython 3.13.0 was found"));
}

BOOST_AUTO_TEST_CASE(adapter_that_cannot_be_started_exits_2) {
    auto run = this->run("--random --expected reference --adapter 'exec /nowhere/reader'");
    BOOST_TEST(run.exit_code == 2);
    BOOST_TEST(contains(run, "/nowhere/reader"));
}

BOOST_AUTO_TEST_CASE(adapter_that_dies_is_a_finding) {
    const std::string dies =
        R"(echo '{\"hello\": {\"protocol\": 1, \"name\": \"short\", \"version\": \"1\", )"
        R"(\"features\": [], \"aspects\": [\"result\"]}}'; read request)";
    auto run = this->run("--random --expected reference --count 3 --seed 1 --adapter \"" + dies + "\"");
    BOOST_TEST(run.exit_code == 1);
    BOOST_TEST(contains(run, ", answer: "));
}

BOOST_AUTO_TEST_CASE(one_way_to_explore_is_required) {
    BOOST_TEST(run("").exit_code == 2);
    BOOST_TEST(run("--random --rechunk").exit_code == 2);
}

BOOST_AUTO_TEST_SUITE_END()
