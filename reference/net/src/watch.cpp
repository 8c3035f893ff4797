#include "watch.hpp"

#include <utility>

#include "io_services.hpp"

namespace asyncio::net::detail {

void Watch::want(Direction& direction, bool wanted) {
    if (direction.wanted == wanted || descriptor_ < 0) {
        return;
    }
    direction = Direction();
    direction.wanted = wanted;
    try {
        services_.selector().update(*this, read_.wanted, write_.wanted);
    } catch (...) {
        direction = Direction();
        throw;
    }
    registered_ = read_.wanted || write_.wanted;
}

void Watch::give_back() noexcept {
    read_ = write_ = Direction();
    if (std::exchange(registered_, false)) {
        services_.selector().update(*this, false, false);
    }
    descriptor_ = -1;
}

void Watch::became_ready(bool readable, bool writable) {
    if (readable && read_.wanted) {
        queue<true>();
    }
    if (writable && write_.wanted) {
        queue<false>();
    }
}

template <bool kRead>
void Watch::queue() {
    Direction& direction = kRead ? read_ : write_;
    if (!std::exchange(direction.queued, true)) {
        services_.loop().schedule({asyncio::detail::RefPtr<RefCounted>(this), &Watch::run_callback<kRead>});
    }
}

template <bool kRead>
void Watch::run_callback(RefCounted& self) {
    auto& watch = static_cast<Watch&>(self);
    Direction& direction = kRead ? watch.read_ : watch.write_;
    if (!std::exchange(direction.queued, false)) {
        return;  // no longer wanted since it was queued
    }
    try {
        if constexpr (kRead) {
            watch.on_readable();
        } else {
            watch.on_writable();
        }
    } catch (...) {
        asyncio::detail::report_callback(watch.services_.loop());
    }
}

}  // namespace asyncio::net::detail
