#define BOOST_TEST_MODULE explore
#include <algorithm>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "model_fixture.hpp"
#include "streamspec/engine/corpus.hpp"
#include "streamspec/explore/duel.hpp"
#include "streamspec/explore/exploration.hpp"
#include "streamspec/explore/random_script.hpp"
#include "streamspec/explore/shrink.hpp"
#include "streamspec/model/needs.hpp"
#include "streamspec/model/release.hpp"
#include "streamspec/reference_subject/reference_subject.hpp"

using namespace streamspec;
using testing::contains;
using testing::encoded;
using testing::one_turn;
using testing::parse;
using testing::script_text;

namespace {

constexpr std::uint64_t kScripts = 400;

Script random_of(std::uint64_t seed, const RandomOptions& options = {}) {
    Dice dice(seed);
    return random_script(dice, options);
}

Release newest() {
    return *Release::parse("3.13.0");
}

/// The reference with a fault: what it did is told in another way.
class Faulty final : public Subject {
  public:
    explicit Faulty(std::function<void(Trace&)> fault) : reference_(newest()), fault_(std::move(fault)) {}

    const SubjectInfo& info() const override { return reference_.info(); }
    Trace run(const Script& script) override {
        auto trace = reference_.run(script);
        fault_(trace);
        return trace;
    }

  private:
    ReferenceSubject reference_;
    std::function<void(Trace&)> fault_;
};

/// Wherever two tasks continue in one iteration, the second one comes first.
void wake_in_another_order(Trace& trace) {
    for (auto& turn : trace.turns) {
        for (std::size_t i = 1; i < turn.events.size(); ++i) {
            const auto* first = std::get_if<CallEvent>(&turn.events[i - 1].is);
            const auto* second = std::get_if<CallEvent>(&turn.events[i].is);
            if (first != nullptr && second != nullptr && first->by != second->by && first->by != "turn" &&
                second->by != "turn" && turn.events[i - 1].iteration == turn.events[i].iteration) {
                std::swap(turn.events[i - 1], turn.events[i]);
                return;
            }
        }
    }
}

/// `readexactly` returns a byte too few.
void lose_a_byte(Trace& trace) {
    for (auto& turn : trace.turns) {
        for (auto& event : turn.events) {
            auto* call = std::get_if<CallEvent>(&event.is);
            auto* returned = call != nullptr && call->call == Verb::readexactly
                                 ? std::get_if<Returned>(&call->outcome)
                                 : nullptr;
            auto* bytes = returned != nullptr ? std::get_if<Bytes>(&returned->value.is) : nullptr;
            if (bytes != nullptr && !bytes->data.empty()) {
                bytes->data.pop_back();
            }
        }
    }
}

/// The project's corpus, for its epilogues, and a reference that is believed.
struct ExploreFixture {
    Corpus corpus{STREAMSPEC_SOURCE_DIR "/spec", STREAMSPEC_SOURCE_DIR "/traces"};
    ReferenceSubject believed{newest()};

