#include "watch.hpp"

#include <utility>

#include "io_services.hpp"

namespace asyncio::net::detail {

using asyncio::detail::RefPtr;

template <bool kRead>
struct Watch::Handler {
    RefPtr<Watch> watch;
    void operator()(boost::system::error_code error) const { watch->became_ready<kRead>(error.failed()); }
};

Watch::Watch(IoServices& services, int descriptor)
    : services_(services), descriptor_(std::in_place, services.context(), descriptor) {}

Watch::~Watch() {
    give_back();
}

void Watch::give_back() noexcept {
    for (Direction* direction : {&read_, &write_}) {
        if (direction->armed) {  // else the services may be gone: the loop has given back what was left
            services_.note_armed(-1);
        }
        *direction = Direction();
    }
    if (descriptor_) {
        descriptor_->release();  // its owner closes it
        descriptor_.reset();
    }
}

void Watch::want(Direction& direction, bool wanted) {
    direction.wanted = wanted;
    if (!wanted) {
        direction.queued = false;
    } else if (descriptor_ && !direction.armed && !direction.queued) {
        arm(direction);
    }
}

void Watch::arm(Direction& direction) {
    direction.armed = true;
    services_.note_armed(1);
    if (&direction == &read_) {
        descriptor_->async_wait(descriptor_->wait_read, Handler<true>{RefPtr<Watch>(this)});
    } else {
        descriptor_->async_wait(descriptor_->wait_write, Handler<false>{RefPtr<Watch>(this)});
    }
}

template <bool kRead>
void Watch::became_ready(bool aborted) {
    Direction& direction = kRead ? read_ : write_;
    if (!direction.armed) {
        return;  // given back meanwhile: the loop may be gone
    }
    direction.armed = false;
    services_.note_armed(-1);
    if (!direction.wanted) {
        return;
    }
    if (aborted) {
        arm(direction);
        return;
    }
    direction.queued = true;
    services_.loop().schedule({RefPtr<RefCounted>(this), &Watch::run_callback<kRead>});
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
        watch.services_.loop().call_exception_handler(
            {"Exception in callback", std::current_exception(), {"exception", "handle", "message"}});
    }
    if (direction.wanted && watch.descriptor_ && !direction.armed && !direction.queued) {
        watch.arm(direction);
    }
}

}  // namespace asyncio::net::detail
