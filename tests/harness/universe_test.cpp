#define BOOST_TEST_MODULE exhaustive
#include "streamspec/explore/universe.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "streamspec/engine/corpus.hpp"
#include "streamspec/explore/block.hpp"
#include "streamspec/explore/exhaustive_check.hpp"
#include "streamspec/model/adapter_message.hpp"
#include "streamspec/model/digest.hpp"
#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/script_codec.hpp"
#include "streamspec/model/trace_codec.hpp"
#include "streamspec/reference_subject/reference_subject.hpp"

using namespace streamspec;

namespace {

Action feed(Spelling& spelling) {
    return {FeedData{"r", {Bytes{std::string(1, spelling.next_byte++)}}}};
}

Action start_reading(Spelling& spelling) {
    Start task;
    task.task = spelling.tasks++ == 0 ? "A" : "B";
    task.body.push_back({AwaitingCall{Read{"r", {}}}});
    return {task};
}

/// Feeds, starts and cancels up to two tasks; with one setting, and one other turn.
Universe small(std::size_t largest) {
    Universe::Alphabet alphabet;
    alphabet.name = "small";
    alphabet.largest = largest;
    alphabet.tasks = 2;
    alphabet.settings = {{"plain", {{"r", ReaderSpec{}}}, {}}};
    alphabet.breaks = {{"same", true, {}}, {"next", false, {}}};
    alphabet.letters = {{Letter::Kind::plain, feed},
                        {Letter::Kind::starts, start_reading},
                        {Letter::Kind::cancels_first,
                         [](Spelling&) {
                             return Action{Cancel{"A", {}}};
                         }},
                        {Letter::Kind::cancels_second, [](Spelling&) {
                             return Action{Cancel{"B", {}}};
                         }}};
    return Universe(std::move(alphabet));
}

std::string text_of(Script script) {
    script.summary = "a script";  // Its number stands there.
    JsonWriter writer;
    encode(writer, script);
    return writer.take();
}

/// The words that a reader of the rules writes down by hand: each letter is allowed or not.
std::size_t count_by_hand(std::size_t letters, std::size_t tasks, bool first) {
    if (letters == 0) {
        return 1;
    }
    std::size_t words = count_by_hand(letters - 1, tasks, false);
    if (tasks < 2) {
        words += count_by_hand(letters - 1, tasks + 1, false);
    }
    words += tasks * count_by_hand(letters - 1, tasks, false);
    return words * (first ? 1 : 2);
}

const Corpus& corpus() {
    static const Corpus all(std::string(STREAMSPEC_SOURCE_DIR) + "/spec",
                            std::string(STREAMSPEC_SOURCE_DIR) + "/traces");
    return all;
}

std::unique_ptr<Subject> reference() {
    return std::make_unique<ReferenceSubject>(*Release::parse("3.13.0"));
}

/// Is wrong about one script.
class Mistaken final : public Subject {
  public:
    explicit Mistaken(std::string summary) : summary_(std::move(summary)) {}
    const SubjectInfo& info() const override { return reference_.info(); }
    Trace run(const Script& script) override {
        auto trace = reference_.run(script);
        if (script.summary == summary_) {
            trace.turns.back().iterations += 1;
        }
        return trace;
    }

  private:
    ReferenceSubject reference_{*Release::parse("3.13.0")};
    std::string summary_;
};

std::vector<BlockTask> first_blocks(const Universe& universe, std::size_t count) {
    std::vector<BlockTask> tasks;
    auto subject = reference();
    for (std::uint64_t block = 0; block < count; ++block) {
        const auto& epilogue = corpus().epilogue(universe.layer());
        tasks.push_back({&universe, &epilogue, block, block_digest(*subject, universe, block, epilogue)});
    }
    return tasks;
}

}  // namespace

BOOST_AUTO_TEST_CASE(a_universe_has_every_word_that_the_rules_allow) {
    for (std::size_t largest = 1; largest <= 5; ++largest) {
        std::size_t by_hand = 0;
        for (std::size_t letters = 1; letters <= largest; ++letters) {
            by_hand += count_by_hand(letters, 0, true);
        }
        BOOST_TEST(small(largest).size() == by_hand);
    }
}

BOOST_AUTO_TEST_CASE(no_script_of_a_universe_comes_twice) {
    const auto universe = small(5);
    std::set<std::string> texts;
    for (std::uint64_t number = 0; number < universe.size(); ++number) {
        BOOST_TEST(texts.insert(text_of(universe.script(number))).second);
    }
}

BOOST_AUTO_TEST_CASE(scripts_are_numbered_by_size) {
    const auto universe = small(4);
    std::size_t size = 0;
    for (std::uint64_t number = 0; number < universe.size(); ++number) {
        std::size_t actions = 0;
        for (const auto& turn : universe.script(number).turns) {
            BOOST_TEST(!turn.actions.empty());
            actions += turn.actions.size();
        }
        BOOST_TEST(actions >= size);
        size = actions;
    }
    BOOST_TEST(size == 4U);
}

