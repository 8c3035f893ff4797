#include "streamspec/engine/replay.hpp"

#include <stdexcept>

#include <boost/test/unit_test.hpp>

#include "corpus_fixture.hpp"
#include "model_fixture.hpp"
#include "streamspec/engine/expectation.hpp"
#include "streamspec/engine/selection.hpp"
#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/trace_codec.hpp"

using namespace streamspec;

namespace {

/// A subject in memory: says of every script that feeding worked and that the end is not reached; unless told
/// otherwise.
class FakeSubject : public Subject {
  public:
    explicit FakeSubject(FeatureSet features = FeatureSet::all()) {
        info_.name = "fake";
        info_.version = "1";
        info_.features = features;
        info_.aspects = AspectSet::all();
    }
    const SubjectInfo& info() const override { return info_; }
    bool answers_in_text() const noexcept override { return in_text_; }
    std::optional<Trace> run_expecting(const Script& script, std::string_view expected) override {
        auto trace = run(script);
        JsonWriter writer;
        encode(writer, trace);
        return writer.take() == expected ? std::nullopt : std::optional(std::move(trace));
    }
    void answer_in_text() { in_text_ = true; }
    Trace run(const Script& script) override {
        const auto& data =
            std::get<Bytes>(std::get<FeedData>(script.turns.at(0).actions.at(0).is).data.is).data;
        if (data == "crash") {
            throw SubjectError("it crashed");
        }
        if (data == "strange") {
            throw std::logic_error("something strange");
        }
        if (data == "short") {
            return {};
        }
        TraceTurn turn;
        turn.events.push_back({0, CallEvent{"turn", Verb::feed_data, "r", Returned{{None{}}}}});
        turn.events.push_back({0, CallEvent{"turn", Verb::at_eof, "r", Returned{{false}}}});
        turn.state.readers.push_back({"r", false, Value{None{}}});
        Trace trace;
        trace.turns.push_back(std::move(turn));
        return trace;
    }

  private:
    SubjectInfo info_;
    bool in_text_ = false;
};

struct ReplayFixture : testing::CorpusFixture {
    FeatureSet features = FeatureSet::all();
    bool in_text = false;
    ReplayOptions options;

