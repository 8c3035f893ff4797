#pragma once

#include <concepts>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <asyncio/coro.hpp>
#include <asyncio/detail/read_buffer.hpp>
#include <asyncio/dialect.hpp>
#include <asyncio/event_loop.hpp>
#include <asyncio/future.hpp>
#include <asyncio/task.hpp>
#include <asyncio/transport.hpp>

namespace asyncio {

class StreamReader;

namespace detail {

/// What a reading method returns: the call, not begun yet. Where the buffer holds the answer when it is
/// awaited, the answer is taken at once and only its bytes are allocated; otherwise the call runs as a
/// coroutine.
///
/// A Call says of itself: `answer(reader)`, how many bytes of the buffer answer it now (0: not now);
/// `begin(reader)`, the coroutine that does everything else.
template <class Call>
class [[nodiscard]] ReadAwaitable {
  public:
    using Result = typename Call::Result;

    ReadAwaitable(StreamReader& reader, Call call) : reader_(reader), call_(std::move(call)) {}
    ReadAwaitable(const ReadAwaitable&) = delete;
    ReadAwaitable& operator=(const ReadAwaitable&) = delete;
    ~ReadAwaitable() = default;

    bool await_ready() {
        size_ = call_.answer(reader_);
        return size_ != 0;
    }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> awaiting) {
        coroutine_ = call_.begin(reader_);
        coroutine_.await_suspend(awaiting);
    }
    Result await_resume();

    /// The call as a coroutine, which can be kept or made a task.
    Coro<Result> as_coro() && { return call_.begin(reader_); }
    operator Coro<Result>() && { return std::move(*this).as_coro(); }  // NOLINT: a call *is* a coroutine

  private:
    StreamReader& reader_;
    Call call_;
    std::size_t size_ = 0;
    Coro<Result> coroutine_;
};

struct ReadCall {
    using Result = std::string;
    std::int64_t n;
    std::size_t answer(const StreamReader& reader) const noexcept;
    Coro<std::string> begin(StreamReader& reader) const;
};

struct ReadExactlyCall {
    using Result = std::string;
    std::int64_t n;
    std::size_t answer(const StreamReader& reader) const noexcept;
    Coro<std::string> begin(StreamReader& reader) const;
};

struct ReadUntilCall {
    using Result = std::string;
    std::string_view separator;
    bool searched = false;  ///< the buffer was searched just now, in vain
    std::size_t answer(const StreamReader& reader) noexcept;
    Coro<std::string> begin(StreamReader& reader) const;
};

struct ReadLineCall {
    using Result = std::string;
    bool searched = false;
    std::size_t answer(const StreamReader& reader) noexcept;
    Coro<std::string> begin(StreamReader& reader) const;
};

struct NextLineCall {
    using Result = std::optional<std::string>;
    bool searched = false;
    std::size_t answer(const StreamReader& reader) noexcept;
    Coro<std::optional<std::string>> begin(StreamReader& reader) const;
};

}  // namespace detail

/// Reads from a stream of bytes that something else (a protocol, a test) feeds: `asyncio.StreamReader`.
///
/// One task reads at a time; a second one that has to wait gets a RuntimeError. Not thread safe. A suspended
/// read keeps a reader that is owned by a std::shared_ptr alive; any other reader may go before a suspended
/// read does, but not before one that runs again.
class StreamReader : public std::enable_shared_from_this<StreamReader> {
  public:
    /// The default limit, in bytes.
    static constexpr std::int64_t kDefaultLimit = 64 * 1024;

    using Read = detail::ReadAwaitable<detail::ReadCall>;
    using ReadExactly = detail::ReadAwaitable<detail::ReadExactlyCall>;
    using ReadUntil = detail::ReadAwaitable<detail::ReadUntilCall>;
    using ReadLine = detail::ReadAwaitable<detail::ReadLineCall>;
    using NextLine = detail::ReadAwaitable<detail::NextLineCall>;

    /// A reader of a loop. `limit` bytes is the longest line or record that is returned; the transport is
    /// paused while more than twice as much is buffered. Throws ValueError where it is not positive.
    explicit StreamReader(EventLoop& loop, std::int64_t limit = kDefaultLimit);
    /// A reader of `get_event_loop(dialect)`, as Python makes it where it is given no loop.
    explicit StreamReader(std::int64_t limit = kDefaultLimit, const Dialect& dialect = Dialect::newest());
    StreamReader(const StreamReader&) = delete;
    StreamReader& operator=(const StreamReader&) = delete;
    virtual ~StreamReader();

