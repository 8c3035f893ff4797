#include <boost/test/unit_test.hpp>

#include "model_fixture.hpp"
#include "streamspec/model/digest.hpp"
#include "streamspec/model/json_document.hpp"
#include "streamspec/model/json_writer.hpp"

using namespace streamspec;

namespace {

std::string canonical(std::string_view text) {
    auto document = JsonDocument::parse(text, testing::kFile);
    return canonical_json(document.root());
}

std::string refusal(std::string_view text) {
    return testing::refusal([&] { canonical(text); });
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json)

BOOST_AUTO_TEST_CASE(canonical_json_sorts_keys_and_drops_space) {
    BOOST_TEST(canonical("{ \"b\" : [ 1 , true , null ] ,\n \"a\" : { } }") ==
               R"({"a":{},"b":[1,true,null]})");
}

BOOST_AUTO_TEST_CASE(canonical_json_sorts_keys_by_code_point) {
    BOOST_TEST(canonical(R"({"é": 1, "z": 2, "Z": 3, "10": 4, "9": 5, "\ud83d\ude00": 6, "\uffff": 7})") ==
               "{\"10\":4,\"9\":5,\"Z\":3,\"z\":2,\"é\":1,\"\xef\xbf\xbf\":7,\"😀\":6}");
}

BOOST_AUTO_TEST_CASE(canonical_json_escapes_no_more_than_it_must) {
    BOOST_TEST(canonical(R"("\u0041\/\u00e9\u007f\u0000\u001f\b\f\n\r\t\"\\")") ==
               "\"A/é\x7f\\u0000\\u001f\\b\\f\\n\\r\\t\\\"\\\\\"");
}

BOOST_AUTO_TEST_CASE(canonical_json_writes_minus_zero_as_zero) {
    BOOST_TEST(canonical("[-0, -9223372036854775808, 9223372036854775807]") ==
               "[0,-9223372036854775808,9223372036854775807]");
}

BOOST_AUTO_TEST_CASE(writer_sorts_members_written_in_any_order) {
    JsonWriter writer;
    writer.object([&] {
        writer.member("b", std::int64_t{1});
        writer.member("c", [&] { writer.object([&] { writer.member("x", true); }); });
        writer.member("a", "text");
    });
    BOOST_TEST(writer.take() == R"({"a":"text","b":1,"c":{"x":true}})");
}

BOOST_AUTO_TEST_CASE(digest_is_that_of_the_canonical_form) {
    auto document = JsonDocument::parse("{ }", testing::kFile);
    BOOST_TEST(script_digest(document) == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");
    BOOST_TEST(sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

BOOST_AUTO_TEST_CASE(text_that_is_not_json_is_refused_with_its_place) {
    BOOST_TEST(
        testing::refused_at(refusal("{\"a\": 1,\n oops}"), "", "not JSON: parse error at line 2, column 2"));
    BOOST_TEST(testing::refused_at(refusal(""), "", "not JSON"));
    BOOST_TEST(testing::refused_at(refusal("{} {}"), "", "not JSON"));
    BOOST_TEST(testing::refused_at(refusal("\xef\xbb\xbf{}"), "", "byte order mark"));
    BOOST_TEST(testing::refused_at(refusal("\"\xff\""), "", "not JSON"));
}

BOOST_AUTO_TEST_CASE(repeated_key_is_refused) {
    BOOST_TEST(testing::refused_at(refusal(R"({"x": [{"a": 1, "b/~": 2, "b/~": 3}]})"), "/x/0/b~1~0",
                                   "occurs twice"));
}

BOOST_AUTO_TEST_CASE(repeated_key_among_many_is_refused) {
    std::string text = "{\"k13\": 0";
    for (int i = 0; i < 20; ++i) {
        text += ", \"k" + std::to_string(i) + "\": 0";
    }
    BOOST_TEST(testing::refused_at(refusal(text + "}"), "/k13", "occurs twice"));
}

BOOST_AUTO_TEST_CASE(nesting_beyond_the_limit_is_refused) {
    auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    BOOST_TEST(refusal(nested(JsonDocument::kMaxDepth)) == "accepted");
    BOOST_TEST(refusal(nested(JsonDocument::kMaxDepth + 1)).find("nested more than 64 deep") !=
               std::string::npos);
    BOOST_TEST(refusal(nested(1'000'000)).find("nested more than 64 deep") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(number_that_is_no_63_bit_integer_is_refused_where_it_is_used) {
    for (const auto* number : {"1.5", "1e3", "1.0", "9223372036854775808", "-9223372036854775809"}) {
        BOOST_TEST(testing::refused_at(refusal("[" + std::string(number) + "]"), "/0",
                                       "an integer of at most 63 bits"));
    }
}

BOOST_AUTO_TEST_CASE(file_that_is_not_there_is_refused) {
    BOOST_TEST(testing::refusal([] { JsonDocument::read("no/such/file.json"); }) ==
               "no/such/file.json: the file cannot be read: No such file or directory");
}

BOOST_AUTO_TEST_SUITE_END()
