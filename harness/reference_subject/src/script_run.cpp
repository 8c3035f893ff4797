#include "script_run.hpp"

#include <algorithm>

#include "script_exceptions.hpp"
#include "streamspec/subject/subject.hpp"

namespace streamspec {

namespace {

const std::string kTurn = "turn";

/// An argument whose type the script's features have promised.
template <class T>
const T& typed(const Value& value) {
    const T* given = std::get_if<T>(&value.is);
    if (given == nullptr) {
        throw SubjectError("the reference takes no argument of this type");
    }
    return *given;
}

/// The loop's handlers of what nobody else is told, for the time of a script.
class Listening {
  public:
    Listening(asyncio::EventLoop& loop, EventLog& log)
        : previous_(asyncio::set_warning_handler([&log](std::string_view category, std::string_view text) {
              log.note(WarningShown{std::string(category), std::string(text)});
          })) {
        loop.set_exception_handler([&log](asyncio::EventLoop&, const asyncio::ExceptionContext& context) {
            log.note(HandlerCalled{context.message, context.keys,
                                   context.exception ? log.errors.describe(context.exception) : nullptr});
        });
    }
    Listening(const Listening&) = delete;
    Listening& operator=(const Listening&) = delete;
    ~Listening() {
        asyncio::set_warning_handler(std::move(previous_));
        asyncio::set_event_loop(nullptr);  // a reader without a loop may have made one
    }

