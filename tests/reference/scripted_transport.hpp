#pragma once

#include <string>
#include <string_view>

#include <asyncio/core.hpp>

#include "loop_fixture.hpp"

namespace testing {

/// A transport that notes what it is told.
class NotingTransport final : public asyncio::Transport {
  public:
    explicit NotingTransport(LoopFixture& fixture) : fixture_(fixture) {}
    void write(std::string_view data) override { fixture_.note("write(" + std::string(data) + ')'); }
    void close() override {
        fixture_.note("close");
        closing_ = true;
    }
    bool is_closing() const override { return closing_; }

  private:
    LoopFixture& fixture_;
    bool closing_ = false;
};

}  // namespace testing
