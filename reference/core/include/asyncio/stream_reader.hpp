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

/// A read's place in its reader while it waits for data, the end or an exception. The slot of the reader is
/// the only lock between reads: it is cleared on every way out (resumed, failed, cancelled, destroyed), also
/// where another read has taken it meanwhile, as Python's `finally` does.
class ReadWait {
  public:
    ReadWait() = default;
    ReadWait(const ReadWait&) = delete;
    ReadWait& operator=(const ReadWait&) = delete;
    ~ReadWait() {
        if (waiter_) {
            leave();
        }
    }

    /// Takes the slot; returns the future to wait for.
    FutureCore& enter(StreamReader& reader);
    /// Clears the slot after the wait; returns what the wait raises, null where there is something new to
    /// look at.
    [[nodiscard]] std::exception_ptr end(Runner& runner);
    /// After that: whether the reader went meanwhile.
    bool reader_is_gone() const noexcept { return reader_ == nullptr; }

    /// The reader goes while these reads are suspended: what is left to do is to be destroyed.
    static void reader_goes(ReadWait* first) noexcept;

  private:
    void leave() noexcept;

    StreamReader* reader_ = nullptr;
    RefPtr<FutureState<void>> waiter_;
    // Several reads can be suspended: one that was woken and did not run yet, and one that took the slot
    // meanwhile.
    ReadWait* next_ = nullptr;
};

/// How far a call has come when the coroutine that does the rest of it begins: by default, nowhere.
struct ReadProgress {
    bool waited = false;         ///< it has waited once
    std::exception_ptr failure;  ///< what that wait has raised
    std::size_t offset = 0;      ///< where the next search for a separator begins
};

/// What a reading method returns: the call, not begun yet. Where the buffer holds the answer when it is
/// awaited, the answer is taken at once and only its bytes are allocated. Where it has to wait for data and
/// these are the answer, no more is needed than a place in the reader. Otherwise the call runs as a
/// coroutine.
///
/// A Call says of itself: `answer(reader)`, how many bytes of the buffer answer it now (0: not now);
/// `only_waits(reader)`, after that, whether all that it does now is to wait for data;
/// `answer_after_wait(reader)`, how many bytes answer it then (none: it goes on as a coroutine);
/// `begin(reader, progress)`, the coroutine that does everything else.
template <class Call>
class [[nodiscard]] ReadAwaitable final : private WaitObserver {
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
        Runner& runner = *awaiting.promise().runner;
        if (call_.only_waits(reader_)) {
            wait_for_data(runner);
        } else {
            go_on(runner, ReadProgress());
        }
    }
    Result await_resume();
    /// What the call ended with, once it is done; null where there is a result.
    std::exception_ptr failure() const { return coroutine_ ? coroutine_.failure() : nullptr; }

    /// The call as a coroutine, which can be kept or made a task.
    Coro<Result> as_coro() && { return call_.begin(reader_, ReadProgress()); }
    operator Coro<Result>() && { return std::move(*this).as_coro(); }  // NOLINT: a call *is* a coroutine

  private:
    void wait_for_data(Runner& runner);
    void wait_ended(Runner& runner) override;
    void go_on(Runner& runner, ReadProgress progress) {
        coroutine_ = call_.begin(reader_, std::move(progress));
        coroutine_.begin(runner, runner.innermost());
    }

    StreamReader& reader_;
    Call call_;
    std::size_t size_ = 0;
    std::shared_ptr<StreamReader> alive_;  ///< while it waits
    ReadWait wait_;
    Coro<Result> coroutine_;
};

struct ReadCall {
    using Result = std::string;
    std::int64_t n;
    std::size_t answer(const StreamReader& reader) const noexcept;
    bool only_waits(const StreamReader& reader) const noexcept;
    std::optional<std::size_t> answer_after_wait(const StreamReader& reader) const noexcept;
    Coro<std::string> begin(StreamReader& reader, ReadProgress progress) const;
};

struct ReadExactlyCall {
    using Result = std::string;
    std::int64_t n;
    std::size_t answer(const StreamReader& reader) const noexcept;
    bool only_waits(const StreamReader& reader) const noexcept;
    std::optional<std::size_t> answer_after_wait(const StreamReader& reader) const noexcept;
    Coro<std::string> begin(StreamReader& reader, ReadProgress progress) const;
};

