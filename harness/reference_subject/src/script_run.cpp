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
            asyncio::Coro<CallResult> begun = begin(start.task, call);
            CallResult result = co_await begun;
            error = result.error;
            if (error) {
                log_.note(
                    CallEvent{start.task, verb(call), object(call), Raised{log_.errors.describe(error)}});
            } else {
                log_.note(CallEvent{start.task, verb(call), object(call), Returned{std::move(result.value)}});
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

// What calls return, as Python's values.
Value to_value(std::string data) {
    return {Bytes{std::move(data)}};
}
Value to_value(const std::optional<std::string>& line) {
    if (!line) {
        throw asyncio::StopAsyncIteration();
    }
    return {Bytes{*line}};
}
Value to_value(Value value) {
    return value;
}

/// What has the functions that `co_await` calls: the awaitable itself, or what it makes.
template <class Awaitable>
decltype(auto) awaiter_of(Awaitable& call) {
    if constexpr (requires { call.operator co_await(); }) {
        return call.operator co_await();
    } else {
        return (call);
    }
}

Coro<void> ticks(std::int64_t times) {
    for (std::int64_t i = 0; i < times; ++i) {
        co_await asyncio::sleep(asyncio::Clock::Time::zero());
    }
}

}  // namespace

template <class Call>
asyncio::Coro<ScriptRun::CallResult> ScriptRun::result_of(Call begin_call) {
    CallResult result{{None{}}, nullptr};
    try {
        auto call = begin_call();  // made here, since a read can be neither copied nor moved
        if constexpr (std::is_void_v<decltype(awaiter_of(call).await_resume())>) {
            co_await call;
        } else {
            result.value = to_value(co_await call);
        }
    } catch (const asyncio::BaseException&) {
        result.error = std::current_exception();
    }
    co_return result;
}

asyncio::Coro<ScriptRun::CallResult> ScriptRun::begin_readuntil(const Readuntil& call) {
    if (!call.separator) {
        return result_of([&on = reader(call.on)] { return on.readuntil(); });
    }
    if (const auto* one = std::get_if<Bytes>(&call.separator->is)) {
        return result_of([&on = reader(call.on), one] { return on.readuntil(one->data); });
    }
    std::vector<std::string> several;
    for (const Value& item : typed<Container>(*call.separator).items) {
        several.push_back(typed<Bytes>(item).data);
    }
    return result_of([&on = reader(call.on), several = std::move(several)] { return on.readuntil(several); });
}

asyncio::Coro<ScriptRun::CallResult> ScriptRun::begin(const std::string& by, const AwaitingCall& call) {
    using Result = Coro<CallResult>;
    struct Begin {
        ScriptRun& run;
        const std::string& by;
        Result operator()(const Read& c) const {
            return result_of([&on = run.reader(c.on), n = size_or(c.n, -1)] { return on.read(n); });
        }
        Result operator()(const Readline& c) const {
            return result_of([&on = run.reader(c.on)] { return on.readline(); });
        }
        Result operator()(const Readexactly& c) const {
            return result_of(
                [&on = run.reader(c.on), n = typed<std::int64_t>(c.n)] { return on.readexactly(n); });
        }
        Result operator()(const Readuntil& c) const { return run.begin_readuntil(c); }
        Result operator()(const Anext& c) const {
            return result_of([&on = run.reader(c.on)] { return on.anext(); });
        }
        Result operator()(const Iterate& c) const {
            return result_of([&run = run, &by = by, &c] { return run.iterate(by, c); });
        }
        Result operator()(const WaitForData& c) const {
            return result_of([&on = run.reader(c.on), &c] { return on.wait_for_data(c.caller); });
        }
        Result operator()(const Yield& c) const {
            return result_of([&c] { return ticks(c.times); });
        }
        Result operator()(const Sleep& c) const {
            return result_of([&c] { return asyncio::sleep(std::chrono::seconds(c.seconds)); });
        }
        Result operator()(const Join& c) const {
            return result_of([task = *run.tasks_.find(c.task)] { return task; });
        }
        Result operator()(const AwaitFuture& c) const {
            return result_of([future = *run.futures_.find(c.future)] { return future; });
        }
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
