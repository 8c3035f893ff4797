#include "terminal.hpp"

#include <cstdlib>
#include <iostream>

#include <sys/ioctl.h>
#include <unistd.h>

namespace streamspec::cli {

Style stdout_style() {
    Style style;
    if (isatty(STDOUT_FILENO) == 0) {
        return style;
    }
    const char* no_color = std::getenv("NO_COLOR");
    style.colour = no_color == nullptr || *no_color == '\0';
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        style.width = size.ws_col;
    }
    return style;
}

Progress::Progress() : on_terminal_(isatty(STDERR_FILENO) != 0) {}

void Progress::show(std::size_t done, std::size_t all) {
    auto percent = done * 100 / all;
    if (on_terminal_ && percent != shown_percent_) {
        shown_percent_ = percent;
        std::cerr << "\r" << done << " of " << all << " scripts" << std::flush;
    }
}

void Progress::clear() {
    if (on_terminal_) {
        std::cerr << "\r\x1b[K" << std::flush;
    }
}

}  // namespace streamspec::cli
