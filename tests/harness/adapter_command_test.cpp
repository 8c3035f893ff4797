#include <boost/test/unit_test.hpp>

#include "command_fixture.hpp"

using testing::contains;
using testing::Run;

namespace {

const std::string kReference = "'" STREAMSPEC_PROGRAM "' serve";

/// Adapters on a small corpus of its own, and on the real one.
struct AdapterCommandFixture : testing::CommandFixture {
    static std::string broken(const std::string& way) {
        return "--adapter \"exec python3 '" BROKEN_ADAPTER "' '" + way + "'\"";
    }
    static std::string liar(const std::string& way) {
        return "--adapter \"python3 '" LYING_ADAPTER "' " + way + " " + kReference + "\"";
    }
    /// On the specification itself.
    static Run real(const std::string& arguments) { return execute("'" STREAMSPEC_PROGRAM "' " + arguments); }
    std::string file(const std::string& name) const { return (folder() / name).string(); }
};

/// The exit code of a certification: 1 where the adapter is found out.
int caught_at(const std::string& level, const std::string& adapter, const std::string& options = "") {
    return AdapterCommandFixture::real("certify " + level + " --seed 5 --scripts 60 " + adapter + options)
        .exit_code;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(adapter_command, AdapterCommandFixture)

BOOST_AUTO_TEST_CASE(replay_of_adapters_prints_a_matrix) {
    add("read/a");
    add("feed/b", "break");
    auto run = this->run("replay " + broken("unsupported") + " " + broken("crash"));
    BOOST_TEST(run.exit_code == 1);
    BOOST_TEST(contains(run, "feed   0 1U       0 1E"));
    BOOST_TEST(contains(run, "read   1          1"));
    BOOST_TEST(contains(run, "broken 1 as 3.12.1"));
    BOOST_TEST(contains(run, "broken 1 is held to result only, as it declares"));
}

BOOST_AUTO_TEST_CASE(adapter_that_cannot_be_started_exits_2_and_the_others_are_judged) {
    add("read/a");
    auto run = this->run("replay " + broken("no hello") + " " + broken("exit"));
    BOOST_TEST(run.exit_code == 2);
    BOOST_TEST(contains(run, "the adapter ended (exit code 1) before its hello"));
    BOOST_TEST(contains(run, "read   0 1E"));
    BOOST_TEST(contains(run, "total"));
}

BOOST_AUTO_TEST_CASE(adapter_without_any_of_the_aspects_that_are_asked_for_is_not_passed) {
    add("read/a");
    auto run = this->run("replay --aspects flow " + broken("exit"));
    BOOST_TEST(run.exit_code == 2);
    BOOST_TEST(contains(run, "declares none of the aspects"));
    BOOST_TEST(real("certify honest --aspects flow --scripts 5 " + broken("exit")).exit_code == 2);
}

BOOST_AUTO_TEST_CASE(release_that_is_none_is_told_before_an_adapter_is_started) {
    add("read/a");
    auto run = this->run("replay --release 3.12 --adapter 'echo was started >&2'");
    BOOST_TEST(run.exit_code == 2);
    BOOST_TEST(contains(run, "expected a release such as 3.11.7"));
    BOOST_TEST(!contains(run, "was started"));
}

BOOST_AUTO_TEST_CASE(written_list_takes_no_other_files_place) {
    add("read/a", "abc", "true");
    write("known.json", "[]");
    auto run = this->run("replay --write-known " + file("known.json") + " " + broken("exit"));
    BOOST_TEST(run.exit_code == 2);
    BOOST_TEST(contains(run, "the file is there already"));
}

BOOST_AUTO_TEST_CASE(signal_that_ends_the_command_ends_its_adapters) {
    auto run =
        execute("{ '" STREAMSPEC_PROGRAM
                "' replay --adapter 'kill -TERM $PPID; sleep 10; echo survived >&2'; echo ended with $?; }");
    BOOST_TEST(contains(run, "ended with 143"));
    BOOST_TEST(!contains(run, "survived"));
}

BOOST_AUTO_TEST_CASE(reference_makes_nothing_of_a_reader_that_was_not_made) {
    write(
        "request",
        R"({"id": 1, "script": {"summary": "s", "clauses": ["READ-1"], "layer": "writer", "objects": {"t": {"type": "transport"}, )"
        R"("r": {"type": "reader", "limit": 0}, "p": {"type": "protocol", "reader": "r"}, )"
        R"("w": {"type": "writer", "transport": "t", "protocol": "p", "reader": "r"}}, )"
        R"("turns": [{"do": [{"on": "p", "connection_made": "t"}, {"on": "w", "write": "x"}]}]}})"
        "\n");
    auto run = execute(kReference + " < " + file("request"));
    BOOST_TEST(run.exit_code == 0);
    BOOST_TEST(contains(run, "Limit cannot be <= 0"));
    BOOST_TEST(contains(run, R"("turns":[{"events":[])"));
}

BOOST_AUTO_TEST_CASE(release_that_is_asked_for_takes_the_place_of_the_claimed_one) {
    add("read/a");
    BOOST_TEST(contains(run("replay --release 3.9.18 " + broken("exit")), "broken 1 as 3.9.18"));
}

BOOST_AUTO_TEST_CASE(failure_tells_the_adapter_in_its_command) {
    add("read/a", "abc", "true");
    auto run = this->run("replay " + broken("exit"));
    BOOST_TEST(run.exit_code == 1);
    BOOST_TEST(contains(run, "FAIL  read/a  in broken 1 (3.12.1)"));
    BOOST_TEST(contains(run, "streamspec replay read/a --adapter 'exec python3 '\\''"));
}

BOOST_AUTO_TEST_CASE(known_divergence_is_no_failure) {
    add("read/a", "abc", "true");
    write("known.json", R"([{"id": "read/*", "aspect": "result", "reason": "it is so"}])");
    auto run = this->run("replay --format json --known " + file("known.json") + " " + broken("exit"));
    BOOST_TEST(run.exit_code == 0);
    BOOST_TEST(contains(run, R"("reason":"it is so")"));
    BOOST_TEST(contains(run, R"("verdict":"known")"));
}

BOOST_AUTO_TEST_CASE(known_divergence_that_passes_is_a_failure) {
    add("read/a");
    write("known.json", R"([{"id": "read/*", "aspect": "result", "reason": "it is so"}])");
    auto run = this->run("replay --known " + file("known.json") + " " + broken("exit"));
    BOOST_TEST(run.exit_code == 1);
    BOOST_TEST(contains(run, "does not differ in result, although it is listed as a known divergence"));
}

BOOST_AUTO_TEST_CASE(known_divergence_has_exceptions) {
    add("read/a", "abc", "true");
    add("read/b");
    write("known.json",
          R"([{"id": "read/*", "aspect": "result", "reason": "it is so", "except": ["read/b"]}])");
    BOOST_TEST(run("replay --known " + file("known.json") + " " + broken("exit")).exit_code == 0);
}

BOOST_AUTO_TEST_CASE(known_divergence_of_another_subject_does_not_count) {
    add("read/a", "abc", "true");
    write("known.json", R"([{"id": "read/*", "aspect": "result", "reason": "so", "subject": "other"}])");
    BOOST_TEST(run("replay --known " + file("known.json") + " " + broken("exit")).exit_code == 1);
}

BOOST_AUTO_TEST_CASE(bad_list_of_known_divergences_exits_2_and_says_where) {
    add("read/a");
    write("known.json", R"([{"id": "read/*", "aspect": "results", "reason": "so"}])");
    auto run = this->run("replay --known " + file("known.json") + " " + broken("exit"));
    BOOST_TEST(run.exit_code == 2);
    BOOST_TEST(contains(run, "known.json#/0/aspect: expected"));
    write("known.json", R"([{"id": "raed/*", "aspect": "result", "reason": "so"}])");
    run = this->run("replay --known " + file("known.json") + " " + broken("exit"));
    BOOST_TEST(run.exit_code == 2);
    BOOST_TEST(contains(run, "known.json#/0/id: no script matches raed/*"));
}

BOOST_AUTO_TEST_CASE(written_list_makes_todays_failures_known) {
    add("read/a", "abc", "true");
    add("read/b");
    BOOST_TEST(run("replay --write-known " + file("known.json") + " " + broken("exit")).exit_code == 1);
    BOOST_TEST(run("replay --known " + file("known.json") + " " + broken("exit")).exit_code == 0);
}

BOOST_AUTO_TEST_CASE(served_reference_has_the_verdicts_of_the_one_in_process) {
    auto counts = [](const Run& run) {
        auto from = run.output.find(R"("total":)");
        return run.output.substr(from, run.output.find('}', from) - from);
    };
    for (const std::string release : {"3.6.15", "3.13.0"}) {
        auto in_process = real("replay --format json --release " + release);
        auto served = real("replay --format json --release " + release + " --adapter \"" + kReference +
                           " --release " + release + "\"");
        BOOST_TEST(served.exit_code == 0);
        BOOST_TEST(counts(served) == counts(in_process));
    }
}

BOOST_AUTO_TEST_CASE(serve_answers_a_request_that_is_no_script_with_an_error) {
    auto run =
        execute("printf '%s\\n' '{\"id\": 7, \"script\": {\"turns\": 1}}' '{\"bye\": null}' | " + kReference);
    BOOST_TEST(run.exit_code == 0);
    BOOST_TEST(contains(run, R"("error":"script)"));
    BOOST_TEST(contains(run, R"("id":7)"));
}

BOOST_AUTO_TEST_CASE(served_reference_holds_both_certificates) {
    BOOST_TEST(caught_at("honest", "--adapter \"" + kReference + "\"") == 0);
    BOOST_TEST(caught_at("conforming", "--adapter \"" + kReference + " --release 3.6.15\"") == 0);
}

BOOST_AUTO_TEST_CASE(liar_that_drops_events_is_not_honest) {
    BOOST_TEST(caught_at("honest", liar("drops")) == 1);
}

BOOST_AUTO_TEST_CASE(liar_that_swallows_exceptions_is_not_honest) {
    BOOST_TEST(caught_at("honest", liar("swallows")) == 1);
}

BOOST_AUTO_TEST_CASE(liar_that_runs_nothing_is_not_honest) {
    BOOST_TEST(caught_at("honest", liar("success")) == 1);
}

BOOST_AUTO_TEST_CASE(liar_that_echoes_golden_traces_is_not_honest) {
    BOOST_TEST(
        real("replay read --adapter \"python3 '" LYING_ADAPTER "' echo " + kReference + "\"").exit_code == 0);
    BOOST_TEST(caught_at("honest", liar("echo")) == 1);
}

BOOST_AUTO_TEST_CASE(liar_that_reorders_wake_ups_does_not_conform) {
    BOOST_TEST(caught_at("honest", liar("reorders")) == 0);
    BOOST_TEST(caught_at("conforming", liar("reorders")) == 1);
}

BOOST_AUTO_TEST_CASE(reader_of_another_release_does_not_conform) {
    const auto old = "--adapter \"" + kReference + " --release 3.6.15\"";
    BOOST_TEST(caught_at("honest", old) == 0);
    BOOST_TEST(caught_at("conforming", old, " --release 3.13.0") == 1);
}

BOOST_AUTO_TEST_CASE(minimal_adapter_of_the_protocol_page_is_honest) {
    execute("sed -n '/^<!-- minimal adapter -->$/,/^```$/p' '" PROTOCOL_PAGE "' | sed '1,2d;$d' >'" +
            file("toy.py") + "'");
    auto toy = "--adapter \"python3 '" + file("toy.py") + "'\"";
    BOOST_TEST(real("replay read/at_the_end_returns_no_bytes " + toy).exit_code == 0);
    BOOST_TEST(caught_at("honest", toy) == 0);
}

BOOST_AUTO_TEST_CASE(certificate_of_what_cannot_be_started_exits_2) {
    auto run = real("certify honest " + broken("no hello"));
    BOOST_TEST(run.exit_code == 2);
    BOOST_TEST(contains(run, "before its hello"));
}

BOOST_AUTO_TEST_SUITE_END()
