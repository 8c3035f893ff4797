#define BOOST_TEST_MODULE exhaustive_command
#include <filesystem>
#include <fstream>
#include <string>

#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>
#include <unistd.h>

#include "command_fixture.hpp"

using nlohmann::json;
using testing::contains;

namespace {

namespace fs = std::filesystem;

const std::string kNoDigest(64, '0');

/// The program, on the project's scripts, with digests that a test may change. No CPython 3.13.0 is found.
struct ExhaustiveFixture {
    fs::path traces = fs::temp_directory_path() / ("exhaustive." + std::to_string(::getpid()));

    ExhaustiveFixture() { fs::create_directories(traces / "exhaustive"); }
    ~ExhaustiveFixture() { fs::remove_all(traces); }
    ExhaustiveFixture(const ExhaustiveFixture&) = delete;
    ExhaustiveFixture& operator=(const ExhaustiveFixture&) = delete;

    static json recorded() {
        std::ifstream file(STREAMSPEC_SOURCE_DIR "/traces/exhaustive/reader.json");
        return json::parse(file);
    }
    void put(const json& content) const {
        std::ofstream(traces / "exhaustive/reader.json") << content.dump();
    }
    testing::Run run(const std::string& arguments) const {
        return testing::CommandFixture::execute("PYENV_ROOT=/nowhere PATH=/nowhere " STREAMSPEC_PROGRAM
                                                " explore --exhaustive --traces " +
                                                traces.string() + " " + arguments);
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(exhaustive, ExhaustiveFixture)

BOOST_AUTO_TEST_CASE(blocks_that_are_the_same_exit_0) {
    put(recorded());
    auto run = this->run("--universe reader --shard 1/100");
    BOOST_TEST(run.exit_code == 0);
    BOOST_TEST(contains(run, "reader: 3 of 243 blocks, 30000 scripts: 0 differ"));
}

BOOST_AUTO_TEST_CASE(block_that_differs_exits_1_and_says_how_to_find_the_script) {
    auto content = recorded();
    content["blocks"]["3.13.0"][100] = kNoDigest;
    put(content);
    auto run = this->run("--universe reader --shard 1/100");
    BOOST_TEST(run.exit_code == 1);
    BOOST_TEST(contains(run, "reader: 3 of 243 blocks, 30000 scripts: 1 differ"));
    BOOST_TEST(contains(run, "block 100 differs"));
    BOOST_TEST(contains(run, "--universe reader --block 100 --expected cpython --release 3.13.0"));
    BOOST_TEST(contains(run, "That cannot be asked here"));
}

BOOST_AUTO_TEST_CASE(json_names_the_blocks_that_differ) {
    auto content = recorded();
    content["blocks"]["3.13.0"][100] = kNoDigest;
    put(content);
    auto run = this->run("--universe reader --shard 1/100 --format json");
    BOOST_TEST(run.exit_code == 1);
    BOOST_TEST(contains(
        run, R"("universes":{"reader":{"blocks":3,"different":[100],"problems":[],"scripts":30000}}})"));
}

BOOST_AUTO_TEST_CASE(fail_fast_ends_at_the_first_block_that_differs) {
    auto content = recorded();
    content["blocks"]["3.13.0"][0] = kNoDigest;
    put(content);
    auto run = this->run("--universe reader --jobs 1 --fail-fast");
    BOOST_TEST(run.exit_code == 1);
    BOOST_TEST(contains(run, "reader: 1 of 243 blocks, 10000 scripts: 1 differ"));
}

BOOST_AUTO_TEST_CASE(digests_that_are_missing_are_an_error) {
    auto run = this->run("--universe reader");
    BOOST_TEST(run.exit_code == 2);
    BOOST_TEST(contains(run, "reader.json: the digests are missing"));
}

BOOST_AUTO_TEST_CASE(digests_of_other_scripts_are_stale) {
    auto content = recorded();
    content["universe"] = json::object();
    content["digest"] = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";
    put(content);
    auto run = this->run("--universe reader");
    BOOST_TEST(run.exit_code == 2);
    BOOST_TEST(contains(run, "reader.json#/digest: the digests are stale"));
}

BOOST_AUTO_TEST_CASE(digests_that_are_too_few_are_an_error) {
    auto content = recorded();
    content["blocks"]["3.13.0"].erase(5);
    put(content);
    auto run = this->run("--universe reader");
    BOOST_TEST(run.exit_code == 2);
    BOOST_TEST(contains(run, "reader.json#/blocks/3.13.0: expected 243 digests"));
}

BOOST_AUTO_TEST_CASE(release_that_was_not_recorded_is_an_error) {
    put(recorded());
    auto run = this->run("--universe reader --release 3.12.1");
    BOOST_TEST(run.exit_code == 2);
    BOOST_TEST(contains(run, "nothing was recorded of CPython 3.12.1"));
}

BOOST_AUTO_TEST_CASE(universe_or_block_that_is_not_there_is_an_error) {
    auto universe = run("--universe none");
    BOOST_TEST(universe.exit_code == 2);
    BOOST_TEST(contains(universe, "there are reader, calls, writer"));
    auto block = run("--universe reader --block 243");
    BOOST_TEST(block.exit_code == 2);
    BOOST_TEST(contains(block, "reader has the blocks 0 to 242"));
}

BOOST_AUTO_TEST_CASE(two_releases_part_at_a_script_that_is_reduced) {
    auto run = this->run("--universe writer --block 5 --adapter '" STREAMSPEC_PROGRAM
                         " serve --release 3.9.18' --expected reference --release 3.13.0");
    BOOST_TEST(run.exit_code == 1);
    BOOST_TEST(contains(run, "#1  drain, result: 66 scripts, first writer 50797"));
    BOOST_TEST(contains(run, "10000 scripts compared, 0 unsupported, 66 divergences in 1 buckets"));
}

BOOST_AUTO_TEST_CASE(adapter_that_tells_less_than_all_cannot_be_judged_by_digests) {
    put(recorded());
    auto run = this->run(
        R"(--universe reader --adapter "/bin/echo '{\"hello\":{\"protocol\":1,\"name\":\"a\",\"version\":\"1\",\"features\":[],\"aspects\":[\"result\"]}}'")");
    BOOST_TEST(run.exit_code == 2);
    BOOST_TEST(contains(run, "a digest tells of every aspect at once"));
}

BOOST_AUTO_TEST_SUITE_END()
