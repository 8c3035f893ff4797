#include <algorithm>

#include <asyncio/exceptions.hpp>
#include <asyncio/stream_reader.hpp>

namespace asyncio {

namespace {

std::int64_t checked_limit(std::int64_t limit) {
    if (limit <= 0) {
        throw ValueError("Limit cannot be <= 0");
    }
    return limit;
}

}  // namespace

/// Suspends a read until data, the end or an exception arrives.
class StreamReader::DataWait {
  public:
    DataWait(StreamReader& reader, std::string_view function_name)
        : reader_(reader), function_name_(function_name) {}

    bool await_ready() {
        if (reader_.waiter_) {
            refusal_ = std::make_exception_ptr(
                RuntimeError(std::string(function_name_) +
                             "() called while another coroutine is already waiting for incoming data"));
            return true;
        }
        if (reader_.eof_) {
            refusal_ = std::make_exception_ptr(AssertionError("_wait_for_data after EOF"));
            return true;
        }
        if (reader_.paused_) {  // nothing would ever arrive
            reader_.paused_ = false;
            reader_.transport_->resume_reading();
        }
        return false;
    }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> coroutine) {
        runner_ = coroutine.promise().runner;
        runner_->suspend_on(wait_.enter(reader_));
    }
    /// What the wait raises; null where there is something new to look at.
    [[nodiscard]] std::exception_ptr await_resume() { return refusal_ ? refusal_ : wait_.end(*runner_); }

  private:
    StreamReader& reader_;
    std::string_view function_name_;
    std::exception_ptr refusal_;
    detail::ReadWait wait_;
    detail::Runner* runner_ = nullptr;
};

StreamReader::StreamReader(EventLoop& loop, std::int64_t limit) : loop_(loop), limit_(checked_limit(limit)) {}

StreamReader::StreamReader(std::int64_t limit, const Dialect& dialect)
    : loop_((checked_limit(limit), get_event_loop(dialect))), limit_(limit) {}

StreamReader::StreamReader(OverridesReaduntil, EventLoop& loop, std::int64_t limit)
    : StreamReader(loop, limit) {
    readuntil_overridden_ = true;
}

StreamReader::~StreamReader() {
    detail::ReadWait::reader_goes(waits_);
}

void StreamReader::set_exception(std::exception_ptr exception) {
    exception_ = std::move(exception);
    if (const auto waiter = take_waiter(); waiter && !waiter->cancelled()) {
        waiter->set_exception(exception_);
    }
}

void StreamReader::set_transport(std::shared_ptr<Transport> transport) {
    if (transport_) {
        throw AssertionError("Transport already set");
    }
    transport_ = std::move(transport);
}

void StreamReader::replace_transport(std::shared_ptr<Transport> transport) {
    if (!transport_) {
        throw AssertionError("Transport not set");
    }
    transport_ = std::move(transport);
}

void StreamReader::feed_data(std::string_view data) {
    if (eof_) {
        throw AssertionError("feed_data after feed_eof");
    }
    if (data.empty()) {
        return;
    }
    buffer_.append(data);
    wake_waiter();
    // In two steps: twice a large limit is more than an integer holds.
    if (transport_ && !paused_ && over_limit(buffer_.size()) &&
        over_limit(buffer_.size() - static_cast<std::size_t>(limit_))) {
        try {
            transport_->pause_reading();
            paused_ = true;
        } catch (const NotImplementedError&) {
            transport_ = nullptr;
        }
    }
}

void StreamReader::feed_eof() {
    eof_ = true;
    wake_waiter();
}

void StreamReader::wake_waiter() {
    if (const auto waiter = take_waiter(); waiter && !waiter->cancelled()) {
        waiter->set_result();
    }
}

std::string StreamReader::take_and_resume(std::size_t count) {
    std::string taken = buffer_.take(count);
    maybe_resume_transport();
    return taken;
}

void StreamReader::maybe_resume_transport() {
    if (paused_ && !over_limit(buffer_.size())) {
        paused_ = false;
        transport_->resume_reading();
    }
}

StreamReader::DataWait StreamReader::data_arrives(std::string_view function_name) {
    return {*this, function_name};
}

Coro<void> StreamReader::wait_for_data(std::string function_name) {
    const std::shared_ptr<StreamReader> alive = weak_from_this().lock();
    if (const std::exception_ptr error = co_await data_arrives(function_name)) {
        std::rethrow_exception(error);
    }
}

