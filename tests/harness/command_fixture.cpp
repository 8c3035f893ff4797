#include "command_fixture.hpp"

#include <array>
#include <cstdio>

#include <boost/test/unit_test.hpp>
#include <sys/wait.h>

namespace testing {

Run CommandFixture::run(const std::string& arguments) const {
    return execute("STREAMSPEC_HOME='" + folder().string() + "' '" STREAMSPEC_PROGRAM "' " + arguments);
}

Run CommandFixture::execute(const std::string& command) {
    Run result;
    auto* pipe = popen((command + " 2>&1").c_str(), "r");
    BOOST_REQUIRE(pipe != nullptr);
    std::array<char, 4096> buffer{};
    for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) {
        result.output.append(buffer.data(), got);
    }
    auto status = pclose(pipe);
    result.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return result;
}

bool contains(const Run& run, const std::string& part) {
    if (run.output.find(part) != std::string::npos) {
        return true;
    }
    BOOST_TEST_MESSAGE(run.output);
    return false;
}

}  // namespace testing
