#include "wakeup.hpp"

#include <cerrno>
#include <cstdint>
#include <utility>

#include <asyncio/net/errors.hpp>
#include <sys/eventfd.h>
#include <unistd.h>

#include "io_services.hpp"

namespace asyncio::net::detail {

namespace {

int new_event() {
    const int event = ::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (event < 0) {
        std::rethrow_exception(os_error(errno));
    }
    return event;
}

}  // namespace

Wakeup::Wakeup(IoServices& services) : Watch(services, new_event()), event_(fileno()) {
    want_read(true);
}

Wakeup::~Wakeup() {
    give_back();
    ::close(event_);
}

void Wakeup::post(std::function<void()> callback) {
    const std::lock_guard lock(mutex_);
    posted_.push_back(std::move(callback));
    wake();
}

void Wakeup::wake() noexcept {
    const int before = errno;
    const std::uint64_t one = 1;
    // It can only fail where the loop is to be woken already.
    static_cast<void>(::write(event_, &one, sizeof one) == sizeof one);
    errno = before;
}

void Wakeup::on_readable() {
    std::uint64_t count = 0;
    static_cast<void>(::read(event_, &count, sizeof count) == sizeof count);
    std::vector<std::function<void()>> posted;
    {
        const std::lock_guard lock(mutex_);
        posted.swap(posted_);
    }
    for (std::function<void()>& callback : posted) {
        services().loop().call_soon(std::move(callback));
    }
}

}  // namespace asyncio::net::detail
