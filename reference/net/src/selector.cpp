#include "selector.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>

#include <asyncio/net/errors.hpp>
#include <sys/epoll.h>
#include <unistd.h>

#include "watch.hpp"

namespace asyncio::net::detail {

namespace {

constexpr std::size_t kMostEvents = 256;

/// Rounded up, so that a timer is due when the wait for it ends.
int milliseconds(std::optional<Clock::Time> timeout) {
    if (!timeout) {
        return -1;
    }
    const auto rounded = std::chrono::ceil<std::chrono::milliseconds>(*timeout).count();
    return static_cast<int>(std::clamp<decltype(rounded)>(rounded, 0, INT_MAX));
}

}  // namespace

Selector::Selector() : descriptor_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (descriptor_ < 0) {
        std::rethrow_exception(os_error(errno));
    }
}

Selector::~Selector() {
    ::close(descriptor_);
}

void Selector::update(Watch& watch, bool read, bool write) {
    epoll_event event{};
    event.events = (read ? EPOLLIN : 0U) | (write ? EPOLLOUT : 0U);
    event.data.ptr = &watch;
    const int operation = event.events == 0    ? EPOLL_CTL_DEL
                          : watch.registered() ? EPOLL_CTL_MOD
                                               : EPOLL_CTL_ADD;
    if (::epoll_ctl(descriptor_, operation, watch.fileno(), &event) != 0 && operation != EPOLL_CTL_DEL) {
        std::rethrow_exception(os_error(errno));
    }
}

void Selector::wait(std::optional<Clock::Time> timeout) {
    std::array<epoll_event, kMostEvents> events;  // NOLINT: clearing it would cost as much as what follows
    const int count = ::epoll_wait(descriptor_, events.data(), kMostEvents, milliseconds(timeout));
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        // An error or a hang-up concerns both directions.
        auto& watch = *static_cast<Watch*>(event.data.ptr);
        const bool readable = (event.events & ~static_cast<unsigned>(EPOLLOUT)) != 0;
        const bool writable = (event.events & ~static_cast<unsigned>(EPOLLIN)) != 0;
        watch.became_ready(readable, writable);
    }
}

}  // namespace asyncio::net::detail
