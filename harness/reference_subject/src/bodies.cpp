// The bodies of tasks, and the calls that they await.

#include <chrono>

#include "gathered_call.hpp"
#include "script_run.hpp"
#include "streamspec/subject/subject.hpp"

namespace streamspec {

using asyncio::Coro;

Coro<Value> ScriptRun::play(const std::string& by, const std::vector<Step>& steps, Policy policy) {
    for (const Step& step : steps) {
        std::exception_ptr error;
        if (const auto* action = std::get_if<Action>(&step.is)) {
            error = do_action(by, *action);
        } else if (const auto& call = std::get<AwaitingCall>(step.is); is_there(call)) {
            Value returned;
            // An exception's traceback keeps what raised it alive, until the exception was noted.
            std::shared_ptr<const void> owner = owner_of(object(call));
            Coro<Value> begun;
            try {
                begun = begin(by, call, policy);
            } catch (const asyncio::BaseException&) {
                error = std::current_exception();
            }
            if (begun) {
                co_await asyncio::detail::Settling(begun);
                error = begun.failure();
                if (!error) {
                    returned = begun.promise().take();
                }
            }
            if (error) {
                log_.note(CallEvent{by, verb(call), object(call), Raised{log_.errors.describe(error)}});
            } else {
                owner = nullptr;
                log_.errors.replace_stand_ins(returned);
                log_.note(CallEvent{by, verb(call), object(call), Returned{std::move(returned)}});
            }
        }
        if (error && !goes_on(policy, error)) {
            co_return asyncio::detail::Failed{std::move(error)};
        }
    }
    co_return Value{None{}};
}

std::shared_ptr<const void> ScriptRun::owner_of(const std::string& name) {
    if (const auto* const reader = readers_.find(name)) {
        return *reader;
    }
    const auto* const writer = writers_.find(name);
    return writer != nullptr ? std::shared_ptr<const void>(*writer) : nullptr;
}

bool ScriptRun::goes_on(Policy policy, const std::exception_ptr& error) const {
    if (asyncio::exception_cast<asyncio::CancelledError>(error) != nullptr) {
        return policy.on_cancel == AfterError::proceed && !cancelling_all_;
    }
    return policy.on_error == AfterError::proceed;
}

void ScriptRun::note_end(const std::string& task, bool cancelled, const std::exception_ptr& error) {
    if (cancelled) {
        log_.note(TaskEnded{task, TaskEnded::How::cancelled, nullptr});
    } else if (error) {
        log_.note(TaskEnded{task, TaskEnded::How::raised, log_.errors.describe(error)});
    } else {
        log_.note(TaskEnded{task, TaskEnded::How::returned, nullptr});
    }
}

bool ScriptRun::is_pending(const std::string& task) {
    const auto* const started = tasks_.find(task);
    return started != nullptr ? !started->done() : clients_.find(task) != nullptr;
}

namespace {

std::int64_t size_or(const std::optional<Value>& size, std::int64_t otherwise) {
    return size ? typed<std::int64_t>(*size) : otherwise;
}

using asyncio::detail::Failed;
using asyncio::detail::Settling;

Value value_of(std::string bytes) {
    return Value{Bytes{std::move(bytes)}};
}

Value value_of(std::optional<std::string> line) {
    if (!line) {
        throw asyncio::StopAsyncIteration();
    }
    return value_of(std::move(*line));
}

/// Awaits the call that `begin` makes; it waits in this frame, where it can. Most scripts have calls that
/// raise: what one did is asked, as throwing it costs as much as the rest of a small script.
template <class Begin>
Coro<Value> in_place(Begin begin) {
    auto call = begin();
    co_await Settling(call);
    std::exception_ptr error = call.failure();
    if (!error) {
        try {
            co_return value_of(call.await_resume());
        } catch (...) {
            error = std::current_exception();
        }
    }
    co_return Failed{std::move(error)};
}

/// The same of a call that is a coroutine of its own, as those are that a task is made of.
template <class Begin>
Coro<Value> in_coroutine(Begin begin) {
    auto call = begin().as_coro();
    co_await Settling(call);
    std::exception_ptr error = call.failure();
    if (!error) {
        try {
            co_return value_of(call.promise().take());
        } catch (...) {
            error = std::current_exception();
        }
    }
    co_return Failed{std::move(error)};
}

template <class Begin>
Coro<Value> awaited(bool as_coroutine, Begin begin) {
    return as_coroutine ? in_coroutine(std::move(begin)) : in_place(std::move(begin));
}

Coro<Value> nothing(Coro<void> call) {
    co_await Settling(call);
    if (std::exception_ptr error = call.failure()) {
        co_return Failed{std::move(error)};
    }
    co_return Value{None{}};
}

Coro<Value> drained(asyncio::StreamWriter& writer) {
    auto call = writer.drain();
    co_await Settling(call);
    if (std::exception_ptr error = call.failure()) {
        co_return Failed{std::move(error)};
    }
    co_return Value{None{}};
}

Coro<Value> ticks(std::int64_t times) {
    for (std::int64_t i = 0; i < times; ++i) {
        co_await asyncio::detail::TickAwaiter{};  // what a sleep of no time does
    }
    co_return Value{None{}};
}

Coro<Value> joined(asyncio::Future<void> task) {
    co_await task;
    co_return Value{None{}};
}

std::chrono::seconds seconds(std::int64_t count) {
    return std::chrono::seconds(count);
}

Coro<Value> awaited(asyncio::Future<Value> future) {
    if (std::exception_ptr error = co_await asyncio::detail::FailureAwaiter(future.state())) {
        co_return Failed{std::move(error)};
    }
    co_return future.result();
}

}  // namespace

Coro<Value> ScriptRun::begin(const std::string& by, const AwaitingCall& call, Policy policy,
                             Awaited awaited_as) {
    struct Begin {
        ScriptRun& run;
        const std::string& by;
        Policy policy;
        bool as_coroutine;

        Coro<Value> operator()(const Read& c) const {
            return awaited(as_coroutine,
                           [&reader = run.reader(c.on), n = size_or(c.n, -1)] { return reader.read(n); });
        }
        Coro<Value> operator()(const Readline& c) const {
            return awaited(as_coroutine, [&reader = run.reader(c.on)] { return reader.readline(); });
        }
        Coro<Value> operator()(const Readexactly& c) const {
            return awaited(as_coroutine, [&reader = run.reader(c.on), n = typed<std::int64_t>(c.n)] {
                return reader.readexactly(n);
            });
        }
        Coro<Value> operator()(const Readuntil& c) const {
            asyncio::StreamReader& reader = run.reader(c.on);
            if (!c.separator) {
                return awaited(as_coroutine, [&reader] { return reader.readuntil(); });
            }
            if (const auto* one = std::get_if<Bytes>(&c.separator->is)) {
                return awaited(as_coroutine,
                               [&reader, separator = one->data] { return reader.readuntil(separator); });
            }
            std::vector<std::string> several;
            for (const Value& item : typed<Container>(*c.separator).items) {
                several.push_back(typed<Bytes>(item).data);
            }
            return in_place([&reader, several = std::move(several)] { return reader.readuntil(several); });
        }
        Coro<Value> operator()(const Anext& c) const {
            return awaited(as_coroutine, [reader = *run.readers_.find(c.on)] { return reader->anext(); });
        }
        Coro<Value> operator()(const Iterate& c) const { return run.iterate(by, c); }
        Coro<Value> operator()(const WaitForData& c) const {
            return nothing(dynamic_cast<ScriptedReader&>(run.reader(c.on)).wait_for_data(c.caller));
        }
        Coro<Value> operator()(const Yield& c) const { return ticks(c.times); }
        Coro<Value> operator()(const Sleep& c) const { return nothing(asyncio::sleep(seconds(c.seconds))); }
        Coro<Value> operator()(const Join& c) const {
            const auto* const task = run.tasks_.find(c.task);
            return task != nullptr ? awaited(*task) : joined(*run.clients_.find(c.task));
        }
        Coro<Value> operator()(const AwaitFuture& c) const { return awaited(*run.futures_.find(c.future)); }
        Coro<Value> operator()(const WaitFor& c) const { return run.wait_for(by, c); }
        Coro<Value> operator()(const Timeout& c) const {
            return asyncio::timeout(seconds(c.seconds), run.play(by, c.body, policy));
        }
        Coro<Value> operator()(const Gather& c) const { return awaited(run.gather(by, c)); }
        Coro<Value> operator()(const Drain& c) const {
            return as_coroutine ? nothing(run.writer(c.on).drain().as_coro()) : drained(run.writer(c.on));
        }
        Coro<Value> operator()(const WaitClosed& c) const { return nothing(run.writer(c.on).wait_closed()); }
        Coro<Value> operator()(const StartTls& c) const {
            asyncio::TlsUpgrade upgrade;
            upgrade.context = *run.transports_.find(c.transport);
            return nothing(run.writer(c.on).start_tls(std::move(upgrade)));
        }
        Coro<Value> operator()(const OpenConnection& /*unnamed*/) const { throw SubjectError(kNoSockets); }
        Coro<Value> operator()(const StartServer& /*unnamed*/) const { throw SubjectError(kNoSockets); }
        Coro<Value> operator()(const AwaitServer& /*unnamed*/) const { throw SubjectError(kNoSockets); }
        Coro<Value> operator()(const WithServer& /*unnamed*/) const { throw SubjectError(kNoSockets); }
    };
    if (auto begun = begin_otherwise(by, call, policy)) {
        return std::move(*begun);
    }
    return std::visit(Begin{*this, by, policy, awaited_as == Awaited::as_coroutine}, call.is);
}

Coro<Value> ScriptRun::wait_for(const std::string& by, const WaitFor& call) {
    if (const std::optional<asyncio::Future<Value>> future = as_future(by, *call.call)) {
        return asyncio::wait_for(*future, seconds(call.timeout));
    }
    if (const auto* const join = std::get_if<Join>(&call.call->is)) {
        const asyncio::Future<void> client = *clients_.find(join->task);
        return nothing(asyncio::wait_for(client, seconds(call.timeout)));
    }
    return asyncio::wait_for(begin(by, *call.call, Policy(), Awaited::as_coroutine), seconds(call.timeout));
}

asyncio::Future<Value> ScriptRun::gather(const std::string& by, const Gather& call) {
    std::vector<GatheredCall> children;
    for (const AwaitingCall& inner : call.calls) {
        if (const std::optional<asyncio::Future<Value>> future = as_future(by, inner)) {
            children.emplace_back(*future);
        } else if (const auto* const join = std::get_if<Join>(&inner.is)) {
            children.emplace_back(*clients_.find(join->task));
        } else {
            children.emplace_back(loop_.create_task(begin(by, inner, Policy(), Awaited::as_coroutine)));
        }
    }
    const auto errors =
        call.return_exceptions ? asyncio::GatherErrors::return_all : asyncio::GatherErrors::raise_first;
    return asyncio::gather(
        loop_, std::move(children), errors,
        [this](const std::vector<asyncio::GatherOutcome<Value>>& outcomes) {
            Container list{Container::Kind::list, {}};
            for (const asyncio::GatherOutcome<Value>& outcome : outcomes) {
                const auto* const value = std::get_if<Value>(&outcome);
                list.items.push_back(
                    value != nullptr ? *value
                                     : Value{log_.errors.stand_in(std::get<std::exception_ptr>(outcome))});
            }
            return Value{std::move(list)};
        });
}

std::optional<asyncio::Future<Value>> ScriptRun::as_future(const std::string& by, const AwaitingCall& call) {
    if (const auto* const join = std::get_if<Join>(&call.is)) {
        if (const auto* const task = tasks_.find(join->task)) {
            return *task;
        }
    } else if (const auto* const future = std::get_if<AwaitFuture>(&call.is)) {
        return *futures_.find(future->future);
    } else if (const auto* const gathered = std::get_if<Gather>(&call.is)) {
        return gather(by, *gathered);
    }
    return std::nullopt;
}

Coro<Value> ScriptRun::iterate(const std::string& by, const Iterate& call) {
    const std::shared_ptr<asyncio::StreamReader> from = *readers_.find(call.on);
    std::int64_t lines = 0;
    while (!call.max || lines < *call.max) {
        std::optional<std::string> line;
        try {
            line = co_await from->anext();
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