    /// The exception that was set; null where none was.
    const std::exception_ptr& exception() const noexcept { return exception_; }
    /// Sets the exception that every later read raises, and wakes a waiting one with it; null clears it.
    /// Throws TypeError where a read waits and its future refuses the exception (null, StopIteration): the
    /// exception is set all the same, and that read waits for ever.
    void set_exception(std::exception_ptr exception);
    template <std::derived_from<BaseException> E>
    void set_exception(E exception) {
        set_exception(std::make_exception_ptr(std::move(exception)));
    }

    /// Sets the transport that is paused and resumed; null forgets it. Throws AssertionError where there is
    /// one.
    void set_transport(std::shared_ptr<Transport> transport);
    /// Pauses and resumes another transport from now on: the connection goes on over it. Throws AssertionError
    /// where there was none.
    void replace_transport(std::shared_ptr<Transport> transport);
    const std::shared_ptr<Transport>& transport() const noexcept { return transport_; }

    /// Appends bytes and wakes a waiting read. Throws AssertionError after `feed_eof`; what `pause_reading`
    /// throws (other than NotImplementedError, after which the transport is forgotten) passes through: the
    /// bytes are kept.
    void feed_data(std::string_view data);
    /// Marks the end of the stream and wakes a waiting read.
    void feed_eof();
    /// Whether the end was marked and everything was read.
    bool at_eof() const noexcept { return eof_ && buffer_.empty(); }

    /// Up to `n` bytes, as soon as there is one; empty at the end of the stream. Negative: all until the end;
    /// 0: empty, at once. Throws the exception that was set.
    Read read(std::int64_t n = -1) { return {*this, {n}}; }
    /// Exactly `n` bytes. Throws IncompleteReadError (which holds the rest) where the stream ends before,
    /// ValueError where `n` is negative, the exception that was set.
    ReadExactly readexactly(std::int64_t n) { return {*this, {n}}; }
    /// All up to and including `separator`. Throws IncompleteReadError where the stream ends before,
    /// LimitOverrunError where more than `limit` bytes stand before the separator (they stay in the buffer),
    /// ValueError where the separator is empty, the exception that was set. The separator is copied when the
    /// call begins (is awaited, or becomes a coroutine): `co_await` it in the expression that makes it.
    ReadUntil readuntil(std::string_view separator = "\n") { return {*this, {separator}}; }
    /// The same with several separators: the one that ends first counts. Dialects before 3.13 know one only
    /// and throw TypeError, as soon as the buffer holds as many bytes as there are separators.
    Coro<std::string> readuntil(std::vector<std::string> separators);
    /// A line with its newline; at the end of the stream what is left, then empty. A line longer than the
    /// limit is dropped (of one whose newline did not come yet, what is there) and ValueError thrown.
    ReadLine readline() { return {*this, {}}; }
    /// The next line, as `async for line in reader` reads it; none at the end: `StreamReader.__anext__`.
    NextLine anext() { return {*this, {}}; }

    /// Python's `repr(reader)`; the future of a waiting read is written `<Future>`.
    std::string repr() const;

    /// \internal All that is buffered: `start_tls` takes it for TLS.
    std::string take_buffered() { return buffer_.take(buffer_.size()); }
    /// \internal The transport that is paused and resumed from now on: the one that `start_tls` has made.
    void replace_transport(std::shared_ptr<Transport> transport) { transport_ = std::move(transport); }

    EventLoop& loop() const noexcept { return loop_; }
    std::int64_t limit() const noexcept { return limit_; }

  protected:
    /// Given to the constructor by a class that overrides `do_readuntil`.
    struct OverridesReaduntil {};
    StreamReader(OverridesReaduntil, EventLoop& loop, std::int64_t limit);

    /// What `readuntil` does, and `readline` and `anext` through it, as Python's methods call each other.
    virtual Coro<std::string> do_readuntil(std::string separator);

