#include <asyncio/exceptions.hpp>
#include <boost/test/unit_test.hpp>

using namespace asyncio;  // NOLINT: most of the names below are its exceptions

BOOST_AUTO_TEST_SUITE(exceptions)

BOOST_AUTO_TEST_CASE(text_of_incomplete_read_error_counts_bytes) {
    BOOST_TEST(std::string(IncompleteReadError("abc", 5).what()) ==
               "3 bytes read on a total of 5 expected bytes");
}

BOOST_AUTO_TEST_CASE(text_of_incomplete_read_error_without_size_depends_on_the_dialect) {
    const auto text = [](Version release) {
        return std::string(IncompleteReadError("a", std::nullopt, Dialect::of(release)).what());
    };
    BOOST_TEST(text({3, 8, 6}) == "1 bytes read on a total of None expected bytes");
    BOOST_TEST(text({3, 8, 7}) == "1 bytes read on a total of undefined expected bytes");
}

BOOST_AUTO_TEST_CASE(incomplete_read_error_is_an_eof_error) {
    BOOST_CHECK_THROW(throw IncompleteReadError("", 1), EOFError);
    BOOST_CHECK_THROW(throw LimitOverrunError("", 1), Exception);
}

BOOST_AUTO_TEST_CASE(exception_without_text_has_no_arguments) {
    BOOST_TEST(ValueError().args().empty());
    BOOST_TEST(ValueError("x").args().size() == 1U);
}

BOOST_AUTO_TEST_CASE(os_error_with_number_has_pythons_text) {
    const ConnectionResetError error(104, "Connection reset by peer");
    BOOST_TEST(std::string(error.what()) == "[Errno 104] Connection reset by peer");
    BOOST_TEST(error.error_number().value() == 104);
    BOOST_TEST(error.repr() == "ConnectionResetError(104, 'Connection reset by peer')");
}

BOOST_AUTO_TEST_CASE(repr_quotes_as_python_does) {
    BOOST_TEST(ValueError("it's").repr() == "ValueError(\"it's\")");
    BOOST_TEST(ValueError("a\n\x01\\").repr() == "ValueError('a\\n\\x01\\\\')");
    BOOST_TEST(RuntimeError().repr() == "RuntimeError()");
}

BOOST_AUTO_TEST_CASE(repr_shows_characters_that_can_be_printed) {
    BOOST_TEST(ValueError("\xc3\xa9").repr() == "ValueError('\xc3\xa9')");
    BOOST_TEST(ValueError("\xc2\xa0").repr() == "ValueError('\\xa0')");
    BOOST_TEST(ValueError("\xe2\x80\xa8").repr() == "ValueError('\\u2028')");
}

BOOST_AUTO_TEST_CASE(repr_escapes_bytes_that_are_no_utf8) {
    BOOST_TEST(ValueError("\xc3(").repr() == "ValueError('\\xc3(')");
    BOOST_TEST(ValueError("\xff").repr() == "ValueError('\\xff')");
    BOOST_TEST(ValueError("\xc0\xaf").repr() == "ValueError('\\xc0\\xaf')");
    BOOST_TEST(ValueError("\xed\xa0\x80").repr() == "ValueError('\\xed\\xa0\\x80')");
    BOOST_TEST(ValueError("\xf0\x9f").repr() == "ValueError('\\xf0\\x9f')");
}

BOOST_AUTO_TEST_CASE(copy_has_no_cause_and_no_context) {
    LimitOverrunError error("m", 7);
    error.set_context(std::make_exception_ptr(ValueError()));
    const std::exception_ptr copy = error.copy();
    const auto* twin = exception_cast<LimitOverrunError>(copy);
    BOOST_REQUIRE(twin != nullptr);
    BOOST_TEST(twin->consumed() == 7);
    BOOST_TEST(!twin->context());
    BOOST_TEST(!!error.context());
}

BOOST_AUTO_TEST_CASE(exception_cast_of_a_foreign_exception_is_null) {
    BOOST_TEST(exception_cast(std::make_exception_ptr(std::runtime_error("x"))) == nullptr);
    BOOST_TEST(exception_cast(nullptr) == nullptr);
}

BOOST_AUTO_TEST_CASE(home_of_the_stream_errors_depends_on_the_dialect) {
    const IncompleteReadError error("", 1);
    BOOST_TEST(type_info(error, Dialect::of({3, 7, 16})).module == "asyncio.streams");
    BOOST_TEST(type_info(error, Dialect::of({3, 8, 18})).module == "asyncio.exceptions");
    BOOST_TEST(type_info(error, Dialect::newest()).bases == std::vector<std::string>{"EOFError"});
}

BOOST_AUTO_TEST_CASE(version_parses_two_or_three_numbers_only) {
    BOOST_TEST((Version::parse("3.11.7") == Version{3, 11, 7}));
    BOOST_TEST((Version::parse("3.13") == Version{3, 13, 0}));
    for (const char* wrong : {"", "3", "3.", "3.11.", "3.11.7.1", "3.x", "-3.1", "3.11.7 "}) {
        BOOST_CHECK_THROW(Version::parse(wrong), ValueError);
    }
}

BOOST_AUTO_TEST_SUITE_END()
