#pragma once

#include <functional>
#include <utility>

#include "watch.hpp"

namespace asyncio::net::detail {

/// A watch that calls functions: `add_reader` and `add_writer` of a loop.
class FunctionWatch final : public Watch {
  public:
    using Watch::Watch;

    void set_reader(std::function<void()> callback) {
        reader_ = std::move(callback);
        want_read(static_cast<bool>(reader_));
    }
    void set_writer(std::function<void()> callback) {
        writer_ = std::move(callback);
        want_write(static_cast<bool>(writer_));
    }

  private:
    // Copies, because a callback may replace itself.
    void on_readable() override {
        const std::function<void()> callback = reader_;
        callback();
    }
    void on_writable() override {
        const std::function<void()> callback = writer_;
        callback();
    }

    std::function<void()> reader_;
    std::function<void()> writer_;
};

}  // namespace asyncio::net::detail
