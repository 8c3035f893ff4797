#pragma once

#include <cstddef>

#include "streamspec/report/style.hpp"

namespace streamspec::cli {

/// How to write to stdout: colour on a terminal only, and not with NO_COLOR; as wide as the terminal is.
Style stdout_style();

/// Shows on a terminal's last line how far a long work has come. On anything but a terminal it shows nothing.
class Progress {
  public:
    Progress();
    void show(std::size_t done, std::size_t all);
    /// Takes the line away.
    void clear();

  private:
    bool on_terminal_;
    std::size_t shown_percent_ = 101;
};

}  // namespace streamspec::cli