/// What the calls have in common that look for one separator.
class Search {
  public:
    std::size_t answer(const StreamReader& reader, std::string_view separator) noexcept;
    bool only_waits(const StreamReader& reader) const noexcept;
    std::optional<std::size_t> answer_after_wait(const StreamReader& reader,
                                                 std::string_view separator) const noexcept;
    /// With the place where the search goes on.
    ReadProgress advance(ReadProgress progress) const;

  private:
    /// Where the next search begins; npos: the last one did not end by reaching the end of the buffer.
    std::size_t offset_ = ReadBuffer::npos;
};

struct ReadUntilCall {
    using Result = std::string;
    std::string_view separator;
    Search search = {};
    std::string kept = {};  ///< the separator, once the call has begun
    std::size_t answer(const StreamReader& reader) noexcept { return search.answer(reader, separator); }
    bool only_waits(const StreamReader& reader);
    std::optional<std::size_t> answer_after_wait(const StreamReader& reader) const noexcept {
        return search.answer_after_wait(reader, kept);
    }
    Coro<std::string> begin(StreamReader& reader, ReadProgress progress) const;
};

struct LineCall {
    Search search = {};
    std::size_t answer(const StreamReader& reader) noexcept { return search.answer(reader, "\n"); }
    bool only_waits(const StreamReader& reader) const noexcept { return search.only_waits(reader); }
    std::optional<std::size_t> answer_after_wait(const StreamReader& reader) const noexcept {
        return search.answer_after_wait(reader, "\n");
    }
};

struct ReadLineCall : LineCall {
    using Result = std::string;
    Coro<std::string> begin(StreamReader& reader, ReadProgress progress) const;
};

struct NextLineCall : LineCall {
    using Result = std::optional<std::string>;
    Coro<std::optional<std::string>> begin(StreamReader& reader, ReadProgress progress) const;
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
    friend class detail::Search;
    friend class detail::ReadWait;
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

    Coro<std::string> read_waiting(std::int64_t n, detail::ReadProgress progress);
    Coro<std::string> readexactly_waiting(std::int64_t n, detail::ReadProgress progress);
    template <class Separator>
    Coro<std::string> readuntil_waiting(Separator separator, detail::ReadProgress progress);
    Coro<std::string> readuntil_untyped(std::size_t count);
    Coro<std::string> readline_waiting(detail::ReadProgress progress);
    Coro<std::optional<std::string>> anext_waiting(detail::ReadProgress progress);
    Coro<std::string> begin_readuntil(std::string separator, detail::ReadProgress progress);

    /// Whether a read that finds too little in the buffer waits for more, and nothing else happens before.
    bool can_only_wait() const noexcept { return !exception_ && !eof_ && !paused_ && !waiter_; }
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
    detail::ReadWait* waits_ = nullptr;  ///< the reads that are suspended
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

namespace detail {

template <class Call>
typename Call::Result ReadAwaitable<Call>::await_resume() {
    // Both are prvalues: the string is made in the caller's variable, which halves the cost of a short line.
    if (size_ == 0 && coroutine_) {
        return coroutine_.await_resume();
    }
    return reader_.take(size_);
}

template <class Call>
void ReadAwaitable<Call>::wait_for_data(Runner& runner) {
    alive_ = reader_.weak_from_this().lock();
    runner.suspend_on(wait_.enter(reader_), this);
}

template <class Call>
void ReadAwaitable<Call>::wait_ended(Runner& runner) {
    ReadProgress progress;
    progress.waited = true;
    progress.failure = wait_.end(runner);
    if (wait_.reader_is_gone()) {
        // Nobody but who cancels the task could have ended the wait.
        coroutine_ = failing<Result>(std::move(progress.failure));
        coroutine_.begin(runner, runner.innermost());
        return;
    }
    if (!progress.failure) {
        if (const std::optional<std::size_t> size = call_.answer_after_wait(reader_)) {
            size_ = *size;
            return;
        }
    }
    go_on(runner, std::move(progress));
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

inline std::size_t Search::answer(const StreamReader& reader, std::string_view separator) noexcept {
    if (reader.exception_ || reader.readuntil_overridden_ || separator.empty()) {
        return 0;
    }
    const std::size_t at = reader.buffer_.find(separator, 0);
    if (at == ReadBuffer::npos) {
        const std::size_t size = reader.buffer_.size();
        offset_ = size + 1 > separator.size() ? size + 1 - separator.size() : 0;
        return 0;
    }
    return reader.over_limit(at) ? 0 : at + separator.size();
}

}  // namespace detail
}  // namespace asyncio
