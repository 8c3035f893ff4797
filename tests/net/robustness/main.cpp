#define BOOST_TEST_MODULE robustness
#include <boost/test/unit_test.hpp>
