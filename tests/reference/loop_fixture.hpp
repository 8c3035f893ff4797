#pragma once

#include <chrono>
#include <string>
#include <vector>

#include <asyncio/core.hpp>

namespace testing {

using namespace std::chrono_literals;

/// A loop on a clock of its own, and a list of what happened.
struct LoopFixture {
    asyncio::ManualClock clock;
    asyncio::EventLoop loop{clock};
    std::vector<std::string> seen;

    /// Notes something.
    void note(std::string what) { seen.push_back(std::move(what)); }
    /// What was noted since the last call, joined by spaces.
    std::string noted() {
        std::string joined;
        for (const std::string& what : seen) {
            joined += joined.empty() ? what : ' ' + what;
        }
        seen.clear();
        return joined;
    }
    /// A callback that notes `what`.
    auto notes(std::string what) {
        return [this, what = std::move(what)] { note(what); };
    }
    void tick(int iterations = 1) {
        for (int i = 0; i < iterations; ++i) {
            loop.run_once();
        }
    }
    void run_until_idle() {
        while (!loop.idle()) {
            loop.run_once();
        }
    }
};

/// The type and text of an exception: "ValueError: text".
inline std::string describe(const std::exception_ptr& exception) {
    const asyncio::BaseException* error = asyncio::exception_cast(exception);
    if (error == nullptr) {
        return exception ? "foreign" : "none";
    }
    const std::string text = error->what();
    return std::string(error->type_name()) + (text.empty() ? "" : ": " + text);
}

}  // namespace testing
