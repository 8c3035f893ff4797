#include "pipe_signal.hpp"

#include <cerrno>
#include <ctime>

#include <pthread.h>

namespace streamspec {
namespace {

sigset_t pipe_signal() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGPIPE);
    return set;
}

bool is_pending() {
    sigset_t pending;
    sigpending(&pending);
    return sigismember(&pending, SIGPIPE) == 1;
}

}  // namespace

PipeSignalBlock::PipeSignalBlock() {
    auto set = pipe_signal();
    pthread_sigmask(SIG_BLOCK, &set, &before_);
    was_pending_ = sigismember(&before_, SIGPIPE) == 1 && is_pending();
}

PipeSignalBlock::~PipeSignalBlock() {
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
}

void PipeSignalBlock::take_signal() const {
    if (!was_pending_ && is_pending()) {
        auto set = pipe_signal();
        const timespec now{};
        while (sigtimedwait(&set, nullptr, &now) < 0 && errno == EINTR) {
        }
    }
}

}  // namespace streamspec
