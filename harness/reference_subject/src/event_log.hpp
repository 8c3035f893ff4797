#pragma once

#include <utility>

#include "error_book.hpp"
#include "streamspec/model/trace.hpp"

namespace streamspec {

/// Takes down events in the order in which they happen.
class EventLog {
  public:
    explicit EventLog(const asyncio::Dialect& dialect) : errors(dialect) {}

    template <class What>
    void note(What&& what) {
        if (events_ != nullptr) {
            events_->push_back({iteration, std::forward<What>(what)});
        }
    }
    /// From now on events belong to `events`, the iterations counted from 0.
    void write_to(std::vector<Event>& events) {
        events_ = &events;
        iteration = 0;
    }

    /// From now on nothing is taken down: what follows is clean-up.
    void close() noexcept { events_ = nullptr; }

    ErrorBook errors;
    std::int64_t iteration = 0;

  private:
    std::vector<Event>* events_ = nullptr;
};

}  // namespace streamspec
