#pragma once

#include <string>

namespace streamspec {

/// A folder of its own for the sockets of a script, gone with this object.
class TemporaryFolder {
  public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder();

    std::string new_path() { return path_ + "/socket" + std::to_string(++sockets_); }
    const std::string& path() const noexcept { return path_; }

  private:
    std::string path_;
    int sockets_ = 0;
};

}  // namespace streamspec
