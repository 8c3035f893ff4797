#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>

#include <CLI/CLI.hpp>

#include "streamspec/report/style.hpp"

namespace streamspec::cli {

/// The option --color of a verb. It holds for the whole process: there is one terminal.
void add_color_option(CLI::App& verb);

/// How to write to stdout: in colour as --color says; left to itself, on a terminal only that is not dumb,
/// and not with NO_COLOR. As wide as the terminal is.
Style stdout_style();

/// Tells on stderr how far a long work has come: on a terminal by a bar on its last line, elsewhere by a line
/// from time to time.
class Progress {
  public:
    Progress();
    void show(std::size_t done, std::size_t all);
    /// Tells it in words of the caller's, who is asked for them when it is time.
    void tell(const std::function<std::string()>& line);
    /// Takes away what is on the last line.
    void clear();

  private:
    void show_bar(std::size_t done, std::size_t all);
    void show_line(std::size_t done, std::size_t all);

    bool on_terminal_;
    std::size_t shown_percent_ = 101;
    std::chrono::steady_clock::time_point told_ = std::chrono::steady_clock::now();
};

}  // namespace streamspec::cli
