#pragma once

#include <fstream>
#include <ostream>
#include <sstream>
#include <string>

namespace streamspec::cli {

/// A file that is written whole or not at all: what is written is kept until the end, goes to a new file
/// beside it then, which takes its place. What is no regular file (a pipe, a device) is written to directly,
/// and so is everything where `as_it_comes` says that others read along. A name of stdout, whatever that is,
/// is stdout.
class OutputFile {
  public:
    /// Throws InputError where it cannot be written.
    OutputFile(std::string path, bool as_it_comes);

    std::ostream& stream() noexcept;
    /// Puts the file in its place. Throws InputError where not everything could be written.
    void finish();

  private:
    void replace();

    bool is_stdout_;
    std::string path_;
    bool replaces_;
    std::ostringstream text_;  ///< what will take the file's place
    std::ofstream file_;       ///< what is written to directly
};

}  // namespace streamspec::cli
