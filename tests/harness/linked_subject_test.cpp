#include "streamspec/linked_subject/linked_subject.hpp"

#include <map>
#include <utility>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "model_fixture.hpp"
#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/trace_codec.hpp"

using namespace streamspec;
using testing::contains;

namespace {

/// What a reader was asked, and what it answers: a test's own.
struct Puppet {
    std::vector<std::string> asked;
    std::map<std::uint64_t, LinkedReader::Done> waiting;
    /// Answers each call at once; none: it waits.
    std::optional<ReadOutcome> at_once;
    /// Answers every waiting call at a poll.
    std::optional<ReadOutcome> at_poll;
    bool always_ready = false;
    std::optional<std::int64_t> limit;
};

std::string text_of(const ReadCall& call) {
    const std::string count = call.count ? std::to_string(*call.count) : "all";
    switch (call.kind) {
        case ReadCall::Kind::read:
            return "read " + count;
        case ReadCall::Kind::readexactly:
            return "readexactly " + count;
        case ReadCall::Kind::readline:
            return "readline " + call.separator;
        case ReadCall::Kind::readuntil:
            return "readuntil " + call.separator;
    }
    return "";
}

class PuppetReader final : public LinkedReader {
  public:
    explicit PuppetReader(Puppet& puppet) : puppet_(puppet) {}

    void feed(std::string_view bytes) override { puppet_.asked.push_back("feed " + std::string(bytes)); }
    void feed_eof() override { puppet_.asked.emplace_back("eof"); }
    void start(std::uint64_t id, const ReadCall& call, Done done) override {
        puppet_.asked.push_back(text_of(call));
        if (puppet_.at_once) {
            done(*puppet_.at_once);
        } else {
            puppet_.waiting[id] = std::move(done);
        }
    }
    void cancel(std::uint64_t id) override {
        puppet_.asked.emplace_back("cancel");
        puppet_.waiting.extract(id).mapped()(ReadCancelled{});
    }
    bool poll() override {
        if (puppet_.always_ready) {
            return true;
        }
        if (!puppet_.at_poll || puppet_.waiting.empty()) {
            return false;
        }
        for (auto& [id, done] : std::exchange(puppet_.waiting, {})) {
            done(*puppet_.at_poll);
        }
        return true;
    }

  private:
    Puppet& puppet_;
};

struct LinkedFixture : Puppet {
    LinkedSubject subject;

    LinkedFixture()
        : subject({"puppet", "1", {}, FeatureSet::all()}, [this](std::optional<std::int64_t> with) {
              limit = with;
              return std::make_unique<PuppetReader>(*this);
          }) {}

    /// The trace of one turn with these actions, as JSON.
    std::string played(const std::string& actions) {
        JsonWriter writer;
        encode(writer, subject.run(testing::parse(testing::one_turn(actions))));
        return writer.take();
    }
    /// The trace of a task that reads once.
    std::string read() { return played(R"({"start": "A", "body": [{"read": 5, "on": "r"}]})"); }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(linked_subject, LinkedFixture)

BOOST_AUTO_TEST_CASE(run_feeds_bytes_and_the_end_in_order) {
    played(R"({"feed_data": "ab", "on": "r"}, {"feed_data": "c", "on": "r"}, {"feed_eof": null, "on": "r"})");
    BOOST_TEST((asked == std::vector<std::string>{"feed ab", "feed c", "eof"}));
}

BOOST_AUTO_TEST_CASE(run_starts_each_kind_of_call) {
    at_once = ReadData{"x"};
    played(R"({"start": "A", "body": [{"read": -1, "on": "r"}, {"readexactly": 3, "on": "r"},
                                      {"readline": null, "on": "r"}, {"readuntil": "ab", "on": "r"}]})");
    BOOST_TEST(
        (asked == std::vector<std::string>{"read -1", "readexactly 3", "readline \n", "readuntil ab"}));
}

BOOST_AUTO_TEST_CASE(reader_is_made_with_the_limit_of_the_script) {
    subject.run(testing::parse(
        testing::one_turn(R"({"feed_eof": null, "on": "r"})", R"("r": {"type": "reader", "limit": 7})")));
    BOOST_TEST((limit == std::optional<std::int64_t>(7)));
}

BOOST_AUTO_TEST_CASE(call_that_returns_at_once_ends_its_task) {
    at_once = ReadData{"data"};
    const auto trace = read();
    BOOST_TEST(contains(trace, R"("returned":"data")"));
    BOOST_TEST(contains(trace, R"("ended":"returned")"));
    BOOST_TEST(contains(trace, R"("pending":[])"));
}

BOOST_AUTO_TEST_CASE(call_that_waits_is_pending) {
    BOOST_TEST(contains(read(), R"("pending":["A"])"));
}

BOOST_AUTO_TEST_CASE(call_that_ends_at_a_poll_wakes_its_task) {
    at_poll = ReadData{"late"};
    const auto trace = read();
    BOOST_TEST(contains(trace, R"("returned":"late")"));
    BOOST_TEST(contains(trace, R"("pending":[])"));
}

BOOST_AUTO_TEST_CASE(incomplete_read_is_an_error_with_its_attributes) {
    at_once = ReadIncomplete{"par", 5};
    const auto trace = read();
    BOOST_TEST(contains(trace, "IncompleteReadError"));
    BOOST_TEST(contains(trace, R"("expected":5)"));
    BOOST_TEST(contains(trace, R"("partial":"par")"));
    BOOST_TEST(contains(trace, R"("ended":"raised")"));
}

BOOST_AUTO_TEST_CASE(overrun_is_an_error_with_what_was_consumed) {
    at_once = ReadOverrun{9};
    BOOST_TEST(contains(read(), R"("consumed":9)"));
}

BOOST_AUTO_TEST_CASE(failure_has_the_name_of_its_type) {
    at_once = ReadFailed{"RuntimeError", "no"};
    BOOST_TEST(contains(read(), "RuntimeError"));
}

BOOST_AUTO_TEST_CASE(cancelled_call_ends_its_task_as_cancelled) {
    JsonWriter writer;
    encode(writer,
           subject.run(testing::parse(testing::script_text(
               R"({"do": [{"start": "A", "body": [{"read": 5, "on": "r"}]}]}, {"do": [{"cancel": "A"}]})"))));
    BOOST_TEST((asked == std::vector<std::string>{"read 5", "cancel"}));
    BOOST_TEST(contains(writer.take(), R"("ended":"cancelled")"));
}

BOOST_AUTO_TEST_CASE(task_that_is_cancelled_before_it_runs_asks_the_reader_nothing) {
    const auto trace = played(R"({"start": "A", "body": [{"read": 5, "on": "r"}]}, {"cancel": "A"})");
    BOOST_TEST(asked.empty());
    BOOST_TEST(contains(trace, R"("ended":"cancelled")"));
}

BOOST_AUTO_TEST_CASE(reader_that_always_has_something_to_run_is_refused_an_answer) {
    always_ready = true;
    BOOST_CHECK_THROW(read(), SubjectError);
}

BOOST_AUTO_TEST_CASE(action_that_no_linked_reader_has_is_refused) {
    BOOST_CHECK_THROW(played(R"({"at_eof": null, "on": "r"})"), RefusedScript);
}

BOOST_AUTO_TEST_CASE(features_beyond_those_of_a_linked_reader_do_not_count) {
    BOOST_TEST(subject.info().features.has(Feature::readline));
    BOOST_TEST(!subject.info().features.has(Feature::transport));
}

BOOST_AUTO_TEST_SUITE_END()
