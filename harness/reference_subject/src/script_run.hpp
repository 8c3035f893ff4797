#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <asyncio/core.hpp>

#include "event_log.hpp"
#include "scripted_objects.hpp"
#include "streamspec/model/script.hpp"

namespace streamspec {

/// What was made under a name; scripts have few names, so finding one is a walk.
template <class T>
class Named {
  public:
    void add(const std::string& name, T made) { entries_.emplace_back(name, std::move(made)); }
    T* find(std::string_view name) {
        for (auto& entry : entries_) {
            if (entry.first == name) {
                return &entry.second;
            }
        }
        return nullptr;
    }
    /// In the order in which they were made.
    const std::vector<std::pair<std::string, T>>& entries() const noexcept { return entries_; }

  private:
    std::vector<std::pair<std::string, T>> entries_;
};

/// One script on a new loop, reader and trace.
class ScriptRun {
  public:
    ScriptRun(const Script& script, asyncio::Dialect dialect);

    Trace run();

  private:
    using Body = asyncio::Coro<void>;
    /// How an awaiting call ended. An error is no exception here: each one thrown costs more than the rest of
    /// a call.
    struct CallResult {
        Value value;
        std::exception_ptr error;
    };
    /// How an action ended: nothing to note, would block, or a value.
    using Outcome = std::optional<Value>;

    // Objects
    void make_objects();
    void make(const std::string& name, const ExceptionSpec& spec);
    void make(const std::string& name, const ExceptionClassSpec& spec);
    void make(const std::string& name, const FutureSpec& spec);
    void make(const std::string& name, const TransportSpec& spec);
    void make(const std::string& name, const ReaderSpec& spec);
    std::exception_ptr named_exception(const std::optional<std::string>& name);

    // Turns
    TraceTurn run_turn(const Turn& turn);
    State state();

    // Actions
    void do_all(const std::string& by, const std::vector<Action>& actions);
    /// Does one action, notes how it ended, and returns the exception that it raised, if any.
    std::exception_ptr do_action(const std::string& by, const Action& action);
    /// Whether everything that an action names was made.
    bool is_there(const Action& action);
    bool is_there(const AwaitingCall& call);
    bool is_made(std::string_view name);

    Outcome act(const std::string& by, const FeedData& action);
    Outcome act(const std::string& by, const FeedEof& action);
    Outcome act(const std::string& by, const SetException& action);
    Outcome act(const std::string& by, const SetTransport& action);
    Outcome act(const std::string& by, const GetException& action);
    Outcome act(const std::string& by, const AtEof& action);
    Outcome act(const std::string& by, const Repr& action);
    Outcome act(const std::string& by, const Try& action);
    Outcome act(const std::string& by, const Start& action);
    Outcome act(const std::string& by, const Cancel& action);
    Outcome act(const std::string& by, const CancelAll& action);
    Outcome act(const std::string& by, const Watch& action);
    Outcome act(const std::string& by, const CallSoon& action);
    Outcome act(const std::string& by, const CallLater& action);
    Outcome act(const std::string& by, const Advance& action);
    Outcome act(const std::string& by, const FutureSetResult& action);
    Outcome act(const std::string& by, const FutureSetException& action);
    Outcome act(const std::string& by, const FutureCancel& action);
    Outcome act(const std::string& by, const Create& action);
    Outcome act(const std::string& by, const Describe& action);
    Outcome act(const std::string& by, const Copy& action);
    Outcome act(const std::string& by, const Pickle& action);
    Value described_copy(const std::string& exception);

    // Bodies of tasks
    Body body(const Start& start);
    bool goes_on(const Start& start, const std::exception_ptr& error) const;
    void note_end(const std::string& task, const asyncio::Future<void>& future);
    /// The awaiting call as a coroutine, which throws nothing.
    asyncio::Coro<CallResult> begin(const std::string& by, const AwaitingCall& call);
    /// `begin_call` makes what is awaited.
    template <class Call>
    static asyncio::Coro<CallResult> result_of(Call begin_call);
    asyncio::Coro<CallResult> begin_readuntil(const Readuntil& call);
    asyncio::Coro<Value> iterate(const std::string& by, const Iterate& call);

    ScriptedReader& reader(const std::string& name) { return **readers_.find(name); }
    Value error_value(const std::exception_ptr& exception);

    const Script& script_;
    asyncio::Dialect dialect_;
    EventLog log_;
    asyncio::ManualClock clock_;
    Named<std::exception_ptr> exceptions_;
    Named<std::shared_ptr<ScriptedTransport>> transports_;
    Named<std::shared_ptr<ScriptedReader>> readers_;
    bool cancelling_all_ = false;
    // Destroyed first: the loop ends what the script left waiting, which may still refer to what is above.
    asyncio::EventLoop loop_;
    Named<asyncio::Future<Value>> futures_;
    Named<asyncio::Task<void>> tasks_;
};

}  // namespace streamspec
