#include "pager.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace streamspec::cli {
namespace {

bool on_path(const std::string& program) {
    const char* path = std::getenv("PATH");
    std::istringstream folders(path == nullptr ? "" : path);
    for (std::string folder; std::getline(folders, folder, ':');) {
        if (access((folder + "/" + program).c_str(), X_OK) == 0) {
            return true;
        }
    }
    return false;
}

/// A command of the shell; empty: page nothing.
std::string pager_command() {
    if (const char* pager = std::getenv("PAGER")) {
        return std::string(pager) == "cat" ? "" : pager;
    }
    for (const auto* program : {"less", "more"}) {
        if (on_path(program)) {
            return program;
        }
    }
    return {};
}

[[noreturn]] void become(const std::string& command, int input) {
    dup2(input, STDIN_FILENO);
    // As git does: colours pass, what fits on the screen is printed, and stays there.
    setenv("LESS", "FRX", 0);
    execl("/bin/sh", "sh", "-c", command.c_str(), nullptr);
    _exit(127);
}

}  // namespace

Pager::Pager(bool wanted) {
    const auto command = wanted && isatty(STDOUT_FILENO) != 0 ? pager_command() : std::string();
    std::array<int, 2> ends{};
    if (command.empty() || pipe2(ends.data(), O_CLOEXEC) != 0) {
        return;
    }
    std::cout.flush();
    process_ = fork();
    if (process_ == 0) {
        become(command, ends[0]);
    }
    close(ends[0]);
    if (process_ > 0) {
        terminal_ = fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
        dup2(ends[1], STDOUT_FILENO);
        // Ctrl-C is the pager's, and a pager that was left early takes no more.
        struct sigaction ignore {};
        ignore.sa_handler = SIG_IGN;
        sigaction(SIGINT, &ignore, &interrupt_);
        sigaction(SIGPIPE, &ignore, &broken_pipe_);
    }
    close(ends[1]);
}

Pager::~Pager() {
    if (terminal_ < 0) {
        return;
    }
    std::cout.flush();
    std::cout.clear();
    dup2(terminal_, STDOUT_FILENO);
    close(terminal_);
    while (waitpid(process_, nullptr, 0) < 0 && errno == EINTR) {
    }
    sigaction(SIGINT, &interrupt_, nullptr);
    sigaction(SIGPIPE, &broken_pipe_, nullptr);
}

}  // namespace streamspec::cli
