#include "process_groups.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <system_error>

#include <pthread.h>

#include "streamspec/adapter_subject/end_with_signal.hpp"

namespace streamspec {
namespace {

using Slot = std::atomic<pid_t>;
static_assert(Slot::is_always_lock_free, "a signal handler reads it");

std::array<Slot, ProcessGroups::kMost> slots;

constexpr std::array kEndingSignals = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

bool exchange_one(pid_t from, pid_t to) noexcept {
    for (Slot& slot : slots) {
        pid_t expected = from;
        if (slot.compare_exchange_strong(expected, to)) {
            return true;
        }
    }
    return false;
}

}  // namespace

void ProcessGroups::add(pid_t group) {
    if (!exchange_one(0, group)) {
        throw std::system_error(EAGAIN, std::generic_category(), "too many adapters at a time");
    }
}

void ProcessGroups::remove(pid_t group) noexcept {
    exchange_one(group, 0);
}

void ProcessGroups::kill_all() noexcept {
    for (const Slot& slot : slots) {
        if (const pid_t group = slot.load(); group != 0) {
            kill(-group, SIGKILL);
        }
    }
}

EndingSignalBlock::EndingSignalBlock() {
    sigset_t ending;
    sigemptyset(&ending);
    for (const int number : kEndingSignals) {
        sigaddset(&ending, number);
    }
    pthread_sigmask(SIG_BLOCK, &ending, &before_);
}

EndingSignalBlock::~EndingSignalBlock() {
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

extern "C" {
static void end_with_adapters(int number) {
    ProcessGroups::kill_all();
    // The default action, which SA_RESETHAND has put back, is what the sender meant.
    raise(number);
}
}

void end_adapters_with_signals() {
    for (const int number : kEndingSignals) {
        struct sigaction before {};
        sigaction(number, nullptr, &before);
        if (before.sa_handler == SIG_IGN) {
            continue;  // nohup
        }
        struct sigaction action {};
        action.sa_handler = end_with_adapters;
        action.sa_flags = static_cast<int>(SA_RESETHAND);
        sigaction(number, &action, nullptr);
    }
}

}  // namespace streamspec
