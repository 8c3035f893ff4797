#include "streamspec/adapter_subject/adapter.hpp"

#include <chrono>
#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <sys/wait.h>

#include "corpus_fixture.hpp"
#include "model_fixture.hpp"
#include "streamspec/engine/replay.hpp"

using namespace streamspec;

namespace {

/// For an adapter that is to be found silent: longer than a healthy one needs to start on a machine that has
/// much else to do.
constexpr std::chrono::seconds kShort{4};

std::size_t open_descriptors() {
    std::filesystem::directory_iterator begin("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin, std::filesystem::directory_iterator()));
}

bool has_children() {
    siginfo_t info{};
    return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0;
}

/// Three scripts, of which the adapter breaks at the second, in the way that a test names.
struct AdapterFixture : testing::CorpusFixture {
    std::chrono::milliseconds timeout{10'000};
    std::size_t descriptors = open_descriptors();

    AdapterFixture() {
        add("read/a");
        add("read/b", "break");
        add("read/c");
    }
    ~AdapterFixture() {
        BOOST_TEST(!has_children());
        BOOST_TEST(open_descriptors() == descriptors);
    }
    static std::string command(const std::string& way) {
        return "exec python3 '" BROKEN_ADAPTER "' '" + way + "' 2>/dev/null";
    }
    ReplayReport replay_all(const std::vector<std::string>& ways, unsigned jobs = 1) const {
        auto loaded = corpus();
        std::vector<Contestant> contestants;
        for (const auto& way : ways) {
            auto adapter = std::make_shared<const Adapter>(AdapterOptions{command(way), timeout});
            contestants.push_back({*loaded.releases().find(*Release::parse("3.12.1")),
                                   [adapter] { return adapter->make(); }, " --adapter " + way});
        }
        ReplayOptions options;
        options.jobs = jobs;
        return replay(loaded, loaded.ids(), contestants, options);
    }
    /// The verdict on the second script; the ones around it pass.
    Verdict verdict(const std::string& way) const {
        auto report = replay_all({way});
        BOOST_TEST(name(report.answers.at(0).verdict) == "pass");
        BOOST_TEST(name(report.answers.at(2).verdict) == "pass");
        return report.answers.at(1).verdict;
    }
    /// Why the second script has no answer.
    std::string error(const std::string& way) const {
        auto answer = verdict(way);
        BOOST_REQUIRE(name(answer) == "error");
        return std::get<NoAnswer>(answer).reason;
    }
    /// Why the adapter cannot be made.
    std::string refusal(const std::string& command) const {
        try {
            Adapter adapter({command, timeout});
            return "";
        } catch (const SubjectError& error) {
            return error.what();
        }
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(adapters, AdapterFixture)

BOOST_AUTO_TEST_CASE(hello_tells_what_the_subject_has) {
    Adapter adapter({command("exit"), timeout});
    BOOST_TEST(adapter.hello().name == "broken");
    BOOST_TEST(adapter.hello().release->str() == "3.12.1");
    BOOST_TEST((adapter.make()->info().features == FeatureSet{Feature::at_eof}));
    BOOST_TEST((adapter.make()->info().aspects == AspectSet{Aspect::result}));
}

BOOST_AUTO_TEST_CASE(adapter_that_crashes_is_started_again) {
    BOOST_TEST(error("crash") == "the adapter ended (signal 11 (Segmentation fault)) before its answer");
}

BOOST_AUTO_TEST_CASE(adapter_that_exits_is_started_again) {
    BOOST_TEST(error("exit") == "the adapter ended (exit code 3) before its answer");
}

BOOST_AUTO_TEST_CASE(adapter_that_hangs_is_killed) {
    timeout = kShort;
    BOOST_TEST(error("hang") == "the adapter was silent for 4 s when its answer was due, and was killed");
}

BOOST_AUTO_TEST_CASE(garbage_is_quoted) {
    BOOST_TEST(testing::contains(
        error("garbage"),
        "wrote what is no JSON when its answer was due: `Traceback (most recent call last):`"));
    BOOST_TEST(testing::contains(error("binary"), "wrote what is no JSON when its answer was due: `??"));
    BOOST_TEST(
        testing::contains(error("empty line"), "wrote what is no JSON when its answer was due: nothing"));
}

BOOST_AUTO_TEST_CASE(line_that_ends_in_the_middle_is_quoted) {
    BOOST_TEST(
        error("truncated") ==
        "the adapter ended (exit code 0) before its answer, in the middle of a line: `{\"id\": 1, \"tr`");
}

BOOST_AUTO_TEST_CASE(json_that_is_no_answer_has_its_place_told) {
    BOOST_TEST(testing::contains(error("array"), "the adapter's answer cannot be used: expected an answer"));
    BOOST_TEST(
        testing::contains(error("no trace"), "one of the keys `trace`, `digest`, `unsupported` and `error`"));
    BOOST_TEST(testing::contains(error("digest"), "the adapter's answer cannot be used: it lacks `trace`"));
    BOOST_TEST(testing::contains(error("bad trace"), "cannot be used: at /trace"));
}

BOOST_AUTO_TEST_CASE(answer_with_another_id_is_no_answer) {
    BOOST_TEST(error("other id") == "the adapter answered request 9, and was asked request 2");
}

BOOST_AUTO_TEST_CASE(second_answer_does_not_count_for_the_next_script) {
    BOOST_TEST(name(verdict("twice")) == "pass");
}

BOOST_AUTO_TEST_CASE(endless_line_is_cut_off) {
    BOOST_TEST(error("endless line") == "the adapter wrote a line of more than 64 MiB, and was killed");
}

BOOST_AUTO_TEST_CASE(output_of_100_megabytes_is_no_answer) {
    BOOST_TEST(testing::contains(error("many lines"), "wrote what is no JSON when its answer was due: `xxx"));
}

BOOST_AUTO_TEST_CASE(process_without_stdout_is_killed) {
    BOOST_TEST(error("closed stdout") ==
               "the adapter ended (it closed its stdout and went on) before its answer");
}

BOOST_AUTO_TEST_CASE(child_that_keeps_the_pipe_is_killed_with_the_adapter) {
    timeout = kShort;
    BOOST_TEST(testing::contains(error("child"), "was silent for 4 s"));
}

BOOST_AUTO_TEST_CASE(adapter_that_says_that_it_failed_is_quoted) {
    BOOST_TEST(error("error") == "the adapter could not run the script: no idea");
}

BOOST_AUTO_TEST_CASE(feature_that_is_missing_while_it_runs_is_unsupported) {
    BOOST_TEST((std::get<Unsupported>(verdict("unsupported")).missing == std::vector{Feature::limit}));
}

BOOST_AUTO_TEST_CASE(feature_that_is_declared_cannot_be_missing) {
    BOOST_TEST(error("lacks what it declares") ==
               "the adapter says that it lacks `at_eof`, which its hello declares");
    BOOST_TEST(testing::contains(error("lacks nothing"), "no feature is named that the subject lacks"));
}

BOOST_AUTO_TEST_CASE(adapter_that_never_reads_has_no_answers) {
    timeout = kShort;
    std::string data;
    for (int i = 0; i < 100'000; ++i) {
        data += "0123456789";
    }
    add("read/a", data);
    auto report = replay_all({"deaf"});
    BOOST_TEST(report.total().error == 3U);
    BOOST_TEST(std::get<NoAnswer>(report.answers[0].verdict).reason ==
               "the adapter did not read its input for 4 s, and was killed");
}

BOOST_AUTO_TEST_CASE(adapter_that_does_not_go_is_killed) {
    BOOST_TEST(replay_all({"stays"}).answers.size() == 3U);
}

BOOST_AUTO_TEST_CASE(bad_adapter_does_not_harm_another) {
    timeout = kShort;
    auto report = replay_all({"crash", "unsupported", "hang"}, 3);
    BOOST_TEST(report.tally(0).error == 1U);
    BOOST_TEST(report.tally(0).pass == 2U);
    BOOST_TEST(report.tally(1).unsupported == 1U);
    BOOST_TEST(report.tally(1).pass == 2U);
    BOOST_TEST(report.tally(2).error == 1U);
    BOOST_TEST(report.tally(2).pass == 2U);
}

BOOST_AUTO_TEST_CASE(adapter_without_a_usable_hello_cannot_be_made) {
    BOOST_TEST(refusal(command("no hello")) == "the adapter ended (exit code 1) before its hello");
    BOOST_TEST(
        testing::contains(refusal(command("other protocol")),
                          "the adapter speaks version 99 of the protocol, and this harness version 1"));
    BOOST_TEST(testing::contains(refusal(command("bad feature")), "at /hello/features/0: expected"));
    BOOST_TEST(refusal("/nowhere/adapter 2>/dev/null") ==
               "the adapter ended (exit code 127) before its hello");
}

BOOST_AUTO_TEST_SUITE_END()