  private:
    asyncio::WarningHandler previous_;
};

}  // namespace

ScriptRun::ScriptRun(const Script& script, asyncio::Dialect dialect)
    : script_(script), dialect_(std::move(dialect)), log_(dialect_), loop_(clock_, dialect_) {}

Trace ScriptRun::run() {
    const Listening listening(loop_, log_);
    Trace trace;
    log_.write_to(trace.setup);
    make_objects();
    trace.turns.reserve(script_.turns.size());
    for (const Turn& turn : script_.turns) {
        trace.turns.push_back(run_turn(turn));
    }
    std::vector<Event> nobody_watches;
    log_.write_to(nobody_watches);
    loop_.set_exception_handler([](asyncio::EventLoop&, const asyncio::ExceptionContext&) {});
    return trace;
}

TraceTurn ScriptRun::run_turn(const Turn& turn) {
    TraceTurn seen;
    log_.write_to(seen.events);
    loop_.call_soon([this, &turn] { do_all(kTurn, turn.actions); });
    for (;; ++log_.iteration) {
        loop_.run_once();
        if (loop_.idle()) {
            break;
        }
        if (log_.iteration == kMaxIterations) {
            log_.note(Spins{});
            break;
        }
        if (turn.run && log_.iteration >= *turn.run) {
            break;
        }
    }
    seen.iterations = log_.iteration;
    seen.state = state();
    return seen;
}

State ScriptRun::state() {
    State now;
    for (const auto& [name, task] : tasks_.entries()) {
        if (!task.done()) {
            now.pending.push_back(name);
        }
    }
    std::vector<const std::pair<std::string, std::shared_ptr<ScriptedReader>>*> sorted;
    for (const auto& entry : readers_.entries()) {
        sorted.push_back(&entry);
    }
    std::sort(sorted.begin(), sorted.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
    for (const auto* entry : sorted) {
        now.readers.push_back(
            {entry->first, entry->second->at_eof(), error_value(entry->second->exception())});
    }
    return now;
}

// Objects

void ScriptRun::make_objects() {
    for (const ScriptObject& object : script_.objects) {
        std::exception_ptr error;
        try {
            std::visit([&](const auto& spec) { make(object.name, spec); }, object.is);
        } catch (const asyncio::BaseException&) {
            error = std::current_exception();
        }
        if (error) {
            log_.note(CallEvent{kTurn, Verb::create, {}, Raised{log_.errors.describe(error)}});
        }
    }
}

void ScriptRun::make(const std::string& name, const ExceptionSpec& spec) {
    const std::exception_ptr exception = make_exception(spec, dialect_);
    log_.errors.name(exception, name);
    exceptions_.add(name, exception);
}

void ScriptRun::make(const std::string& /*name*/, const ExceptionClassSpec& /*spec*/) {
    throw SubjectError("the reference takes no class for an exception");
}

void ScriptRun::make(const std::string& name, const FutureSpec& /*spec*/) {
    futures_.add(name, loop_.create_future<Value>());
}

void ScriptRun::make(const std::string& name, const TransportSpec& spec) {
    transports_.add(name, std::make_shared<ScriptedTransport>(
                              name,
                              ScriptedTransport::Behaviour{spec.pausable, named_exception(spec.pause_raises),
                                                           named_exception(spec.resume_raises)},
                              log_));
}

void ScriptRun::make(const std::string& name, const ReaderSpec& spec) {
    const std::int64_t limit =
        spec.limit ? typed<std::int64_t>(*spec.limit) : asyncio::StreamReader::kDefaultLimit;
    auto reader = spec.loopless   ? std::make_shared<ScriptedReader>(limit, dialect_)
                  : spec.subclass ? std::make_shared<ScriptedReader>(name, log_, loop_, limit)
                                  : std::make_shared<ScriptedReader>(loop_, limit);
    readers_.add(name, reader);
    if (spec.transport) {
        reader->set_transport(*transports_.find(*spec.transport));
    }
}

std::exception_ptr ScriptRun::named_exception(const std::optional<std::string>& name) {
    return name ? *exceptions_.find(*name) : nullptr;
}

Value ScriptRun::error_value(const std::exception_ptr& exception) {
    if (!exception) {
        return {None{}};
    }
    return {log_.errors.describe(exception)};
}

// Bodies of tasks

ScriptRun::Body ScriptRun::body(const Start& start) {
    for (const Step& step : start.body) {
        std::exception_ptr error;
        if (const auto* action = std::get_if<Action>(&step.is)) {
            error = do_action(start.task, *action);
        } else if (const auto& call = std::get<AwaitingCall>(step.is); is_there(call)) {
            Value returned;
            try {
                asyncio::Coro<Value> begun = begin(start.task, call);
                returned = co_await begun;
            } catch (const asyncio::BaseException&) {
                error = std::current_exception();
            }
            if (error) {
                log_.note(
                    CallEvent{start.task, verb(call), object(call), Raised{log_.errors.describe(error)}});
            } else {
                log_.note(CallEvent{start.task, verb(call), object(call), Returned{std::move(returned)}});
            }
        }
        if (error && !goes_on(start, error)) {
            std::rethrow_exception(error);
        }
    }
}

bool ScriptRun::goes_on(const Start& start, const std::exception_ptr& error) const {
    if (asyncio::exception_cast<asyncio::CancelledError>(error) != nullptr) {
        return start.on_cancel == AfterError::proceed && !cancelling_all_;
    }
    return start.on_error == AfterError::proceed;
}

void ScriptRun::note_end(const std::string& task, const asyncio::Future<void>& future) {
    if (future.cancelled()) {
        log_.note(TaskEnded{task, TaskEnded::How::cancelled, nullptr});
    } else if (const std::exception_ptr error = future.exception()) {
        log_.note(TaskEnded{task, TaskEnded::How::raised, log_.errors.describe(error)});
    } else {
        log_.note(TaskEnded{task, TaskEnded::How::returned, nullptr});
    }
}

namespace {

using asyncio::Coro;

std::int64_t size_or(const std::optional<Value>& size, std::int64_t otherwise) {
    return size ? typed<std::int64_t>(*size) : otherwise;
}

Coro<Value> read(asyncio::StreamReader& reader, std::int64_t n) {
    std::string data = co_await reader.read(n);
    co_return Value{Bytes{std::move(data)}};
}

Coro<Value> readline(asyncio::StreamReader& reader) {
    std::string line = co_await reader.readline();
    co_return Value{Bytes{std::move(line)}};
}

Coro<Value> readexactly(asyncio::StreamReader& reader, std::int64_t n) {
    std::string data = co_await reader.readexactly(n);
    co_return Value{Bytes{std::move(data)}};
}

Coro<Value> readuntil(asyncio::StreamReader& reader, std::string_view separator) {
    std::string data = co_await reader.readuntil(separator);
    co_return Value{Bytes{std::move(data)}};
}

Coro<Value> readuntil_any(asyncio::StreamReader& reader, std::vector<std::string> separators) {
    std::string data = co_await reader.readuntil(std::move(separators));
    co_return Value{Bytes{std::move(data)}};
}

Coro<Value> nothing(Coro<void> call) {
    co_await call;
    co_return Value{None{}};
}

Coro<Value> next_line(asyncio::StreamReader& reader) {
    std::optional<std::string> line = co_await reader.anext();
    if (!line) {
        throw asyncio::StopAsyncIteration();
    }
    co_return Value{Bytes{std::move(*line)}};
}

Coro<Value> ticks(std::int64_t times) {
    for (std::int64_t i = 0; i < times; ++i) {
        co_await asyncio::sleep(asyncio::Clock::Time::zero());
    }
    co_return Value{None{}};
}

Coro<Value> joined(asyncio::Future<void> task) {
    co_await task;
    co_return Value{None{}};
}

Coro<Value> awaited(asyncio::Future<Value> future) {
    co_return co_await future;
}

Coro<Value> begin_readuntil(asyncio::StreamReader& reader, const std::optional<Value>& separator) {
    if (!separator) {
        return readuntil(reader, "\n");
    }
    if (const auto* one = std::get_if<Bytes>(&separator->is)) {
        return readuntil(reader, one->data);
    }
    std::vector<std::string> several;
    for (const Value& item : typed<Container>(*separator).items) {
        several.push_back(typed<Bytes>(item).data);
    }
    return readuntil_any(reader, std::move(several));
}

}  // namespace

asyncio::Coro<Value> ScriptRun::begin(const std::string& by, const AwaitingCall& call) {
    struct Begin {
        ScriptRun& run;
        const std::string& by;
        Coro<Value> operator()(const Read& c) const { return read(run.reader(c.on), size_or(c.n, -1)); }
        Coro<Value> operator()(const Readline& c) const { return readline(run.reader(c.on)); }
        Coro<Value> operator()(const Readexactly& c) const {
            return readexactly(run.reader(c.on), typed<std::int64_t>(c.n));
        }
        Coro<Value> operator()(const Readuntil& c) const {
            return begin_readuntil(run.reader(c.on), c.separator);
        }
        Coro<Value> operator()(const Anext& c) const { return next_line(run.reader(c.on)); }
        Coro<Value> operator()(const Iterate& c) const { return run.iterate(by, c); }
        Coro<Value> operator()(const WaitForData& c) const {
            return nothing(run.reader(c.on).wait_for_data(c.caller));
        }
        Coro<Value> operator()(const Yield& c) const { return ticks(c.times); }
        Coro<Value> operator()(const Sleep& c) const {
            return nothing(asyncio::sleep(std::chrono::seconds(c.seconds)));
        }
        Coro<Value> operator()(const Join& c) const { return joined(*run.tasks_.find(c.task)); }
        Coro<Value> operator()(const AwaitFuture& c) const { return awaited(*run.futures_.find(c.future)); }
    };
    return std::visit(Begin{*this, by}, call);
}

asyncio::Coro<Value> ScriptRun::iterate(const std::string& by, const Iterate& call) {
    std::int64_t lines = 0;
    while (!call.max || lines < *call.max) {
        std::optional<std::string> line;
        try {
            line = co_await reader(call.on).anext();
        } catch (const asyncio::StopAsyncIteration&) {
            break;  // one that was set as the reader's exception ends `async for` like any other
        }
        if (!line) {
            break;
        }
        log_.note(CallEvent{by, Verb::iterate, call.on, Yielded{Value{Bytes{std::move(*line)}}}});
        ++lines;
    }
    co_return Value{None{}};
}

}  // namespace streamspec
