#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>

namespace streamspec {

/// A file descriptor that is closed with its owner.
class Descriptor {
  public:
    Descriptor() = default;
    explicit Descriptor(int number) noexcept : number_(number) {}
    Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
    Descriptor& operator=(Descriptor&& other) noexcept;
    ~Descriptor() { close(); }

    int get() const noexcept { return number_; }
    bool is_open() const noexcept { return number_ >= 0; }
    void close() noexcept;

  private:
    int release() noexcept;
    int number_ = -1;
};

/// A shell command with pipes to its stdin and from its stdout; stderr is ours. The command has a process
/// group of its own, which is killed and reaped with this object: no process and no descriptor is left.
class ChildProcess {
  public:
    using Clock = std::chrono::steady_clock;
    /// A line that is longer than this is no answer.
    static constexpr std::size_t kLongestLine = std::size_t{1} << 26U;

    /// What came of waiting for a line.
    enum class Outcome : std::uint8_t {
        line,    ///< a whole line
        ended,   ///< its stdout ended; what there is of a line is no line
        silent,  ///< the time was over
        deaf,    ///< the same, and it had not read all that was sent
        endless  ///< the line is too long
    };

    /// Starts the command. Throws std::system_error.
    explicit ChildProcess(const std::string& command);
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;
    ~ChildProcess();

    /// Sends `text`, and waits for a line, which `line()` is then. Reads while it writes, so that neither
    /// side can block the other.
    Outcome exchange(std::string_view text, Clock::duration timeout);
    /// Of the latest exchange: the line without its end, or what there is of it.
    std::string_view line() const noexcept { return std::string_view(buffer_).substr(0, line_end_); }
    /// Whether it wrote something that no exchange asked for.
    bool has_unasked_output();

    /// Sends `text` and ends its input, gives it that long to go by itself, and kills what is left then.
    void finish(std::string_view text, Clock::duration patience) noexcept;
    /// How it ended: "exit code 3", "signal 11 (Segmentation fault)". Kills it where it did not end by
    /// itself.
    std::string how_it_ended() noexcept;

  private:
    void drop_line();
    bool write_some(std::string_view& text);
    bool read_some();
    bool find_line();
    bool wait_for_exit(Clock::duration patience) const noexcept;
    void kill_and_reap() noexcept;

    Descriptor to_child_;
    Descriptor from_child_;
    pid_t pid_ = -1;
    int status_ = 0;
    bool reaped_ = false;
    std::vector<char> chunk_ = std::vector<char>(std::size_t{1} << 16U);  ///< what one read fills
    std::string buffer_;                                                  ///< the line and what follows it
    std::size_t searched_ = 0;                                            ///< so far there is no line's end
    std::size_t line_end_ = 0;
    std::size_t consumed_ = 0;  ///< of the buffer: the line with its end
};

}  // namespace streamspec