Coro<std::string> StreamReader::read_waiting(std::int64_t n, detail::ReadProgress progress) {
    const std::shared_ptr<StreamReader> alive = weak_from_this().lock();
    if (progress.failure) {
        co_return detail::Failed{std::move(progress.failure)};
    }
    if (exception_) {
        co_return detail::Failed{exception_};
    }
    if (n == 0) {
        co_return std::string();
    }
    if (n < 0) {
        // In blocks of at most the limit, so that a transport that was paused is resumed.
        std::string all;
        for (;;) {
            const std::string block = co_await read(limit_);
            if (block.empty()) {
                break;
            }
            all += block;
        }
        co_return all;
    }
    if (buffer_.empty() && !eof_) {
        if (std::exception_ptr error = co_await data_arrives("read")) {
            co_return detail::Failed{std::move(error)};
        }
    }
    co_return take(std::min(buffer_.size(), static_cast<std::size_t>(n)));
}

Coro<std::string> StreamReader::readexactly_waiting(std::int64_t n, detail::ReadProgress progress) {
    const std::shared_ptr<StreamReader> alive = weak_from_this().lock();
    if (progress.failure) {
        co_return detail::Failed{std::move(progress.failure)};
    }
    if (n < 0) {
        co_return detail::failed(ValueError("readexactly size can not be less than zero"));
    }
    if (exception_ && !progress.waited) {
        co_return detail::Failed{exception_};
    }
    if (n == 0) {
        co_return std::string();
    }
    while (std::cmp_less(buffer_.size(), n)) {
        if (eof_) {
            co_return detail::failed(IncompleteReadError(buffer_.take(buffer_.size()), n, loop_.dialect()));
        }
        if (std::exception_ptr error = co_await data_arrives("readexactly")) {
            co_return detail::Failed{std::move(error)};
        }
    }
    co_return take(static_cast<std::size_t>(n));
}

/// What `readuntil` looks for: one separator.
class StreamReader::OneSeparator {
  public:
    explicit OneSeparator(std::string separator) : separator_(std::move(separator)) {}

    void check() const {
        if (separator_.empty()) {
            throw ValueError("Separator should be at least one-byte string");
        }
    }
    std::size_t shortest() const noexcept { return separator_.size(); }
    std::size_t longest() const noexcept { return separator_.size(); }
    Match find(const detail::ReadBuffer& buffer, std::size_t from) const noexcept {
        const std::size_t at = buffer.find(separator_, from);
        return at == detail::ReadBuffer::npos ? Match{} : Match{at, at + separator_.size()};
    }

  private:
    std::string separator_;
};

/// One of several separators: of those that are there, the one that ends first.
class StreamReader::AnySeparator {
  public:
    explicit AnySeparator(std::vector<std::string> separators) : separators_(std::move(separators)) {
        // The shortest first, so that of two that end at the same place the shorter one is the match.
        std::stable_sort(separators_.begin(), separators_.end(),
                         [](const std::string& a, const std::string& b) { return a.size() < b.size(); });
    }

    void check() const {
        if (separators_.empty()) {
            throw ValueError("Separator should contain at least one element");
        }
        if (shortest() == 0) {
            throw ValueError("Separator should be at least one-byte string");
        }
    }
    std::size_t shortest() const noexcept { return separators_.front().size(); }
    std::size_t longest() const noexcept { return separators_.back().size(); }
    Match find(const detail::ReadBuffer& buffer, std::size_t from) const noexcept {
        Match first;
        for (const std::string& separator : separators_) {
            const std::size_t at = buffer.find(separator, from);
            if (at != detail::ReadBuffer::npos && at + separator.size() < first.end) {
                first = {at, at + separator.size()};
            }
        }
        return first;
    }

  private:
    std::vector<std::string> separators_;
};

