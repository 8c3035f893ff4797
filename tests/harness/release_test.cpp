#include "streamspec/model/release.hpp"

#include <boost/test/unit_test.hpp>

#include "model_fixture.hpp"
#include "streamspec/model/release_table.hpp"

using namespace streamspec;

namespace {

Release release(std::string_view text) {
    return Release::parse(text).value();
}

bool in(std::string_view range, std::string_view text) {
    return ReleaseRange::parse(range).value().contains(release(text));
}

ReleaseTable table(std::string_view unrecorded) {
    auto text = R"({"recorded": ["3.9.18", "3.12.1"], "unrecorded": [)" + std::string(unrecorded) + "]}";
    auto document = JsonDocument::parse(text, testing::kFile);
    return ReleaseTable::decode(document);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(releases)

BOOST_AUTO_TEST_CASE(release_is_written_as_it_was_read) {
    for (const auto* text : {"3.5.2", "3.11.7", "3.15.0a1", "3.15.0b2", "3.15.0rc1"}) {
        BOOST_TEST(release(text).str() == text);
    }
}

BOOST_AUTO_TEST_CASE(text_that_is_no_release_is_none) {
    for (const auto* text :
         {"", "3", "3.12", "3.12.", "3.12.01", "3.12.1.2", "v3.12.1", "3.12.1x", "3.12.-1", "3.15.0rc"}) {
        BOOST_TEST(!Release::parse(text).has_value());
    }
}

BOOST_AUTO_TEST_CASE(releases_are_ordered_by_number_and_stage) {
    BOOST_TEST((release("3.9.18") < release("3.10.0")));
    BOOST_TEST((release("3.15.0a7") < release("3.15.0b1")));
    BOOST_TEST((release("3.15.0rc2") < release("3.15.0")));
}

BOOST_AUTO_TEST_CASE(range_includes_both_ends) {
    BOOST_TEST(in("3.8.7..3.12", "3.8.7"));
    BOOST_TEST(!in("3.8.7..3.12", "3.8.6"));
    BOOST_TEST(in("3.8.7..3.12", "3.12.13"));
    BOOST_TEST(!in("3.8.7..3.12", "3.13.0"));
    BOOST_TEST(in("..3.8.6", "3.5.2"));
    BOOST_TEST(in("3.13..", "3.13.0rc1"));
    BOOST_TEST(in("all", "3.5.2"));
}

BOOST_AUTO_TEST_CASE(text_that_is_no_range_is_none) {
    for (const auto* text : {"", "..", "3.12", "some", "3.12..3.9", "3..4.1"}) {
        BOOST_TEST(!ReleaseRange::parse(text).has_value());
    }
}

BOOST_AUTO_TEST_CASE(release_of_record_answers_for_itself) {
    auto releases = table(R"({"from": "3.0.0", "to": "3.99.0", "as": "3.9.18"})");
    BOOST_TEST(releases.find(release("3.12.1"))->recorded.str() == "3.12.1");
}

BOOST_AUTO_TEST_CASE(release_not_of_record_is_answered_by_the_first_range) {
    auto releases = table(R"({"from": "3.9.0", "to": "3.9.0", "as": "3.9.18", "differs": "a text"},
                             {"from": "3.9.0", "to": "3.9.25", "as": "3.12.1"})");
    BOOST_TEST(releases.find(release("3.9.0"))->recorded.str() == "3.9.18");
    BOOST_TEST(releases.find(release("3.9.0"))->differs == "a text");
    BOOST_TEST(releases.find(release("3.9.1"))->recorded.str() == "3.12.1");
    BOOST_TEST(!releases.find(release("3.10.0")).has_value());
}

BOOST_AUTO_TEST_CASE(range_answered_by_no_release_of_record_is_refused) {
    auto refusal = testing::refusal([] { table(R"({"from": "3.9.0", "to": "3.9.25", "as": "3.9.17"})"); });
    BOOST_TEST(testing::refused_at(refusal, "/unrecorded/0/as", "3.9.17 is not among the recorded ones"));
}

BOOST_AUTO_TEST_SUITE_END()
