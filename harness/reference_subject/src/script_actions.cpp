// The actions of ScriptRun.

#include <chrono>
#include <type_traits>

#include "script_run.hpp"
#include "streamspec/subject/subject.hpp"

namespace streamspec {

namespace {

const Value kNone{None{}};

const std::string& bytes_of(const Value& value) {
    const auto* given = std::get_if<Bytes>(&value.is);
    if (given == nullptr) {
        throw SubjectError("the reference is fed bytes only");
    }
    return given->data;
}

}  // namespace

void ScriptRun::do_all(const std::string& by, const std::vector<Action>& actions) {
    for (const Action& action : actions) {
        do_action(by, action);
    }
}

std::exception_ptr ScriptRun::do_action(const std::string& by, const Action& action) {
    if (!is_there(action)) {
        return nullptr;
    }
    const auto* const tried = std::get_if<Try>(&action.is);
    const Verb call = tried != nullptr ? verb(tried->call) : verb(action);
    const std::string& on = tried != nullptr ? object(tried->call) : object(action);
    std::exception_ptr error;
    Outcome outcome;
    try {
        outcome = std::visit([&](const auto& what) { return act(by, what); }, action.is);
    } catch (const asyncio::BaseException&) {
        error = std::current_exception();
    }
    if (error) {
        log_.note(CallEvent{by, call, on, Raised{log_.errors.describe(error)}});
    } else if (outcome) {
        log_.note(CallEvent{by, call, on, Returned{std::move(*outcome)}});
    } else if (tried != nullptr) {
        log_.note(CallEvent{by, call, on, Blocked{}});
    }
    return error;
}

bool ScriptRun::is_made(std::string_view name) {
    return name.empty() || readers_.find(name) != nullptr || tasks_.find(name) != nullptr ||
           futures_.find(name) != nullptr || exceptions_.find(name) != nullptr ||
           transports_.find(name) != nullptr;
}

namespace {

/// The second name that an action or call gives, besides the object it acts on; empty where it gives none.
struct OtherName {
    std::string_view operator()(const SetException& a) const { return or_none(a.exception); }
    std::string_view operator()(const SetTransport& a) const { return or_none(a.transport); }
    std::string_view operator()(const Cancel& a) const { return a.task; }
    std::string_view operator()(const Watch& a) const { return a.target; }
    std::string_view operator()(const FutureSetException& a) const { return a.exception; }
    std::string_view operator()(const Describe& a) const { return a.exception; }
    std::string_view operator()(const Copy& a) const { return a.exception; }
    std::string_view operator()(const Pickle& a) const { return a.exception; }
    std::string_view operator()(const Join& c) const { return c.task; }
    std::string_view operator()(const AwaitFuture& c) const { return c.future; }
    template <class Other>
    std::string_view operator()(const Other& /*unnamed*/) const {
        return {};
    }

    static std::string_view or_none(const std::optional<std::string>& name) {
        return name ? std::string_view(*name) : std::string_view();
    }
};

}  // namespace

bool ScriptRun::is_there(const Action& action) {
    if (const auto* tried = std::get_if<Try>(&action.is)) {
        return is_there(tried->call);
    }
    return is_made(object(action)) && is_made(std::visit(OtherName{}, action.is));
}

bool ScriptRun::is_there(const AwaitingCall& call) {
    return is_made(object(call)) && is_made(std::visit(OtherName{}, call));
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const FeedData& action) {
    reader(action.on).feed_data(bytes_of(action.data));
    return kNone;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const FeedEof& action) {
    reader(action.on).feed_eof();
    return kNone;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const SetException& action) {
    reader(action.on).set_exception(named_exception(action.exception));
    return kNone;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const SetTransport& action) {
    reader(action.on).set_transport(action.transport ? *transports_.find(*action.transport) : nullptr);
    return kNone;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const GetException& action) {
    return error_value(reader(action.on).exception());
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const AtEof& action) {
    return Value{reader(action.on).at_eof()};
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const Repr& action) {
    return Value{Str{reader(action.on).repr()}};
}

ScriptRun::Outcome ScriptRun::act(const std::string& by, const Try& action) {
    std::optional<CallResult> result = asyncio::try_call(loop_, begin(by, action.call));
    if (!result) {
        return std::nullopt;
    }
    if (result->error) {
        std::rethrow_exception(result->error);
    }
    return std::move(result->value);
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const Start& action) {
    asyncio::Task<void> task = loop_.create_task(body(action));
    task.add_done_callback(
        [this, &action](const asyncio::Future<void>& done) { note_end(action.task, done); });
    tasks_.add(action.task, std::move(task));
    return std::nullopt;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const Cancel& action) {
    return Value{tasks_.find(action.task)->cancel(action.message)};
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const CancelAll& /*action*/) {
    cancelling_all_ = true;
    for (auto [name, task] : tasks_.entries()) {
        task.cancel();
    }
    return kNone;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const Watch& action) {
    const auto note = [this, &action](const auto&) { log_.note(CallbackRan{action.as}); };
    if (auto* task = tasks_.find(action.target)) {
        task->add_done_callback(note);
    } else {
        futures_.find(action.target)->add_done_callback(note);
    }
    return std::nullopt;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const CallSoon& action) {
    loop_.call_soon([this, &action] { do_all(action.callback, action.body); });
    return std::nullopt;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const CallLater& action) {
    loop_.call_later(std::chrono::seconds(action.delay),
                     [this, &action] { do_all(action.callback, action.body); });
    return std::nullopt;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const Advance& action) {
    clock_.advance(std::chrono::seconds(action.seconds));
    return std::nullopt;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const FutureSetResult& action) {
    futures_.find(action.on)->set_result(action.result);
    return kNone;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const FutureSetException& action) {
    futures_.find(action.on)->set_exception(*exceptions_.find(action.exception));
    return kNone;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const FutureCancel& action) {
    return Value{futures_.find(action.on)->cancel()};
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const Create& action) {
    make(action.name, action.as);
    return std::nullopt;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const Describe& action) {
    return Value{log_.errors.describe_with_class(*exceptions_.find(action.exception))};
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const Copy& action) {
    return described_copy(action.exception);
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const Pickle& action) {
    return described_copy(action.exception);  // all that pickling adds to copying is the way through bytes
}

Value ScriptRun::described_copy(const std::string& exception) {
    const std::exception_ptr original = *exceptions_.find(exception);
    return {log_.errors.describe_with_class(asyncio::exception_cast(original)->copy())};
}

}  // namespace streamspec