template <class Separator>
Coro<std::string> StreamReader::readuntil_waiting(Separator separator, detail::ReadProgress progress) {
    const std::shared_ptr<StreamReader> alive = weak_from_this().lock();
    if (progress.failure) {
        co_return detail::Failed{std::move(progress.failure)};
    }
    separator.check();
    if (exception_ && !progress.waited) {
        co_return detail::Failed{exception_};
    }
    // Where the next search begins: no separator begins before. It is neither set back when another task
    // takes bytes meanwhile, nor unsigned arithmetic: then there are fewer bytes than that.
    std::size_t offset = progress.offset;
    Match match;
    for (;;) {
        const std::size_t size = buffer_.size();
        if (size >= offset + separator.shortest()) {
            match = separator.find(buffer_, offset);
            if (match.end != detail::ReadBuffer::npos) {
                break;
            }
            offset = size + 1 > separator.longest() ? size + 1 - separator.longest() : 0;
            if (over_limit(offset)) {
                co_return detail::failed(LimitOverrunError(
                    "Separator is not found, and chunk exceed the limit", static_cast<std::int64_t>(offset)));
            }
        }
        if (eof_) {
            co_return detail::failed(IncompleteReadError(buffer_.take(size), std::nullopt, loop_.dialect()));
        }
        if (std::exception_ptr error = co_await data_arrives("readuntil")) {
            co_return detail::Failed{std::move(error)};
        }
    }
    if (over_limit(match.begin)) {
        co_return detail::failed(LimitOverrunError("Separator is found, but chunk is longer than limit",
                                                   static_cast<std::int64_t>(match.begin)));
    }
    co_return take(match.end);
}

Coro<std::string> StreamReader::readuntil(std::vector<std::string> separators) {
    if (loop_.dialect().tuple_separators) {
        return readuntil_waiting(AnySeparator(std::move(separators)), detail::ReadProgress());
    }
    return readuntil_untyped(separators.size());
}

/// Several separators in a dialect that knows one: Python takes the tuple's length for the separator's, and
/// fails when it first searches.
Coro<std::string> StreamReader::readuntil_untyped(std::size_t count) {
    const std::shared_ptr<StreamReader> alive = weak_from_this().lock();
    if (count == 0) {
        throw ValueError("Separator should be at least one-byte string");
    }
    if (exception_) {
        co_return detail::Failed{exception_};
    }
    while (buffer_.size() < count) {
        if (eof_) {
            co_return detail::failed(
                IncompleteReadError(buffer_.take(buffer_.size()), std::nullopt, loop_.dialect()));
        }
        if (std::exception_ptr error = co_await data_arrives("readuntil")) {
            co_return detail::Failed{std::move(error)};
        }
    }
    co_return detail::failed(TypeError("argument should be integer or bytes-like object, not 'tuple'"));
}

Coro<std::string> StreamReader::do_readuntil(std::string separator) {
    return readuntil_waiting(OneSeparator(std::move(separator)), detail::ReadProgress());
}

Coro<std::string> StreamReader::begin_readuntil(std::string separator, detail::ReadProgress progress) {
    return readuntil_overridden_ ? do_readuntil(std::move(separator))
                                 : readuntil_waiting(OneSeparator(std::move(separator)), std::move(progress));
}

Coro<std::string> StreamReader::readline_waiting(detail::ReadProgress progress) {
    const std::shared_ptr<StreamReader> alive = weak_from_this().lock();
    Coro<std::string> line = begin_readuntil("\n", std::move(progress));
    co_await detail::Settling(line);
    const std::exception_ptr error = line.promise().exception();
    if (const auto* const incomplete = exception_cast<IncompleteReadError>(error)) {
        co_return incomplete->partial();
    }
    const auto* const overrun = exception_cast<LimitOverrunError>(error);
    if (overrun == nullptr) {
        co_return detail::EndedAs<std::string>{line};
    }
    drop_overlong_line(overrun->consumed());
    try {
        maybe_resume_transport();
    } catch (BaseException& raised) {
        raised.set_context(error);
        throw;
    }
    ValueError too_long(overrun->what());
    too_long.set_context(error);
    co_return detail::failed(std::move(too_long));
}

void StreamReader::drop_overlong_line(std::int64_t consumed) {
    // An error that was set as the reader's exception may say anything, so negative positions count from the
    // end, as in Python.
    const auto position = [this](std::int64_t index) {
        const auto size = static_cast<std::int64_t>(buffer_.size());
        return static_cast<std::size_t>(std::clamp(index < 0 ? index + size : index, std::int64_t{0}, size));
    };
    if (buffer_.view().substr(position(consumed)).starts_with('\n')) {
        buffer_.drop(position(consumed + 1));
    } else {
        buffer_.clear();
    }
}

Coro<std::optional<std::string>> StreamReader::anext_waiting(detail::ReadProgress progress) {
    Coro<std::string> reading = readline_waiting(std::move(progress));
    co_await detail::Settling(reading);
    if (std::exception_ptr error = reading.promise().exception()) {
        co_return detail::Failed{std::move(error)};
    }
    std::string line = reading.promise().take();
    if (line.empty()) {
        co_return std::nullopt;
    }
    co_return line;
}