BOOST_AUTO_TEST_CASE(bytes_and_tasks_are_named_in_the_order_of_their_coming) {
    const auto universe = small(3);
    const auto last = text_of(universe.script(universe.size() - 1));
    BOOST_TEST(last.find(R"("start":"A")") < last.find(R"("start":"B")"));
    bool seen = false;
    for (std::uint64_t number = 0; number < universe.size(); ++number) {
        const auto text = text_of(universe.script(number));
        BOOST_TEST((text.find(R"("feed_data":"b")") == std::string::npos ||
                    text.find(R"("feed_data":"a")") < text.find(R"("feed_data":"b")")));
        seen = seen || text.find(R"("feed_data":"c")") != std::string::npos;
    }
    BOOST_TEST(seen);
}

BOOST_AUTO_TEST_CASE(a_script_beyond_the_last_one_is_none) {
    const auto universe = small(2);
    BOOST_CHECK_THROW(universe.script(universe.size()), std::out_of_range);
}

BOOST_AUTO_TEST_CASE(the_universes_together_have_more_than_ten_million_scripts) {
    std::uint64_t scripts = 0;
    for (const auto& universe : universes()) {
        scripts += universe.size();
    }
    BOOST_TEST(scripts == 10'317'618U);
}

BOOST_AUTO_TEST_CASE(each_script_of_a_universe_is_one_that_the_format_allows) {
    for (const auto& universe : universes()) {
        for (std::uint64_t number = 0; number < universe.size(); number += universe.size() / 500) {
            const auto text = text_of(universe.script(number));
            BOOST_TEST(text_of(parse_script(text, "script")) == text);
        }
    }
}

BOOST_AUTO_TEST_CASE(a_description_tells_another_size_from_this_one) {
    auto described = [](const Universe& universe) {
        JsonWriter writer;
        universe.describe(writer, corpus().epilogue(Layer::reader));
        return writer.take();
    };
    BOOST_TEST(described(small(3)) != described(small(4)));
    BOOST_TEST(described(small(3)) == described(small(3)));
}

BOOST_AUTO_TEST_CASE(blocks_hold_every_script_once) {
    for (const auto& universe : universes()) {
        std::uint64_t next = 0;
        for (std::uint64_t block = 0; block < count_blocks(universe); ++block) {
            const auto range = range_of_block(universe, block);
            BOOST_TEST(range.first == next);
            BOOST_TEST(range.end > range.first);
            next = range.end;
        }
        BOOST_TEST(next == universe.size());
    }
}

BOOST_AUTO_TEST_CASE(a_digest_is_that_of_the_traces_a_line_each) {
    const auto universe = small(3);
    const auto& epilogue = corpus().epilogue(Layer::reader);
    auto subject = reference();
    std::string lines;
    for (const auto& script : scripts_of_block(universe, 0, epilogue)) {
        JsonWriter writer;
        encode(writer, subject->run(script));
        lines += writer.take() + "\n";
    }
    BOOST_TEST(block_digest(*subject, universe, 0, epilogue) == sha256(lines));
}

BOOST_AUTO_TEST_CASE(a_request_has_each_turn_once) {
    const auto universe = small(2);
    const auto request =
        encode_digest_request(7, scripts_of_block(universe, 0, corpus().epilogue(Layer::reader)));
    const std::string cancel_all = R"("cancel_all")";
    const auto first = request.find(cancel_all);
    BOOST_TEST(first != std::string::npos);
    BOOST_TEST(request.find(cancel_all, first + 1) == std::string::npos);
    BOOST_TEST(request.ends_with(R"(,"id":7})"));
}

BOOST_AUTO_TEST_CASE(a_check_finds_the_block_in_which_one_script_is_another) {
    const auto& universe = universes().front();
    const ExhaustiveCheck check(first_blocks(universe, 3));
    const auto wrong = universe.script(kBlockSize + 5).summary;
    const auto results = check.run({[&] { return std::make_unique<Mistaken>(wrong); }, 2,
                                    [](std::size_t, std::size_t) { return true; }});
    BOOST_TEST((results[0].is == BlockResult::Is::same));
    BOOST_TEST((results[1].is == BlockResult::Is::different));
    BOOST_TEST((results[2].is == BlockResult::Is::same));
}

BOOST_AUTO_TEST_CASE(a_check_that_is_stopped_leaves_blocks_undone) {
    const ExhaustiveCheck check(first_blocks(universes().front(), 2));
    const auto results = check.run({reference, 1, [](std::size_t done, std::size_t) { return done < 1; }});
    BOOST_TEST((results[0].is == BlockResult::Is::same));
    BOOST_TEST((results[1].is == BlockResult::Is::not_done));
}
