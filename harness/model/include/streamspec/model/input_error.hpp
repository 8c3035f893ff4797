#pragma once

#include <stdexcept>
#include <string>

namespace streamspec {

/// What was given cannot be used: the question could not be asked. Says in which file, where in it, and why.
class InputError : public std::runtime_error {
  public:
    /// `pointer` is a JSON pointer ("/turns/0/do/1"; empty: the whole file), or a line ("line 12") of a file
    /// that is not JSON.
    InputError(std::string file, std::string pointer, std::string reason);

    const std::string& file() const noexcept { return file_; }
    const std::string& pointer() const noexcept { return pointer_; }
    /// What was expected there and what was found, or what else is wrong.
    const std::string& reason() const noexcept { return reason_; }

  private:
    std::string file_;
    std::string pointer_;
    std::string reason_;
};

}  // namespace streamspec
