#include "streamspec/engine/drift.hpp"

#include <sstream>

#include <boost/test/unit_test.hpp>

#include "corpus_fixture.hpp"
#include "model_fixture.hpp"
#include "streamspec/model/digest.hpp"
#include "streamspec/report/drift_json.hpp"
#include "streamspec/report/drift_markdown.hpp"
#include "streamspec/report/drift_text.hpp"

using namespace streamspec;

namespace {

/// A corpus whose releases 3.9.18 and 3.12.1 may differ.
struct DriftFixture : testing::CorpusFixture {
    DriftFixture() {
        write("spec/clauses/read.md",
              "# READ: reading\n\n"
              "### READ-1\nReleases: all\nSource: observed\n\nIt reads.\n\n"
              "### READ-2\nReleases: ..3.9\nSource: observed\n\nIt is | slow.\n\n"
              "### READ-3\nReleases: 3.10..\nSource: observed\nTags: Q1\n\nIt is fast.\n");
    }

    /// Adds a script that asks at_eof, names these clauses, and behaves differently in the two releases.
    void add(const std::string& id, const std::string& clauses, const std::string& before,
             const std::string& after) const {
        auto script = R"({"summary": "asks )" + id + R"(", "clauses": [)" + clauses +
                      R"(], "objects": {"r": {"type": "reader"}}, "turns": [{"do": [{"at_eof": null}]}]})";
        write("spec/scripts/" + id + ".json", script);
        auto document = JsonDocument::parse(script, id);
        auto recording = R"({"implementation":"CPython","kind":"native","recorder":1})";
        std::string text = R"({"digest":")" + script_digest(document) + R"(","script":")" + id;
        text += std::string(R"(","recordings":{"3.12.1":)") + recording + R"(,"3.9.18":)" + recording + "},";
        text += R"("variants":[{"releases":["3.9.18"],)" + before + R"(},{"releases":["3.12.1"],)" + after +
                "}]}";
        write("traces/" + id + ".json", text);
    }
    static std::string returning(const std::string& value, const std::string& more = "") {
        return R"("trace":)" +
               testing::trace_text(R"({"i":0,"by":"turn","call":"at_eof","on":"r","returned":)" + value +
                                   "}" + more);
    }

    DriftReport drift(const std::string& from = "3.9.18", const std::string& to = "3.12.1") const {
        auto loaded = corpus();
        return find_drift(loaded, loaded.ids(), *loaded.releases().find(*Release::parse(from)),
                          *loaded.releases().find(*Release::parse(to)));
    }
    std::string text() const {
        std::ostringstream out;
        write_drift_text(out, drift(), Style{false, 100});
        return out.str();
    }
    std::string markdown() const {
        std::ostringstream out;
        write_drift_markdown(out, drift());
        return out.str();
    }
};

std::string entries_of(const DriftReport& report) {
    std::string text;
    for (const auto& entry : report.entries) {
        text += entry.clause.id + ":";
        for (auto i : entry.changes) {
            text += " " + report.changes[i].id;
        }
        for (auto i : entry.in_passing) {
            text += " (" + report.changes[i].id + ")";
        }
        text += entry.before ? "" : " new";
        text += entry.after ? ";" : " old;";
    }
    return text;
}

