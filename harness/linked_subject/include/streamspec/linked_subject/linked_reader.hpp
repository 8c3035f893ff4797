#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace streamspec {

/// What a call asks of a reader.
struct ReadCall {
    enum class Kind : std::uint8_t { read, readexactly, readline, readuntil };
    Kind kind = Kind::read;
    std::optional<std::int64_t> count;  ///< of `read` (none: until the end) and `readexactly`
    std::string separator = "\n";       ///< of `readline` and `readuntil`
};

// How a call ended.
struct ReadData {
    std::string bytes;
};
/// The end came before what was asked for; the bytes are taken out of the reader.
struct ReadIncomplete {
    std::string partial;
    std::optional<std::int64_t> expected;  ///< none: it is not known how many
};
/// No separator within the limit.
struct ReadOverrun {
    std::int64_t consumed = 0;
};
struct ReadCancelled {};
/// Another exception, by the name of Python's type: "RuntimeError", "ValueError".
struct ReadFailed {
    std::string type;
    std::string text;
};
using ReadOutcome = std::variant<ReadData, ReadIncomplete, ReadOverrun, ReadCancelled, ReadFailed>;

/// A reader that is linked into the harness: what has to be written to have it tested. One thread calls it.
class LinkedReader {
  public:
    using Done = std::function<void(ReadOutcome)>;

    LinkedReader() = default;
    LinkedReader(const LinkedReader&) = delete;
    LinkedReader& operator=(const LinkedReader&) = delete;
    virtual ~LinkedReader() = default;

    virtual void feed(std::string_view bytes) = 0;
    virtual void feed_eof() = 0;
    /// Begins a call. `done` is called once, at any time: here, in another call, in `poll`.
    virtual void start(std::uint64_t id, const ReadCall& call, Done done) = 0;
    /// Cancels a call that is not done; its `done` is called with ReadCancelled.
    virtual void cancel(std::uint64_t id) = 0;
    /// Runs what is ready to run, without waiting; returns whether there was anything.
    virtual bool poll() = 0;
};

/// Makes a reader; `limit` is given only where the feature `limit` is declared.
using LinkedReaderMaker = std::function<std::unique_ptr<LinkedReader>(std::optional<std::int64_t> limit)>;

}  // namespace streamspec
