#define BOOST_TEST_MODULE explore_command
#include <filesystem>
#include <fstream>
#include <string>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <unistd.h>

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
    ExploreFixture() { std::filesystem::create_directories(folder); }
    ~ExploreFixture() { std::filesystem::remove_all(folder); }
    ExploreFixture(const ExploreFixture&) = delete;
    ExploreFixture& operator=(const ExploreFixture&) = delete;

    /// A file with a result.
    std::string file(const std::string& name, const json& content) const {
        auto path = (folder / name).string();
        std::ofstream(path) << content.dump();
        return path;
    }
    static Run report(const std::string& arguments) {
        return testing::CommandFixture::execute(STREAMSPEC_PROGRAM " report " + arguments);
    }
    static json without_times(json result) {
        result.erase("milliseconds");
        for (auto& finding : result["findings"]) {
            finding.erase("milliseconds");
        }
        return result;
    }
    static std::string beside(const std::string& release) {
        return "--expected '" STREAMSPEC_PROGRAM " serve --release " + release + "' --release 3.13.0 ";
    }

    std::filesystem::path folder =
        std::filesystem::temp_directory_path() / ("explore." + std::to_string(::getpid()));
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
    BOOST_TEST(!first["findings"].empty());
    BOOST_TEST((without_times(first) == without_times(second)));
}

BOOST_AUTO_TEST_CASE(findings_name_call_aspect_and_a_script_that_shows_it) {
    auto told = result("--random --count 300 --seed 1 " + beside("3.8.18"));
    for (const auto& finding : told["findings"]) {
        for (const auto* key : {"call", "aspect", "origin", "what"}) {
            BOOST_TEST(!finding[key].get<std::string>().empty());
        }
        BOOST_TEST(!finding["script"]["turns"].empty());
        BOOST_TEST(finding["times"].get<int>() > 0);
        BOOST_TEST(finding["python"].get<std::string>().starts_with("# "));
        BOOST_TEST(finding["cpp"].get<std::string>().starts_with("// "));
        BOOST_TEST(
            finding["command"].get<std::string>().starts_with("streamspec explore --random --seed 1 "));
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

BOOST_AUTO_TEST_CASE(report_makes_one_result_of_all_shards) {
    const std::string scripts = "--random --count 301 --seed 3 --layer reader " + beside("3.9.18");
    const auto whole = result(scripts);
    std::string files;
    for (const auto* number : {"1", "2", "3"}) {
        files += file(number, result(scripts + "--shard " + number + "/3")) + " ";
    }
    const auto merged = json::parse(report(files + "--format json").output);
    BOOST_TEST(merged["shard"] == "1/1");
    for (const auto* key : {"compared", "unsupported", "divergences", "seed", "expected", "seen"}) {
        BOOST_TEST(merged[key] == whole[key]);
    }
    std::size_t told = 0;
    for (const auto& finding : merged["findings"]) {
        told += finding["times"].get<std::size_t>();
        for (const auto& other : finding["also"]) {
            told += other["times"].get<std::size_t>();
        }
    }
    BOOST_TEST(told == whole["divergences"].get<std::size_t>());
    BOOST_TEST(report(files).exit_code == 1);
}

BOOST_AUTO_TEST_CASE(report_names_the_shard_that_is_missing) {
    const auto part = file("part", result("--random --expected reference --count 9 --seed 3 --shard 1/2"));
    auto run = report(part);
    BOOST_TEST(run.exit_code == 2);
    BOOST_TEST(contains(run, "the shard 2/2 is missing"));
}

BOOST_AUTO_TEST_CASE(report_of_all_shards_that_are_the_same_exits_0) {
    const std::string scripts = "--random --expected reference --count 9 --seed 3 --shard ";
    auto run = report(file("1", result(scripts + "1/2")) + " " + file("2", result(scripts + "2/2")));
    BOOST_TEST(run.exit_code == 0);
    BOOST_TEST(contains(run, "9 scripts compared"));
}

BOOST_AUTO_TEST_CASE(report_refuses_a_shard_twice_and_one_of_another_exploration) {
    const auto part = result("--random --expected reference --count 9 --seed 3 --shard 1/2");
    auto other = part;
    other["seed"] = "4";
    other["shard"] = "2/2";
    auto twice = report(file("a", part) + " " + file("b", part));
    BOOST_TEST(twice.exit_code == 2);
    BOOST_TEST(contains(twice, "the shard 1/2 is there twice"));
    auto mixed = report(file("a", part) + " " + file("b", other));
    BOOST_TEST(mixed.exit_code == 2);
    BOOST_TEST(contains(mixed, "its `seed` is 4"));
}

BOOST_AUTO_TEST_CASE(report_of_an_exploration_has_no_page) {
    const auto part = file("part", result("--random --expected reference --count 9 --seed 3"));
    BOOST_TEST(report(part + " --html " + folder.string()).exit_code == 2);
}

BOOST_AUTO_TEST_CASE(report_makes_one_result_of_digest_shards) {
    std::string files;
    for (const auto* number : {"1", "2", "3"}) {
        files +=
            file(number, result("--exhaustive --universe calls --shard " + std::string(number) + "/300")) +
            " ";
    }
    auto run = report(files);
    BOOST_TEST(run.exit_code == 2);
    BOOST_TEST(contains(run, "calls: 3 of 184 blocks, 30000 scripts: 0 differ"));
    BOOST_TEST(contains(run, "the shard 300/300 is missing"));
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
