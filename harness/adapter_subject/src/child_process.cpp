#include "child_process.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pipe_signal.hpp"
#include "process_groups.hpp"

// NOLINTNEXTLINE(readability-redundant-declaration): POSIX declares it nowhere.
extern char** environ;

namespace streamspec {
namespace {

void check(int error, const char* what) {
    if (error != 0) {
        throw std::system_error(error, std::generic_category(), what);
    }
}

struct Pipe {
    Descriptor read;
    Descriptor write;
};

/// Closed at every exec: no other child holds an end, so that closing ours is seen.
Pipe make_pipe() {
    std::array<int, 2> ends{};
    check(pipe2(ends.data(), O_CLOEXEC) == 0 ? 0 : errno, "a pipe cannot be made");
    return {Descriptor(ends[0]), Descriptor(ends[1])};
}

void make_nonblocking(const Descriptor& descriptor) {
    check(fcntl(descriptor.get(), F_SETFL, O_NONBLOCK) == 0 ? 0 : errno, "a pipe cannot be set up");
}

/// How a child begins: its descriptors, its process group, its signals.
class SpawnSetup {
  public:
    SpawnSetup(int in, int out) {
        check(posix_spawn_file_actions_init(&files_), "a process cannot be set up");
        check(posix_spawnattr_init(&attributes_), "a process cannot be set up");
        check(posix_spawn_file_actions_adddup2(&files_, in, STDIN_FILENO), "a process cannot be set up");
        check(posix_spawn_file_actions_adddup2(&files_, out, STDOUT_FILENO), "a process cannot be set up");
        sigset_t none;
        sigemptyset(&none);
        sigset_t defaults;
        sigemptyset(&defaults);
        sigaddset(&defaults, SIGPIPE);
        posix_spawnattr_setsigmask(&attributes_, &none);
        posix_spawnattr_setsigdefault(&attributes_, &defaults);
        posix_spawnattr_setpgroup(&attributes_, 0);
        posix_spawnattr_setflags(&attributes_,
                                 POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    }
    SpawnSetup(const SpawnSetup&) = delete;
    SpawnSetup& operator=(const SpawnSetup&) = delete;
    ~SpawnSetup() {
        posix_spawnattr_destroy(&attributes_);
        posix_spawn_file_actions_destroy(&files_);
    }

    pid_t spawn(const std::string& command) {
        std::string shell = "sh";
        std::string option = "-c";
        std::string text = command;
        std::array<char*, 4> arguments = {shell.data(), option.data(), text.data(), nullptr};
        pid_t pid = -1;
        check(posix_spawn(&pid, "/bin/sh", &files_, &attributes_, arguments.data(), environ),
              "the process cannot be started");
        return pid;
    }

  private:
    posix_spawn_file_actions_t files_{};
    posix_spawnattr_t attributes_{};
};

}  // namespace

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
    close();
    number_ = other.release();
    return *this;
}

void Descriptor::close() noexcept {
    if (is_open()) {
        ::close(number_);
        number_ = -1;
    }
}

int Descriptor::release() noexcept {
    return std::exchange(number_, -1);
}

ChildProcess::ChildProcess(const std::string& command) {
    auto in = make_pipe();
    auto out = make_pipe();
    make_nonblocking(in.write);
    make_nonblocking(out.read);
    {
        const EndingSignalBlock block;
        pid_ = SpawnSetup(in.read.get(), out.write.get()).spawn(command);
        try {
            ProcessGroups::add(pid_);
        } catch (...) {
            kill_and_reap();
            throw;
        }
    }
    to_child_ = std::move(in.write);
    from_child_ = std::move(out.read);
}

ChildProcess::~ChildProcess() {
    kill_and_reap();
}

ChildProcess::Outcome ChildProcess::exchange(std::string_view text, Clock::duration timeout) {
    drop_line();
    const auto deadline = Clock::now() + timeout;
    if (!text.empty() && to_child_.is_open() && !write_some(text)) {
        to_child_.close();
    }
    while (!find_line()) {
        if (buffer_.size() > kLongestLine) {
            line_end_ = buffer_.size();
            return Outcome::endless;
        }
        const bool writes = !text.empty() && to_child_.is_open();
        std::array<pollfd, 2> ends = {{{from_child_.get(), POLLIN, 0}, {to_child_.get(), POLLOUT, 0}}};
        auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
        auto ready =
            left <= 0 ? 0 : poll(ends.data(), writes ? 2 : 1, static_cast<int>(std::min<long>(left, 60'000)));
        if (ready < 0 && errno != EINTR) {
            check(errno, "waiting for the adapter failed");
        }
        if (ready == 0 && Clock::now() >= deadline) {
            line_end_ = buffer_.size();
            return text.empty() ? Outcome::silent : Outcome::deaf;
        }
        if (ready > 0 && writes && ends[1].revents != 0 && !write_some(text)) {
            // It does not read any more; what it has still to say is heard.
            to_child_.close();
        }
        if (ready > 0 && ends[0].revents != 0 && !read_some()) {
            line_end_ = buffer_.size();
            return Outcome::ended;
        }
    }
    return Outcome::line;
}

bool ChildProcess::has_unasked_output() {
    drop_line();
    pollfd end{from_child_.get(), POLLIN, 0};
    return !buffer_.empty() || poll(&end, 1, 0) != 0;
}

void ChildProcess::drop_line() {
    buffer_.erase(0, consumed_);
    searched_ = 0;
    line_end_ = 0;
    consumed_ = 0;
}

/// Whether the child still reads.
bool ChildProcess::write_some(std::string_view& text) {
    PipeSignalBlock block;
    auto written = write(to_child_.get(), text.data(), text.size());
    if (written < 0) {
        return errno == EAGAIN || errno == EINTR;
    }
    text.remove_prefix(static_cast<std::size_t>(written));
    return true;
}

/// Whether there may be more to read.
bool ChildProcess::read_some() {
    auto got = read(from_child_.get(), chunk_.data(), chunk_.size());
    buffer_.append(chunk_.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    return got > 0 || (got < 0 && (errno == EAGAIN || errno == EINTR));
}

bool ChildProcess::find_line() {
    auto end = buffer_.find('\n', searched_);
    searched_ = buffer_.size();
    if (end == std::string::npos) {
        return false;
    }
    line_end_ = end;
    consumed_ = end + 1;
    return true;
}

void ChildProcess::finish(std::string_view text, Clock::duration patience) noexcept {
    if (to_child_.is_open() && !reaped_) {
        // A pipe that is full belongs to one who does not read: he learns it from the end.
        write_some(text);
        to_child_.close();
        wait_for_exit(patience);
    }
    kill_and_reap();
}

bool ChildProcess::wait_for_exit(Clock::duration patience) const noexcept {
    constexpr auto kStep = std::chrono::milliseconds(2);
    const auto deadline = Clock::now() + patience;
    do {
        siginfo_t info{};
        if (waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 ||
            info.si_pid != 0) {
            return true;
        }
        std::this_thread::sleep_for(kStep);
    } while (Clock::now() < deadline);
    return false;
}

std::string ChildProcess::how_it_ended() noexcept {
    // Its stdout may have ended a moment before itself.
    constexpr auto kPatience = std::chrono::milliseconds(500);
    const bool by_itself = reaped_ || wait_for_exit(kPatience);
    kill_and_reap();
    if (!by_itself) {
        return "it closed its stdout and went on";
    }
    if (WIFSIGNALED(status_)) {
        return "signal " + std::to_string(WTERMSIG(status_)) + " (" + strsignal(WTERMSIG(status_)) + ")";
    }
    return "exit code " + std::to_string(WEXITSTATUS(status_));
}

void ChildProcess::kill_and_reap() noexcept {
    if (reaped_ || pid_ <= 0) {
        return;
    }
    // The group first: as long as its leader is not reaped, nobody else can have its number.
    kill(-pid_, SIGKILL);
    ProcessGroups::remove(pid_);
    while (waitpid(pid_, &status_, 0) < 0 && errno == EINTR) {
    }
    reaped_ = true;
    to_child_.close();
    from_child_.close();
}

}  // namespace streamspec
