// The actions of ScriptRun.

#include <algorithm>
#include <chrono>
#include <type_traits>

#include "script_run.hpp"
#include "streamspec/subject/subject.hpp"

namespace streamspec {

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
        auto otherwise = act_otherwise(by, action);
        outcome = otherwise ? std::move(*otherwise)
                            : std::visit(
                                  [&](const auto& what) -> Outcome {
                                      if constexpr (requires { act(by, what); }) {
                                          return act(by, what);
                                      } else {
                                          throw SubjectError(kNoSockets);
                                      }
                                  },
                                  action.is);
    } catch (const asyncio::BaseException&) {
        error = std::current_exception();
    }
    const std::shared_ptr<const void> held = std::exchange(traceback_, nullptr);
    if (error) {
        log_.note(CallEvent{by, call, on, Raised{log_.errors.describe(error)}});
    } else if (outcome) {
        log_.note(CallEvent{by, call, on, Returned{std::move(*outcome)}});
    } else if (tried != nullptr) {
        log_.note(CallEvent{by, call, on, Blocked{}});
    }
    return error;
}

bool ScriptRun::is_made(const std::string& name) {
    return name.empty() || readers_.find(name) != nullptr || tasks_.find(name) != nullptr ||
           futures_.find(name) != nullptr || exceptions_.find(name) != nullptr ||
           transports_.find(name) != nullptr || protocols_.find(name) != nullptr ||
           writers_.find(name) != nullptr || clients_.find(name) != nullptr || is_made_otherwise(name);
}

namespace {

const std::string kNoName;

const std::string& name_or_none(const std::optional<std::string>& name) {
    return name ? *name : kNoName;
}

/// The second name that an action or call gives, besides the object it acts on; empty where it gives none.
struct OtherName {
    using Name = const std::string&;
    Name operator()(const SetException& a) const { return name_or_none(a.exception); }
    Name operator()(const SetTransport& a) const { return name_or_none(a.transport); }
    Name operator()(const Cancel& a) const { return a.task; }
    Name operator()(const Watch& a) const { return a.target; }
    Name operator()(const FutureSetException& a) const { return a.exception; }
    Name operator()(const Describe& a) const { return a.exception; }
    Name operator()(const Copy& a) const { return a.exception; }
    Name operator()(const Pickle& a) const { return a.exception; }
    Name operator()(const Join& c) const { return c.task; }
    Name operator()(const AwaitFuture& c) const { return c.future; }
    Name operator()(const Raise& a) const { return a.exception; }
    Name operator()(const ConnectionMade& a) const { return a.transport; }
    Name operator()(const ConnectionLost& a) const { return name_or_none(a.exception); }
    Name operator()(const Drop& a) const { return a.object; }
    Name operator()(const StartTls& c) const { return c.transport; }
    template <class Other>
    Name operator()(const Other& /*unnamed*/) const {
        return kNoName;
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
    if (const auto* waited = std::get_if<WaitFor>(&call.is)) {
        return is_there(*waited->call);
    }
    if (const auto* gathered = std::get_if<Gather>(&call.is)) {
        return std::all_of(gathered->calls.begin(), gathered->calls.end(),
                           [this](const AwaitingCall& inner) { return is_there(inner); });
    }
    return is_made(object(call)) && is_made(std::visit(OtherName{}, call.is));
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const FeedData& action) {
    reader(action.on).feed_data(typed<Bytes>(action.data).data);
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
    return asyncio::try_call(loop_, begin(by, action.call, Policy()));
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const Start& action) {
    asyncio::Task<Value> task =
        loop_.create_task(play(action.task, action.body, Policy{action.on_error, action.on_cancel}));
    task.add_done_callback([this, &action](const asyncio::Future<Value>& done) {
        note_end(action.task, done.cancelled(), done.cancelled() ? nullptr : done.exception());
    });
    tasks_.add(action.task, std::move(task));
    started_.push_back(action.task);
    return std::nullopt;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const Cancel& action) {
    if (auto* const task = tasks_.find(action.task)) {
        return Value{task->cancel(action.message)};
    }
    return Value{clients_.find(action.task)->cancel(action.message)};
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const CancelAll& /*action*/) {
    cancelling_all_ = true;
    for (const std::string& name : started_) {
        if (auto* const task = tasks_.find(name)) {
            task->cancel();
        } else if (auto* const client = clients_.find(name)) {
            client->cancel();
        }
    }
    return kNone;
}

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const Watch& action) {
    const auto note = [this, &action](const auto&) { log_.note(CallbackRan{action.as}); };
    if (auto* const task = tasks_.find(action.target)) {
        task->add_done_callback(note);
    } else if (auto* const client = clients_.find(action.target)) {
        client->add_done_callback(note);
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

ScriptRun::Outcome ScriptRun::act(const std::string& /*by*/, const Raise& action) {
    std::rethrow_exception(*exceptions_.find(action.exception));
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