    ReplayReport replay_all() {
        auto loaded = corpus();
        std::vector<Contestant> contestants;
        for (const auto& release : loaded.releases().recorded()) {
            contestants.push_back({*loaded.releases().find(release), [set = features, text = in_text] {
                                       auto subject = std::make_unique<FakeSubject>(set);
                                       if (text) {
                                           subject->answer_in_text();
                                       }
                                       return subject;
                                   }});
        }
        return replay(loaded, loaded.ids(), contestants, options);
    }
    /// The verdict on the only script, which is the same for both releases.
    Verdict verdict() {
        auto report = replay_all();
        BOOST_REQUIRE(report.answers.size() == 2U);
        BOOST_TEST(name(report.answers[0].verdict) == name(report.answers[1].verdict));
        return report.answers[0].verdict;
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(replaying, ReplayFixture)

BOOST_AUTO_TEST_CASE(same_text_passes) {
    add("read/one");
    in_text = true;
    BOOST_TEST(name(verdict()) == "pass");
}

BOOST_AUTO_TEST_CASE(other_text_is_compared) {
    add("read/one", "abc", "true");
    in_text = true;
    const auto seen = verdict();
    BOOST_REQUIRE(std::holds_alternative<Fail>(seen));
    BOOST_TEST((std::get<Fail>(seen).difference->aspect == Aspect::result));
}

BOOST_AUTO_TEST_CASE(text_of_a_stale_trace_is_no_answer) {
    add("read/one");
    write("spec/scripts/read/one.json", testing::one_turn(R"({"feed_data": "abd"}, {"at_eof": null})"));
    in_text = true;
    BOOST_TEST(name(verdict()) == "error");
}

BOOST_AUTO_TEST_CASE(same_text_for_a_script_with_more_turns_is_no_answer) {
    add("read/one");
    write("spec/epilogue/reader.json", R"({"turns": [{"do": [{"cancel_all": null}]}], "each_reader": []})");
    in_text = true;
    BOOST_TEST(name(verdict()) == "error");
}

BOOST_AUTO_TEST_CASE(same_trace_passes) {
    add("read/one");
    BOOST_TEST(name(verdict()) == "pass");
    BOOST_TEST(replay_all().exit_code() == 0);
}

BOOST_AUTO_TEST_CASE(other_trace_fails_and_says_where) {
    add("read/one", "abc", "true");
    auto fail = std::get<Fail>(verdict());
    BOOST_TEST((fail.difference->aspect == Aspect::result));
    BOOST_TEST(*fail.difference->turn == 0U);
    BOOST_TEST(*fail.difference->expected_event == 1U);
    BOOST_TEST(*fail.difference->expected == "true");
    BOOST_TEST(*fail.difference->seen == "false");
    BOOST_TEST(replay_all().exit_code() == 1);
}

BOOST_AUTO_TEST_CASE(crash_is_an_error_that_harms_no_other_script) {
    add("read/one", "crash");
    add("read/two");
    auto report = replay_all();
    BOOST_TEST(std::get<NoAnswer>(report.answers[0].verdict).reason == "it crashed");
    BOOST_TEST(!std::get<NoAnswer>(report.answers[0].verdict).bad_input);
    BOOST_TEST(name(report.answers[2].verdict) == "pass");
    BOOST_TEST(report.exit_code() == 1);
}

BOOST_AUTO_TEST_CASE(any_exception_of_a_subject_is_an_error) {
    add("read/one", "strange");
    BOOST_TEST(std::get<NoAnswer>(verdict()).reason == "something strange");
}

BOOST_AUTO_TEST_CASE(trace_without_all_turns_is_an_error) {
    add("read/one", "short");
    BOOST_TEST(std::get<NoAnswer>(verdict()).reason == "the subject's trace has 0 turns, and the script 1");
}

BOOST_AUTO_TEST_CASE(missing_feature_is_unsupported) {
    add("read/one");
    features.remove(Feature::at_eof);
    BOOST_TEST((std::get<Unsupported>(verdict()).missing == std::vector{Feature::at_eof}));
    BOOST_TEST(replay_all().exit_code() == 0);
}

BOOST_AUTO_TEST_CASE(release_that_cannot_play_a_script_makes_it_unsupported) {
    add("read/one", "crash");
    auto script = corpus().script("read/one");
    write("traces/read/one.json",
          R"({"digest":")" + script.digest +
              R"(","script":"read/one","recordings":{)"
              R"("3.12.1":{"implementation":"CPython","kind":"native","recorder":1},)"
              R"("3.9.18":{"implementation":"CPython","kind":"native","recorder":1}},)"
              R"("variants":[{"releases":["3.9.18","3.12.1"],"unsupported":["is-closing","start-tls"]}]})");
    BOOST_TEST(
        (std::get<Unsupported>(verdict()).missing == std::vector{Feature::is_closing, Feature::start_tls}));
    BOOST_TEST(replay_all().exit_code() == 0);
}

BOOST_AUTO_TEST_CASE(missing_trace_is_bad_input) {
    add("read/one");
    remove("traces/read/one.json");
    auto none = std::get<NoAnswer>(verdict());
    BOOST_TEST(none.bad_input);
    BOOST_TEST(none.file.ends_with("traces/read/one.json"));
    BOOST_TEST(none.reason.find("the trace is missing") == 0U);
    BOOST_TEST(replay_all().exit_code() == 2);
}

BOOST_AUTO_TEST_CASE(stale_trace_is_bad_input) {
    add("read/one");
    write("spec/scripts/read/one.json", testing::one_turn(R"({"feed_data": "other"}, {"at_eof": null})"));
    auto none = std::get<NoAnswer>(verdict());
    BOOST_TEST(none.bad_input);
    BOOST_TEST(none.pointer == "/digest");
    BOOST_TEST(none.reason.find("stale") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(bad_script_is_bad_input_and_counted_for_each_release) {
    add("read/one");
    write("spec/scripts/read/one.json", "{");
    add("read/two");
    auto report = replay_all();
    BOOST_TEST(report.total().error == 2U);
    BOOST_TEST(report.total().pass == 2U);
    BOOST_TEST(report.total().total() == 4U);
    BOOST_TEST(report.exit_code() == 2);
}

BOOST_AUTO_TEST_CASE(release_that_a_trace_lacks_is_bad_input) {
    add("read/one");
    write("spec/releases.json", R"({"recorded": ["3.9.18", "3.13.0"], "unrecorded": []})");
    auto report = replay_all();
    BOOST_TEST(name(report.answers[0].verdict) == "pass");
    BOOST_TEST(std::get<NoAnswer>(report.answers[1].verdict).reason == "release 3.13.0 is not recorded");
}

BOOST_AUTO_TEST_CASE(known_divergence_is_known_as_long_as_it_diverges) {
    add("read/one", "abc", "true");
    options.known = {{"read/o*", Aspect::result, "we say so", {}}};
    BOOST_TEST(std::get<Known>(verdict()).reason == "we say so");
    add("read/one");
    BOOST_TEST(!std::get<Fail>(verdict()).difference.has_value());
}

BOOST_AUTO_TEST_CASE(fail_fast_counts_what_was_not_run) {
    for (const auto* id : {"read/a", "read/b", "read/c"}) {
        add(id, "abc", "true");
    }
    options.fail_fast = true;
    auto report = replay_all();
    BOOST_TEST(report.total().fail == 2U);
    BOOST_TEST(report.not_run == 4U);
}

BOOST_AUTO_TEST_CASE(jobs_change_nothing) {
    for (int i = 0; i < 50; ++i) {
        add("read/s" + std::to_string(i), "abc", i % 2 == 0 ? "true" : "false");
    }
    options.jobs = 4;
    auto report = replay_all();
    BOOST_TEST(report.total().pass == 50U);
    BOOST_TEST(report.total().fail == 50U);
    BOOST_TEST(report.answers[0].script == "read/s0");
    BOOST_TEST(report.answers[0].row == 0U);
}

BOOST_AUTO_TEST_CASE(fewer_aspects_compare_less) {
    add("read/one", "abc", "true");
    options.aspects = {Aspect::flow, Aspect::order};
    BOOST_TEST(name(verdict()) == "pass");
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(expectations)

BOOST_AUTO_TEST_CASE(what_the_epilogue_left_out_is_not_expected) {
    auto script = testing::parse(
        testing::script_text(R"({"do": []}, {"do": [{"set_exception": null}, {"feed_eof": null}]})"));
    script.own_turns = 1;
    auto golden = [](std::string_view exception) {
        std::string state = R"("state":{"pending":[],"readers":{"r":{"at_eof":false,"exception":)";
        state += exception;
        state += "}}}";
        return testing::trace_of(
            R"({"setup":[],"turns":[{"events":[],"iterations":0,)" + state +
            R"(},{"events":[{"i":0,"by":"turn","call":"set_exception","on":"r","returned":null},
                            {"i":0,"by":"turn","call":"feed_eof","on":"r","returned":null}],"iterations":0,)" +
            state + "}]}");
    };
    FeatureSet features{Feature::at_eof, Feature::exception};
    auto trimmed = expectation(golden("null"), script, features);
    BOOST_TEST(trimmed.turns.size() == 2U);
    BOOST_TEST(trimmed.turns[1].events.size() == 1U);
    // Where it would have had an effect, nothing can be expected from there on.
    auto ended = expectation(golden(R"({"class":"ValueError"})"), script, features);
    BOOST_TEST(ended.turns.size() == 1U);
    BOOST_TEST(expectation(golden("null"), script, FeatureSet::all()).turns[1].events.size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_FIXTURE_TEST_SUITE(selecting, testing::CorpusFixture)

BOOST_AUTO_TEST_CASE(globs_match_whole_ids) {
    BOOST_TEST(matches_glob("read/*", "read/some"));
    BOOST_TEST(matches_glob("*", "read/some"));
    BOOST_TEST(matches_glob("*o?e", "read/some"));
    BOOST_TEST(matches_glob("r*d/*m*", "read/some"));
    BOOST_TEST(!matches_glob("read", "read/some"));
    BOOST_TEST(!matches_glob("*x", "read/some"));
    BOOST_TEST(!matches_glob("", "read/some"));
}

BOOST_AUTO_TEST_CASE(name_of_a_group_selects_all_of_it) {
    add("read/a");
    add("read/b");
    add("reading/c");
    std::vector<ReplayReport::Problem> problems;
    auto loaded = corpus();
    BOOST_TEST(select_scripts(loaded, {{"read"}, {}}, problems).size() == 2U);
    BOOST_TEST(select_scripts(loaded, {{"read/"}, {}}, problems).size() == 2U);
    BOOST_TEST(select_scripts(loaded, {{}, {"READ-1"}}, problems).size() == 3U);
    BOOST_TEST(problems.empty());
}

BOOST_AUTO_TEST_CASE(what_matches_nothing_is_a_problem) {
    add("read/a");
    std::vector<ReplayReport::Problem> problems;
    auto loaded = corpus();
    select_scripts(loaded, {{"none/*", "read/a"}, {"READ-9"}}, problems);
    BOOST_REQUIRE(problems.size() == 2U);
    BOOST_TEST(problems[0].file == "none/*");
    BOOST_TEST(problems[1].file == "READ-9");
}

BOOST_AUTO_TEST_SUITE_END()