std::string StreamReader::repr() const {
    const bool brief = loop_.dialect().short_repr_labels;
    std::string text = "<StreamReader";
    if (!buffer_.empty()) {
        text += ' ' + std::to_string(buffer_.size()) + " bytes";
    }
    if (eof_) {
        text += " eof";
    }
    if (limit_ != kDefaultLimit) {
        text += (brief ? " l=" : " limit=") + std::to_string(limit_);
    }
    if (waiter_) {
        text += brief ? " w=<Future>" : " waiter=<Future>";
    }
    if (const BaseException* error = exception_cast(exception_)) {
        text += (brief ? " e=" : " exception=") + error->repr();
    } else if (exception_) {
        text += brief ? " e=<exception>" : " exception=<exception>";
    }
    if (transport_) {
        text += (brief ? " t=" : " transport=") + transport_->repr();
    }
    if (paused_) {
        text += " paused";
    }
    return text + '>';
}

namespace detail {

FutureCore& ReadWait::enter(StreamReader& reader) {
    reader.buffer_.release_if_empty();
    reader_ = &reader;
    waiter_ = new FutureState<void>(reader.loop_);
    reader.waiter_ = waiter_;
    next_ = std::exchange(reader.waits_, this);
    return *waiter_;
}

std::exception_ptr ReadWait::end(Runner& runner) {
    std::exception_ptr injected = runner.take_injected();
    if (!injected) {
        injected = waiter_->failure();
    }
    leave();
    return injected;
}

void ReadWait::leave() noexcept {
    const RefPtr<FutureState<void>> waiter = std::exchange(waiter_, nullptr);
    if (reader_ == nullptr) {
        return;
    }
    ReadWait** link = &reader_->waits_;
    while (*link != this) {
        link = &(*link)->next_;
    }
    *link = next_;
    reader_->waiter_ = nullptr;
}

void ReadWait::reader_goes(ReadWait* first) noexcept {
    for (ReadWait* wait = first; wait != nullptr; wait = wait->next_) {
        wait->reader_ = nullptr;
    }
}

bool ReadCall::only_waits(const StreamReader& reader) const noexcept {
    return n > 0 && reader.can_only_wait();
}

std::optional<std::size_t> ReadCall::answer_after_wait(const StreamReader& reader) const noexcept {
    return std::min(reader.buffer_.size(), static_cast<std::size_t>(n));
}

Coro<std::string> ReadCall::begin(StreamReader& reader, ReadProgress progress) const {
    return reader.read_waiting(n, std::move(progress));
}

bool ReadExactlyCall::only_waits(const StreamReader& reader) const noexcept {
    return n > 0 && reader.can_only_wait();
}

std::optional<std::size_t> ReadExactlyCall::answer_after_wait(const StreamReader& reader) const noexcept {
    const bool there = std::cmp_less_equal(n, reader.buffer_.size());
    return there ? std::optional(static_cast<std::size_t>(n)) : std::nullopt;
}

Coro<std::string> ReadExactlyCall::begin(StreamReader& reader, ReadProgress progress) const {
    return reader.readexactly_waiting(n, std::move(progress));
}

bool Search::only_waits(const StreamReader& reader) const noexcept {
    return offset_ != ReadBuffer::npos && !reader.over_limit(offset_) && reader.can_only_wait();
}

std::optional<std::size_t> Search::answer_after_wait(const StreamReader& reader,
                                                     std::string_view separator) const noexcept {
    const std::size_t at = reader.buffer_.find(separator, offset_);
    if (at == ReadBuffer::npos || reader.over_limit(at)) {
        return std::nullopt;
    }
    return at + separator.size();
}

ReadProgress Search::advance(ReadProgress progress) const {
    if (progress.waited) {
        progress.offset = offset_;
    }
    return progress;
}

bool ReadUntilCall::only_waits(const StreamReader& reader) {
    if (!search.only_waits(reader)) {
        return false;
    }
    kept = separator;
    return true;
}

Coro<std::string> ReadUntilCall::begin(StreamReader& reader, ReadProgress progress) const {
    std::string copy = progress.waited ? kept : std::string(separator);
    return reader.begin_readuntil(std::move(copy), search.advance(std::move(progress)));
}

Coro<std::string> ReadLineCall::begin(StreamReader& reader, ReadProgress progress) const {
    return reader.readline_waiting(search.advance(std::move(progress)));
}

Coro<std::optional<std::string>> NextLineCall::begin(StreamReader& reader, ReadProgress progress) const {
    return reader.anext_waiting(search.advance(std::move(progress)));
}

}  // namespace detail
}  // namespace asyncio
