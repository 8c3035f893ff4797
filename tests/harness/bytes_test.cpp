#include <boost/test/unit_test.hpp>

#include "model_fixture.hpp"
#include "streamspec/model/json_writer.hpp"
#include "streamspec/model/trace_codec.hpp"

using namespace streamspec;

namespace {

/// The canonical form, as JSON.
std::string canonical(std::string bytes) {
    JsonWriter writer;
    encode(writer, Value{Bytes{std::move(bytes)}});
    return writer.take();
}

/// What a script's bytes stand for.
std::string decoded(const std::string& json) {
    auto action = testing::first_action<FeedData>(R"({"feed_data": )" + json + "}");
    return std::get<Bytes>(action.data.is).data;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bytes)

BOOST_AUTO_TEST_CASE(canonical_form_of_no_bytes_is_an_empty_string) {
    BOOST_TEST(canonical("") == R"("")");
}

BOOST_AUTO_TEST_CASE(canonical_form_of_text_is_one_string) {
    BOOST_TEST(canonical("a\"b\\c\t\r\n~ ") == R"("a\"b\\c\t\r\n~ ")");
}

BOOST_AUTO_TEST_CASE(canonical_form_cuts_text_and_other_bytes_apart) {
    BOOST_TEST(canonical(std::string("ab\0\xff", 4) + "c") == R"({"bytes":["ab",{"hex":"00ff"},"c"]})");
    BOOST_TEST(canonical("\x7f") == R"({"bytes":[{"hex":"7f"}]})");
}

BOOST_AUTO_TEST_CASE(canonical_form_repeats_from_32_equal_bytes_on) {
    BOOST_TEST(canonical(std::string(31, 'a')) == "\"" + std::string(31, 'a') + "\"");
    BOOST_TEST(canonical(std::string(32, 'a')) == R"({"bytes":[{"repeat":"a","times":32}]})");
    BOOST_TEST(canonical("b" + std::string(70'000, 'a') + "\n") ==
               R"({"bytes":["b",{"repeat":"a","times":70000},"\n"]})");
    BOOST_TEST(canonical(std::string(40, '\0')) == R"({"bytes":[{"repeat":{"hex":"00"},"times":40}]})");
}

BOOST_AUTO_TEST_CASE(every_byte_value_survives) {
    std::string all;
    for (int i = 0; i < 256; ++i) {
        all += static_cast<char>(i);
    }
    BOOST_TEST(decoded(canonical(all)) == all);
}

BOOST_AUTO_TEST_CASE(pieces_are_joined) {
    BOOST_TEST(decoded(R"({"bytes": ["ab", {"hex": "0a0d"}, "", "c"]})") == "ab\n\rc");
}

BOOST_AUTO_TEST_CASE(repetitions_nest) {
    BOOST_TEST(decoded(R"({"bytes": [{"repeat": {"repeat": "ab", "times": 2}, "times": 2}, "c"]})") ==
               "ababababc");
}

BOOST_AUTO_TEST_CASE(more_bytes_than_allowed_are_refused_before_they_are_made) {
    auto refusal = testing::script_refusal(testing::one_turn(
        R"({"feed_data": {"bytes": [{"repeat": {"repeat": "a", "times": 60000000}, "times": 9000000000000000000}]}})"));
    BOOST_TEST(testing::refused_at(refusal, "/turns/0/do/0/feed_data/bytes/0", "more than 67108864 bytes"));
}

BOOST_AUTO_TEST_SUITE_END()
