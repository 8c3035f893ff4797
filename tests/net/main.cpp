#define BOOST_TEST_MODULE net
#include <csignal>

#include <boost/test/unit_test.hpp>

namespace {

/// A shell lets what it runs in the background ignore Ctrl-C, and so the loop does not handle it either.
struct HearsInterrupts {
    HearsInterrupts() { std::signal(SIGINT, SIG_DFL); }
};

}  // namespace

BOOST_TEST_GLOBAL_FIXTURE(HearsInterrupts);