    /// The wait that all reading methods share, for more data, the end or an exception: Python's private
    /// `_wait_for_data`. `function_name` stands in the text of the RuntimeError that a second waiting read
    /// gets.
    Coro<void> wait_for_data(std::string function_name);

  private:
    template <class Call>
    friend class detail::ReadAwaitable;
    friend struct detail::ReadCall;
    friend struct detail::ReadExactlyCall;
    friend struct detail::ReadUntilCall;
    friend struct detail::ReadLineCall;
    friend struct detail::NextLineCall;
    class DataWait;
    class OneSeparator;
    class AnySeparator;
    /// Where a separator stands in the buffer.
    struct Match {
        std::size_t begin = 0;
        std::size_t end = detail::ReadBuffer::npos;  ///< npos: nowhere
    };

    Coro<std::string> read_waiting(std::int64_t n);
    Coro<std::string> readexactly_waiting(std::int64_t n);
    template <class Separator>
    Coro<std::string> readuntil_waiting(Separator separator);
    Coro<std::string> readuntil_untyped(std::size_t count);
    Coro<std::string> readline_waiting(bool searched);
    Coro<std::optional<std::string>> anext_waiting(bool searched);
    Coro<std::string> begin_readuntil(std::string separator, bool searched);

    /// How many bytes answer `readuntil(separator)` now; 0 where it has to wait or to throw.
    std::size_t answer_until(std::string_view separator, bool& searched) const noexcept;
    DataWait data_arrives(std::string_view function_name);
    /// Drops the line whose newline is at `consumed`; everything, where no newline is there.
    void drop_overlong_line(std::int64_t consumed);
    bool over_limit(std::size_t size) const noexcept { return std::cmp_greater(size, limit_); }
    std::string take(std::size_t count);
    std::string take_and_resume(std::size_t count);
    void maybe_resume_transport();
    void wake_waiter();
    detail::RefPtr<detail::FutureState<void>> take_waiter() noexcept {
        return std::exchange(waiter_, nullptr);
    }

    EventLoop& loop_;
    std::int64_t limit_;
    detail::ReadBuffer buffer_;
    std::exception_ptr exception_;
    std::shared_ptr<Transport> transport_;
    detail::RefPtr<detail::FutureState<void>> waiter_;
    DataWait* waits_ = nullptr;  ///< the reads that are suspended
    bool eof_ = false;
    bool paused_ = false;
    bool readuntil_overridden_ = false;
};

inline std::string StreamReader::take(std::size_t count) {
    if (paused_) {
        return take_and_resume(count);
    }
    return buffer_.take(count);
}

inline std::size_t StreamReader::answer_until(std::string_view separator, bool& searched) const noexcept {
    if (exception_ || readuntil_overridden_ || separator.empty()) {
        return 0;
    }
    const std::size_t at = buffer_.find(separator, 0);
    if (at == detail::ReadBuffer::npos) {
        searched = buffer_.size() >= separator.size();
        return 0;
    }
    return over_limit(at) ? 0 : at + separator.size();
}

namespace detail {

template <class Call>
typename Call::Result ReadAwaitable<Call>::await_resume() {
    // Both are prvalues: the string is made in the caller's variable, which halves the cost of a short line.
    if (size_ != 0) {
        return reader_.take(size_);
    }
    return coroutine_.await_resume();
}

inline std::size_t ReadCall::answer(const StreamReader& reader) const noexcept {
    if (reader.exception_ || n <= 0) {
        return 0;
    }
    return std::min(reader.buffer_.size(), static_cast<std::size_t>(n));
}

inline std::size_t ReadExactlyCall::answer(const StreamReader& reader) const noexcept {
    const bool there = !reader.exception_ && n > 0 && std::cmp_less_equal(n, reader.buffer_.size());
    return there ? static_cast<std::size_t>(n) : 0;
}

inline std::size_t ReadUntilCall::answer(const StreamReader& reader) noexcept {
    return reader.answer_until(separator, searched);
}

inline std::size_t ReadLineCall::answer(const StreamReader& reader) noexcept {
    return reader.answer_until("\n", searched);
}

inline std::size_t NextLineCall::answer(const StreamReader& reader) noexcept {
    return reader.answer_until("\n", searched);
}

}  // namespace detail
}  // namespace asyncio