bool contains(const std::string& text, const std::string& part) {
    if (text.find(part) != std::string::npos) {
        return true;
    }
    BOOST_TEST_MESSAGE(text);
    return false;
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(drift, DriftFixture)

BOOST_AUTO_TEST_CASE(scripts_that_play_alike_show_no_drift) {
    CorpusFixture::add("read/same");
    auto report = drift();
    BOOST_TEST(report.scripts == 1U);
    BOOST_TEST(report.changes.empty());
    BOOST_TEST(report.entries.empty());
}

BOOST_AUTO_TEST_CASE(change_belongs_to_those_of_its_clauses_that_hold_in_one_release) {
    add("read/one", R"("READ-1", "READ-2", "READ-3")", returning("true"), returning("false"));
    BOOST_TEST(entries_of(drift()) == "READ-2: read/one old;READ-3: read/one new;");
}

BOOST_AUTO_TEST_CASE(change_of_no_such_clause_is_told_in_passing_where_it_is_of_the_same_kind) {
    add("read/one", R"("READ-3")", returning("true"), returning("false"));
    add("read/other", R"("READ-1")", returning("true"), returning("false"));
    BOOST_TEST(entries_of(drift()) == "READ-3: read/one (read/other) new;");
}

BOOST_AUTO_TEST_CASE(change_that_no_clause_tells_of_belongs_to_all_its_clauses) {
    add("read/one", R"("READ-1")", returning("true"), returning("false"));
    BOOST_TEST(entries_of(drift()) == "READ-1: read/one;");
}

BOOST_AUTO_TEST_CASE(clause_that_no_script_shows_to_change_is_listed) {
    add("read/one", R"("READ-2", "READ-3")", returning("true"), returning("false"));
    CorpusFixture::add("read/same");
    BOOST_TEST(drift().not_shown.empty());
    remove("spec/scripts/read/one.json");
    write("spec/scripts/read/same.json", "[]");
    add("read/one", R"("READ-2")", returning("true"),
        returning("true", R"(,{"i":0,"by":"turn","call":"read","returned":"x"})"));
    auto report = drift();
    BOOST_TEST(report.problems.size() == 1U);
    BOOST_TEST(entries_of(report) == "READ-2: read/one old;");
}

BOOST_AUTO_TEST_CASE(text_tells_before_and_after_in_the_words_of_the_timeline) {
    add("read/one", R"("READ-2", "READ-3")", returning("true"), returning("false"));
    auto told = text();
    BOOST_TEST(contains(told, "From 3.9.18 to 3.12.1: 1 of 1 scripts show a difference."));
    BOOST_TEST(contains(told, "READ-2  (..3.9)  held in 3.9.18, no longer in 3.12.1\n  It is | slow.\n"));
    BOOST_TEST(contains(told,
                        "  read/one  asks read/one\n    turn 0: r.at_eof()\n"
                        "    3.9.18  0  turn  r.at_eof → True\n    3.12.1  0  turn  r.at_eof → False\n"));
    BOOST_TEST(contains(
        told, "READ-3  (3.10..)  holds in 3.12.1, not in 3.9.18\n  It is fast.\n  see READ-2: read/one\n"));
}

BOOST_AUTO_TEST_CASE(release_that_lacks_a_call_is_told_with_what_the_other_shows) {
    add("read/one", R"("READ-3")", R"("unsupported":["is-closing"])",
        R"("trace":)" +
            testing::trace_text(R"({"i":0,"by":"turn","call":"is_closing","on":"w","returned":true})"));
    auto told = text();
    BOOST_TEST(contains(told, "3.9.18  there is no is-closing\n"));
    BOOST_TEST(contains(told, "3.12.1  0  turn  w.is_closing → True\n"));
}

BOOST_AUTO_TEST_CASE(script_that_neither_release_can_play_shows_no_difference) {
    add("read/one", R"("READ-3")", R"("unsupported":["is-closing","start-tls"])",
        R"("unsupported":["start-tls"])");
    BOOST_TEST(drift().changes.empty());
    BOOST_TEST(drift().entries.empty());
}

BOOST_AUTO_TEST_CASE(markdown_has_a_table_for_each_clause) {
    add("read/one", R"("READ-2")", returning(R"({"str":"a|b"})"), returning("false"));
    auto told = markdown();
    BOOST_TEST(contains(
        told, "### READ-2 (..3.9)\n\n*This held in 3.9.18, no longer in 3.12.1.*\n\nIt is | slow.\n"));
    BOOST_TEST(
        contains(told,
                 "| `read/one` | asks read/one | turn 0: `r.at_eof()` | `0  turn  r.at_eof → 'a\\|b'` | "
                 "`0  turn  r.at_eof → False` |\n"));
}

BOOST_AUTO_TEST_CASE(json_has_changes_and_clauses) {
    add("read/one", R"("READ-3")", returning("true"), returning("false"));
    auto json = drift_json(drift());
    BOOST_TEST(contains(
        json,
        R"("changes":[{"after":{"releases":["3.12.1"],"shows":"0  turn  r.at_eof → False","value":false})"));
    BOOST_TEST(contains(json, R"("aspect":"result")"));
    BOOST_TEST(contains(json, R"("scripts":["read/one"],"tags":["Q1"],"text":"It is fast.")"));
}

BOOST_AUTO_TEST_CASE(release_not_of_record_is_answered_for_by_another) {
    add("read/one", R"("READ-3")", returning("true"), returning("false"));
    auto report = drift("3.9.18", "3.12.4");
    BOOST_TEST(report.changes.size() == 1U);
    std::ostringstream out;
    write_drift_text(out, report, Style{false, 100});
    BOOST_TEST(contains(out.str(),
                        "3.12.4 is not recorded: told from the traces of 3.12.1 (known to differ: a bit)"));
    BOOST_TEST(drift("3.12.1", "3.12.4").changes.empty());
}

BOOST_AUTO_TEST_SUITE_END()
