#include "streamspec/engine/corpus_check.hpp"

#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "corpus_fixture.hpp"
#include "model_fixture.hpp"

namespace {

struct CheckFixture : testing::CorpusFixture {
    CheckFixture() {
        std::string tags;
        for (const auto& tag : streamspec::known_tags()) {
            tags += (tags.empty() ? "" : ", ") + tag;
        }
        write_clauses(tags);
        add("read/one");
    }

    void write_clauses(const std::string& tags, const std::string& more = "") const {
        write("spec/clauses/read.md",
              "# READ: reading\n\n### READ-1\nReleases: all\nSource: observed\nTags: " + tags +
                  "\n\nIt reads.\n" + more);
    }
    bool finds(const std::string& fault) const {
        auto faults = streamspec::check_corpus(corpus());
        return std::find(faults.begin(), faults.end(), fault) != faults.end();
    }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(corpus_check, CheckFixture)

BOOST_AUTO_TEST_CASE(sound_corpus_has_no_faults) {
    BOOST_TEST(streamspec::check_corpus(corpus()).empty());
}

BOOST_AUTO_TEST_CASE(clause_without_a_script_is_a_fault) {
    write_clauses("Q1", "\n### READ-2\nReleases: all\nSource: observed\n\nMore.\n");
    BOOST_TEST(finds("no script shows the clause READ-2"));
}

BOOST_AUTO_TEST_CASE(script_of_no_clause_is_a_fault) {
    write("spec/clauses/read.md",
          "# READ: reading\n\n### READ-7\nReleases: all\nSource: observed\n\nIt reads.\n");
    BOOST_TEST(finds("the script read/one names the clause READ-1, which does not exist"));
}

BOOST_AUTO_TEST_CASE(tag_that_is_neither_shown_nor_listed_is_a_fault) {
    write_clauses("Q1");
    BOOST_TEST(finds("no clause has the tag D1d, and spec/not-tested.md does not list it"));
    BOOST_TEST(finds("no clause has the tag W7, and spec/not-tested.md does not list it"));
    BOOST_TEST(finds("no clause has the tag F8, and spec/not-tested.md does not list it"));
    write("spec/not-tested.md", "| tag | why |\n| --- | --- |\n| D1d (before 3.6) | so |\n");
    BOOST_TEST(!finds("no clause has the tag D1d, and spec/not-tested.md does not list it"));
}

BOOST_AUTO_TEST_CASE(tag_that_is_not_known_is_a_fault) {
    write_clauses("Q1, X99");
    BOOST_TEST(finds("the clause READ-1 has the tag X99, which is not known"));
}

BOOST_AUTO_TEST_CASE(bad_script_and_script_outside_of_a_group_are_faults) {
    write("spec/scripts/read/one.json", "[]");
    write("spec/scripts/lonely.json", testing::one_turn(""));
    BOOST_TEST(finds((folder() / "spec/scripts/read/one.json").string() +
                     ": expected a script, found an array of 0"));
    BOOST_TEST(finds("the script lonely is not in a group: a script is <group>/<name>.json"));
}

BOOST_AUTO_TEST_SUITE_END()
