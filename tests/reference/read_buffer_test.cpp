#include <asyncio/detail/read_buffer.hpp>
#include <boost/test/unit_test.hpp>

using asyncio::detail::ReadBuffer;

BOOST_AUTO_TEST_SUITE(read_buffer)

BOOST_AUTO_TEST_CASE(take_returns_the_front_and_keeps_the_rest) {
    ReadBuffer buffer;
    buffer.append("abcdef");
    BOOST_TEST(buffer.take(2) == "ab");
    BOOST_TEST(buffer.view() == "cdef");
    BOOST_TEST(buffer.size() == 4U);
}

BOOST_AUTO_TEST_CASE(append_after_take_keeps_the_order) {
    ReadBuffer buffer;
    buffer.append("abc");
    buffer.take(1);
    buffer.append("def");  // the rest is larger: nothing moves
    buffer.take(4);
    buffer.append("ghi");  // what was taken is larger: it is dropped
    BOOST_TEST(buffer.view() == "fghi");
}

BOOST_AUTO_TEST_CASE(take_of_a_whole_large_buffer_leaves_it_usable) {
    ReadBuffer buffer;
    const std::string large(10000, 'x');
    buffer.append(large);
    BOOST_TEST(buffer.take(large.size()) == large);
    BOOST_TEST(buffer.empty());
    buffer.append("y");
    BOOST_TEST(buffer.view() == "y");
}

BOOST_AUTO_TEST_CASE(find_begins_at_the_given_position) {
    ReadBuffer buffer;
    buffer.append("..a..a");
    buffer.take(2);
    BOOST_TEST(buffer.find("a", 0) == 0U);
    BOOST_TEST(buffer.find("a", 1) == 3U);
    BOOST_TEST(buffer.find("a", 9) == ReadBuffer::npos);
    BOOST_TEST(buffer.find(".a", 0) == 2U);
    BOOST_TEST(buffer.find(".a", 3) == ReadBuffer::npos);
}

BOOST_AUTO_TEST_SUITE_END()