    Duel duel(Subject& seen, AspectSet aspects = AspectSet::all()) {
        return Duel(
            believed, seen, [this](Layer layer) -> const Epilogue& { return corpus.epilogue(layer); },
            aspects);
    }
    /// What random scripts of a layer show of a fault.
    std::vector<Finding> find(const std::function<void(Trace&)>& fault, Layer layer = Layer::reader) {
        Faulty faulty(fault);
        auto between = duel(faulty);
        Exploration exploration(between);
        for (std::uint64_t seed = 0; seed < kScripts; ++seed) {
            exploration.compare(random_of(seed, {layer, between.features()}), std::to_string(seed));
        }
        return exploration.findings();
    }
};

std::size_t fed_bytes(const Script& script) {
    std::size_t size = 0;
    for (const auto& turn : script.turns) {
        for (const auto& action : turn.actions) {
            if (const auto* feed = std::get_if<FeedData>(&action.is)) {
                size += std::get<Bytes>(feed->data.is).data.size();
            }
        }
    }
    return size;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(explore, ExploreFixture)

BOOST_AUTO_TEST_CASE(random_script_of_one_seed_is_one_script) {
    for (auto layer : {Layer::reader, Layer::writer}) {
        BOOST_TEST(encoded(random_of(7, {layer})) == encoded(random_of(7, {layer})));
        BOOST_TEST(encoded(random_of(7, {layer})) != encoded(random_of(8, {layer})));
    }
}

BOOST_AUTO_TEST_CASE(random_script_needs_only_what_it_may) {
    const FeatureSet few{Feature::readline, Feature::cancel, Feature::at_eof};
    for (std::uint64_t seed = 0; seed < kScripts; ++seed) {
        BOOST_TEST(few.has_all(needs(random_of(seed, {Layer::reader, few}))));
    }
}

BOOST_AUTO_TEST_CASE(random_scripts_use_every_feature_of_their_layer) {
    for (auto layer : {Layer::reader, Layer::writer}) {
        FeatureSet used;
        for (std::uint64_t seed = 0; seed < 10 * kScripts; ++seed) {
            used.add(needs(random_of(seed, {layer})));
        }
        for (auto feature :
             {Feature::readline, Feature::readuntil, Feature::readexactly, Feature::iterate, Feature::limit,
              Feature::transport, Feature::cancel, Feature::cancel_message, Feature::set_exception,
              Feature::tuple_separator, Feature::try_call, Feature::scheduler, Feature::wait_for,
              Feature::timeout, Feature::gather, Feature::repr}) {
            BOOST_TEST(used.has(feature), "no script needs " << name(feature));
        }
        BOOST_TEST(used.has(Feature::writer) == (layer == Layer::writer));
    }
}

BOOST_AUTO_TEST_CASE(some_random_scripts_are_long) {
    std::size_t longest = 0;
    for (std::uint64_t seed = 0; seed < kScripts; ++seed) {
        longest = std::max(longest, count_actions(random_of(seed)));
    }
    BOOST_TEST(longest > 100U);
}

BOOST_AUTO_TEST_CASE(gather_without_order_is_given_one_call) {
    for (std::uint64_t seed = 0; seed < kScripts; ++seed) {
        const auto text = encoded(random_of(seed, {Layer::reader, FeatureSet::all(), false, false}));
        for (auto at = text.find("\"gather\":["); at != std::string::npos;
             at = text.find("\"gather\":[", at + 1)) {
            const auto end = text.find(']', at);
            const auto calls = text.substr(at, end - at);
            BOOST_TEST(std::count(calls.begin(), calls.end(), '{') <= 2, calls);  // a separator has one more
        }
    }
}

BOOST_AUTO_TEST_CASE(subject_does_the_same_as_itself) {
    ReferenceSubject same(newest());
    auto between = duel(same);
    Exploration exploration(between);
    for (std::uint64_t seed = 0; seed < kScripts; ++seed) {
        exploration.compare(random_of(seed), "seed");
    }
    BOOST_TEST(exploration.compared() == kScripts);
    BOOST_TEST(exploration.divergences() == 0U);
}

BOOST_AUTO_TEST_CASE(script_that_one_cannot_run_is_unsupported) {
    ReferenceSubject same(newest());
    auto between = duel(same);
    const auto script = parse(one_turn(R"({"feed_data": {"str": "no bytes"}})"));
    BOOST_TEST(between.fight(script).unsupported);
}

BOOST_AUTO_TEST_CASE(silent_subject_is_a_divergence) {
    Faulty silent([](Trace&) { throw SubjectError("no answer"); });
    auto between = duel(silent);
    const auto outcome = between.fight(parse(one_turn(R"({"feed_data": "a"})")));
    BOOST_REQUIRE(outcome.divergence);
    BOOST_TEST(outcome.divergence->bucket.aspect == "answer");
}

BOOST_AUTO_TEST_CASE(aspect_that_is_not_compared_shows_no_divergence) {
    Faulty faulty(wake_in_another_order);
    auto between = duel(faulty, AspectSet{Aspect::result});
    Exploration exploration(between);
    for (std::uint64_t seed = 0; seed < kScripts; ++seed) {
        exploration.compare(random_of(seed), "seed");
    }
    BOOST_TEST(exploration.divergences() == 0U);
}

BOOST_AUTO_TEST_CASE(lost_byte_is_found_and_reduced_to_one_feed_and_one_call) {
    const auto findings = find(lose_a_byte);
    BOOST_REQUIRE(!findings.empty());
    const auto& finding = findings.front();
    BOOST_TEST(finding.bucket.call == "readexactly");
    BOOST_TEST(finding.bucket.aspect == "result");
    BOOST_TEST(finding.times > 1U);
    BOOST_TEST(count_actions(finding.script) == 3U);  // the task, its call, the byte
    BOOST_TEST(fed_bytes(finding.script) == 1U);
}

BOOST_AUTO_TEST_CASE(wrong_order_is_found_and_reduced_to_two_tasks) {
    const auto findings = find(wake_in_another_order);
    BOOST_REQUIRE(!findings.empty());
    BOOST_TEST(findings.front().bucket.aspect == "order");
    BOOST_TEST(count_actions(findings.front().script) <= 4U);  // two tasks with a call each
}

BOOST_AUTO_TEST_CASE(wrong_order_is_found_among_writers) {
    BOOST_TEST(!find(wake_in_another_order, Layer::writer).empty());
}

BOOST_AUTO_TEST_CASE(causes_that_differ_are_findings_that_differ) {
    const auto findings = find([](Trace& trace) {
        lose_a_byte(trace);
        wake_in_another_order(trace);
    });
    std::set<Divergence::Bucket> buckets;
    for (const auto& finding : findings) {
        buckets.insert(finding.bucket);
    }
    BOOST_TEST(buckets.size() == findings.size());
    BOOST_TEST(buckets.size() >= 2U);
}

/// One cause, which shows in the call itself, or where what follows it comes too early.
void skip_an_iteration(Trace& trace) {
    for (auto& turn : trace.turns) {
        bool skipped = false;
        for (auto& event : turn.events) {
            const auto* call = std::get_if<CallEvent>(&event.is);
            skipped = skipped || (call != nullptr && call->call == Verb::readline && call->by != "turn");
            event.iteration -= skipped && event.iteration > 0 ? 1 : 0;
        }
    }
}

BOOST_AUTO_TEST_CASE(cause_that_shows_in_several_ways_is_one_finding) {
    const auto findings = find(skip_an_iteration);
    BOOST_REQUIRE(findings.size() == 1U);
    BOOST_TEST(!findings.front().also.empty());
}

BOOST_AUTO_TEST_CASE(flaky_subject_is_named_and_nothing_is_reduced) {
    int runs = 0;
    const auto findings = find([&runs](Trace& trace) {
        if (++runs % 2 == 0) {
            trace.turns.front().state.pending.push_back("nobody");
        }
    });
    BOOST_REQUIRE(!findings.empty());
    BOOST_REQUIRE(findings.front().flaky.size() == 1U);
    BOOST_TEST(findings.front().flaky.front() == believed.info().name);
    BOOST_TEST(findings.front().tried == 0U);
}

BOOST_AUTO_TEST_CASE(sixty_actions_are_reduced_to_the_one_that_matters) {
    std::string actions;
    for (int i = 0; i < 59; ++i) {
        actions += R"({"feed_data": "abc"}, )";
    }
    const auto script =
        parse(one_turn(actions + R"({"start": "A", "body": [{"readexactly": 5}, {"read": 7}]})"));
    const auto wanted = [](const Script& smaller) { return contains(encoded(smaller), "readexactly"); };
    const auto shrunk = shrink(script, wanted);
    BOOST_TEST(count_actions(shrunk.script) == 2U);
    BOOST_TEST(contains(encoded(shrunk.script), R"("readexactly":0)"));
    BOOST_TEST(shrunk.tried < 200U);
}

BOOST_AUTO_TEST_CASE(what_is_around_a_call_is_taken_away) {
    const auto script = parse(script_text(
        R"({"do": [{"start": "A", "body": [{"wait_for": {"readline": null}, "timeout": 9}]}]}, {"do": [{"feed_eof": null}]})"));
    const auto shrunk =
        shrink(script, [](const Script& smaller) { return contains(encoded(smaller), "readline"); });
    BOOST_TEST(!contains(encoded(shrunk.script), "wait_for"));
    BOOST_TEST(shrunk.script.turns.size() == 1U);
}

BOOST_AUTO_TEST_CASE(rechunked_feeds_the_same_bytes) {
    const auto script = parse(script_text(
        R"({"do": [{"start": "A", "body": [{"read": 9}]}, {"feed_data": "abcd"}]}, {"do": [{"feed_data": "ef"}, {"feed_data": "gh"}]})"));
    const auto ways = rechunked(script);
    BOOST_TEST(ways.size() >= 4U);
    std::set<std::string> texts = {encoded(script)};
    for (const auto& way : ways) {
        BOOST_TEST(fed_bytes(way) == 8U);
        texts.insert(encoded(way));
    }
    BOOST_TEST(texts.size() == ways.size() + 1);
}

BOOST_AUTO_TEST_CASE(rechunked_spreads_a_feed_over_turns) {
    const auto script = parse(one_turn(R"({"start": "A", "body": [{"read": 9}]}, {"feed_data": "abc"})"));
    const auto ways = rechunked(script);
    BOOST_TEST(
        std::any_of(ways.begin(), ways.end(), [](const Script& way) { return way.turns.size() == 3; }));
}

BOOST_AUTO_TEST_CASE(script_that_feeds_nothing_has_no_other_way) {
    BOOST_TEST(rechunked(parse(one_turn(R"({"feed_eof": null})"))).empty());
}

BOOST_AUTO_TEST_SUITE_END()
