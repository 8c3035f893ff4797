#include "streamspec/model/clause.hpp"

#include <boost/test/unit_test.hpp>

#include "model_fixture.hpp"

using namespace streamspec;

namespace {

constexpr const char* kGood = R"(# READ: reading

Some prose.

### READ-1
Releases: all
Source: documentation

`read` reads.

Really.

### READ-2
Releases: 3.8.7..3.12
Source: observed
Tags: Q8, D1d

More.
)";

std::string refusal(const std::string& text) {
    return testing::refusal([&] { parse_clauses(text, testing::kFile); });
}

std::string good_but(const std::string& old, const std::string& replacement) {
    std::string text = kGood;
    return text.replace(text.find(old), old.size(), replacement);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(clauses)

BOOST_AUTO_TEST_CASE(file_of_clauses_is_taken_apart) {
    auto file = parse_clauses(kGood, testing::kFile);
    BOOST_TEST(file.topic == "READ");
    BOOST_TEST(file.title == "reading");
    BOOST_REQUIRE(file.clauses.size() == 2U);
    BOOST_TEST(file.clauses[0].text == "`read` reads.\n\nReally.");
    BOOST_TEST(file.clauses[0].tags.empty());
    BOOST_TEST(file.clauses[1].releases.str() == "3.8.7..3.12");
    BOOST_TEST((file.clauses[1].tags == std::vector<std::string>{"Q8", "D1d"}));
}

BOOST_AUTO_TEST_CASE(bad_file_is_refused_with_its_line) {
    BOOST_TEST(testing::refused_at(refusal("text"), "line 1", "expected a title"));
    BOOST_TEST(testing::refused_at(refusal(good_but("### READ-2", "### WRITE-2")), "line 13",
                                   "an id such as READ-1"));
    BOOST_TEST(testing::refused_at(refusal(good_but("### READ-2", "### READ-1")), "line 13", "occurs twice"));
    BOOST_TEST(testing::refused_at(refusal(good_but("3.8.7..3.12", "3.8 to 3.12")), "line 14",
                                   "a range of releases"));
    BOOST_TEST(testing::refused_at(refusal(good_but("Source: observed\n", "")), "line 15", "Source: "));
    BOOST_TEST(testing::refused_at(refusal(good_but("Tags:", "Tag:")), "line 16", "an empty line"));
    BOOST_TEST(testing::refused_at(refusal(good_but("Q8, D1d", "Q8 D1d")), "line 16", "separated by commas"));
    BOOST_TEST(testing::refused_at(refusal(good_but("More.", "")), "line 18", "READ-2 has no text"));
}

BOOST_AUTO_TEST_SUITE_END()
