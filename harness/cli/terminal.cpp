#include "terminal.hpp"

#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include <sys/ioctl.h>
#include <unistd.h>

#include "streamspec/report/progress_text.hpp"

namespace streamspec::cli {
namespace {

/// How long nothing is told of a work whose output is no terminal.
constexpr std::chrono::seconds kBetweenLines{10};
/// How long what a caller tells stays on the last line of a terminal.
constexpr std::chrono::seconds kBetweenUpdates{1};
constexpr std::size_t kUsualWidth = 80;

std::string& color_choice() {
    static std::string choice = "auto";
    return choice;
}

bool is_set(const char* name) {
    const char* value = std::getenv(name);
    return value != nullptr && *value != '\0';
}

bool is_terminal(int descriptor) {
    const char* kind = std::getenv("TERM");
    return isatty(descriptor) != 0 && (kind == nullptr || std::string_view(kind) != "dumb");
}

std::size_t width_of(int descriptor, std::size_t otherwise) {
    winsize size{};
    return ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : otherwise;
}

}  // namespace

void add_color_option(CLI::App& verb) {
    verb.add_option("--color", color_choice(), "When to write in colour")
        ->check(CLI::IsMember({"auto", "always", "never"}))
        ->capture_default_str();
}

Style stdout_style() {
    Style style;
    style.colour = color_choice() == "always" ||
                   (color_choice() == "auto" && is_terminal(STDOUT_FILENO) && !is_set("NO_COLOR"));
    style.width = width_of(STDOUT_FILENO, style.width);
    return style;
}

Progress::Progress() : on_terminal_(is_terminal(STDERR_FILENO)) {}

void Progress::show(std::size_t done, std::size_t all) {
    if (on_terminal_) {
        show_bar(done, all);
    } else {
        show_line(done, all);
    }
}

void Progress::show_bar(std::size_t done, std::size_t all) {
    if (auto percent = done * 100 / all; percent != shown_percent_) {
        shown_percent_ = percent;
        std::cerr << "\r" << progress_bar(done, all, width_of(STDERR_FILENO, kUsualWidth) - 1) << "\x1b[K"
                  << std::flush;
    }
}

void Progress::show_line(std::size_t done, std::size_t all) {
    auto now = std::chrono::steady_clock::now();
    if (now - told_ >= kBetweenLines) {
        told_ = now;
        std::cerr << "streamspec: " << progress_count(done, all) << std::endl;
    }
}

void Progress::tell(const std::function<std::string()>& line) {
    const auto now = std::chrono::steady_clock::now();
    if (now - told_ < (on_terminal_ ? kBetweenUpdates : kBetweenLines)) {
        return;
    }
    told_ = now;
    if (on_terminal_) {
        std::cerr << "\r" << cut(line(), width_of(STDERR_FILENO, kUsualWidth) - 1) << "\x1b[K" << std::flush;
    } else {
        std::cerr << "streamspec: " << line() << std::endl;
    }
}

void Progress::clear() {
    if (on_terminal_) {
        std::cerr << "\r\x1b[K" << std::flush;
    }
}

}  // namespace streamspec::cli
