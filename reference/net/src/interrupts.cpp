#include "interrupts.hpp"

#include <atomic>

#include <sys/syscall.h>
#include <unistd.h>

#include "io_services.hpp"

namespace asyncio::net::detail {

namespace {

/// The loop of the main thread that runs now: what a signal handler can know. Only that thread sets it.
std::atomic<Wakeup*> woken_by_interrupt = nullptr;
std::atomic<bool> interrupted = false;
static_assert(std::atomic<Wakeup*>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

void on_interrupt(int /*signal*/) {
    interrupted = true;
    if (Wakeup* const wakeup = woken_by_interrupt) {
        wakeup->wake();
    }
}

bool on_main_thread() {
    return ::getpid() == static_cast<pid_t>(::syscall(SYS_gettid));
}

}  // namespace

InterruptScope::InterruptScope(IoServices& services) {
    if (!on_main_thread() || ::sigaction(SIGINT, nullptr, &former_) != 0 || former_.sa_handler != SIG_DFL) {
        return;
    }
    woken_by_interrupt = &services.wakeup();
    struct sigaction action {};
    action.sa_handler = &on_interrupt;
    installed_ = ::sigaction(SIGINT, &action, nullptr) == 0;
}

InterruptScope::~InterruptScope() {
    if (installed_) {
        ::sigaction(SIGINT, &former_, nullptr);
        woken_by_interrupt = nullptr;
        interrupted = false;
    }
}

bool InterruptScope::take_interrupt() noexcept {
    return interrupted.load(std::memory_order_relaxed) && interrupted.exchange(false);
}

}  // namespace asyncio::net::detail
