#pragma once

#include <fstream>
#include <string>

namespace streamspec::cli {

/// A file that is written whole or not at all: what is written goes to a new file beside it, which takes its
/// place at the end. What is no regular file (a pipe, a device) is written to directly, and so is everything
/// where `as_it_comes` says that others read along.
class OutputFile {
  public:
    /// Throws InputError where it cannot be written.
    OutputFile(std::string path, bool as_it_comes);
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    std::ostream& stream() noexcept { return stream_; }
    /// Puts the file in its place. Throws InputError where not everything could be written.
    void finish();

  private:
    std::string path_;
    std::string temporary_;  ///< empty: it is written directly, or was finished
    std::ofstream stream_;
};

}  // namespace streamspec::cli
