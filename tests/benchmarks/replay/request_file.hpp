#pragma once

#include <cstddef>
#include <string>
#include <vector>

/// A file of requests as an adapter takes them, one a line, with each script so many times; it is gone when
/// this object is.
class RequestFile {
  public:
    RequestFile(const std::vector<std::string>& scripts, int times);
    RequestFile(const RequestFile&) = delete;
    RequestFile& operator=(const RequestFile&) = delete;
    ~RequestFile();

    const std::string& name() const noexcept { return name_; }
    /// How many requests there are.
    std::size_t count() const noexcept { return count_; }

  private:
    std::string name_ = "/tmp/streamspec-requests-XXXXXX";
    std::size_t count_ = 0;
};
