#define BOOST_TEST_MODULE invariants
#include "invariants.hpp"

#include <boost/test/unit_test.hpp>

#include "fuzzed_script.hpp"
#include "streamspec/model/script_codec.hpp"
#include "streamspec/reference_subject/reference_subject.hpp"

using namespace streamspec;

namespace {

/// A task reads twice and more is left; what its trace tells can be spoiled.
struct Fixture {
    Script script = whole(R"({"summary": "s", "clauses": ["READ-1"],
        "objects": {"r": {"type": "reader"}},
        "turns": [{"do": [{"start": "A", "body": [{"read": 2}, {"read": 2}]}, {"feed_data": "abcdef"}]}]})");
    Trace trace = ReferenceSubject(*Release::parse("3.13.0")).run(script);

    static Script whole(const char* text) {
        const auto script = parse_script(text, "script");
        return fuzzing::epilogue(script.layer).append_to(script);
    }
    std::string broken() const { return fuzzing::broken_invariant(script, trace).value_or("none"); }
    /// The N-th event of the first turn.
    template <class T>
    T& event(std::size_t n) {
        return std::get<T>(trace.turns[0].events.at(n).is);
    }
    void return_instead(std::size_t n, const std::string& bytes) {
        event<CallEvent>(n).outcome = Returned{{Bytes{bytes}}};
    }
    void say_twice(std::size_t n) {
        auto& events = trace.turns[0].events;
        events.push_back(events.at(n));
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(invariants, Fixture)

BOOST_AUTO_TEST_CASE(true_trace_breaks_none) {
    BOOST_TEST(broken() == "none");
}

BOOST_AUTO_TEST_CASE(lost_byte) {
    return_instead(1, "a");
    BOOST_TEST(broken() == "turn 4: reader r lost bytes");
}

BOOST_AUTO_TEST_CASE(invented_byte) {
    return_instead(1, "abx");
    BOOST_TEST(broken() == "turn 4: reader r returned what it was not fed, or in another order");
}

BOOST_AUTO_TEST_CASE(bytes_in_another_order) {
    return_instead(1, "ba");
    BOOST_TEST(broken() == "turn 4: reader r returned what it was not fed, or in another order");
}

BOOST_AUTO_TEST_CASE(call_after_the_end) {
    say_twice(1);
    BOOST_TEST(broken() == "turn 0: A acts after its end");
}

BOOST_AUTO_TEST_CASE(second_end) {
    say_twice(3);
    BOOST_TEST(broken() == "turn 0: A ends twice");
}

BOOST_AUTO_TEST_CASE(ended_and_pending) {
    trace.turns[0].state.pending = {"A"};
    BOOST_TEST(broken() == "turn 0: task A ended and is pending");
}

BOOST_AUTO_TEST_CASE(neither_ended_nor_pending) {
    trace.turns[0].events.pop_back();
    trace.turns[0].state.pending = {"A"};
    BOOST_TEST(broken() == "turn 4: A neither ended nor is pending");
}

BOOST_AUTO_TEST_CASE(call_too_many) {
    auto& events = trace.turns[0].events;
    events.insert(events.begin() + 1, events[1]);
    BOOST_TEST(broken() == "turn 0: A makes more calls than it has steps");
}

BOOST_AUTO_TEST_CASE(write_that_reaches_no_transport) {
    script = whole(R"({"summary": "s", "clauses": ["READ-1"], "layer": "writer",
        "objects": {"t": {"type": "transport"}, "p": {"type": "protocol", "reader": null},
                    "w": {"type": "writer", "transport": "t", "protocol": "p", "reader": null}},
        "turns": [{"do": [{"write": "a"}]}]})");
    trace = ReferenceSubject(*Release::parse("3.13.0")).run(script);
    BOOST_TEST(broken() == "none");
    trace.turns[0].events.erase(trace.turns[0].events.begin());
    BOOST_TEST(broken().ends_with("not every write reached the transport once"));
}

BOOST_AUTO_TEST_SUITE_END()
