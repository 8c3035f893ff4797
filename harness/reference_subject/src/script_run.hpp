#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <asyncio/core.hpp>

#include "event_log.hpp"
#include "scripted_objects.hpp"
#include "streamspec/model/client.hpp"
#include "streamspec/model/script.hpp"
#include "streamspec/subject/subject.hpp"

namespace streamspec {

/// An argument whose type the script's features have promised.
template <class T>
const T& typed(const Value& value) {
    const T* given = std::get_if<T>(&value.is);
    if (given == nullptr) {
        throw SubjectError("the reference takes no argument of this type");
    }
    return *given;
}

/// What a script of the wire layer is answered.
inline constexpr const char* kNoSockets = "the reference's core has no sockets";

/// The result of what returns nothing.
inline const Value kNone{None{}};

/// What was made under a name; scripts have few names, so finding one is a walk.
template <class T>
class Named {
  public:
    void add(const std::string& name, T made) { entries_.emplace_back(name, std::move(made)); }
    T* find(const std::string& name) {
        for (auto& entry : entries_) {
            if (entry.first == name) {
                return &entry.second;
            }
        }
        return nullptr;
    }
    void remove(const std::string& name) {
        std::erase_if(entries_, [&name](const auto& entry) { return entry.first == name; });
    }
    /// In the order in which they were made.
    const std::vector<std::pair<std::string, T>>& entries() const noexcept { return entries_; }

  private:
    std::vector<std::pair<std::string, T>> entries_;
};

/// While it lasts, warnings and log records of this thread are events.
class ListeningScope {
  public:
    explicit ListeningScope(EventLog& log);
    ListeningScope(const ListeningScope&) = delete;
    ListeningScope& operator=(const ListeningScope&) = delete;
    ~ListeningScope();

  private:
    asyncio::WarningHandler warnings_before_;
    asyncio::LogHandler records_before_;
};

/// One script on a new loop, reader and trace. What the wire layer has besides is a derived class's.
class ScriptRun {
  public:
    ScriptRun(const Script& script, asyncio::Dialect dialect);
    ScriptRun(const ScriptRun&) = delete;
    ScriptRun& operator=(const ScriptRun&) = delete;
    virtual ~ScriptRun() = default;

    Trace run();

  protected:
    using MakeLoop = std::function<std::unique_ptr<asyncio::EventLoop>(asyncio::Clock& clock,
                                                                       const asyncio::Dialect& dialect)>;
    ScriptRun(const Script& script, asyncio::Dialect dialect, const MakeLoop& make_loop);

    /// What follows a step that raised.
    struct Policy {
        AfterError on_error = AfterError::stop;
        AfterError on_cancel = AfterError::stop;
    };
    class ClientNames;
    /// How an action ended: nothing to note, would block, or a value.
    using Outcome = std::optional<Value>;

    // What a derived class does besides, or otherwise. Each is asked first, and does nothing here.
    virtual bool make_otherwise(const ScriptObject& object);
    virtual bool is_made_otherwise(const std::string& name);
    /// None: it is done as ever.
    virtual std::optional<Outcome> act_otherwise(const std::string& by, const Action& action);
    virtual std::optional<asyncio::Coro<Value>> begin_otherwise(const std::string& by,
                                                                const AwaitingCall& call, Policy policy);
    virtual TraceTurn run_turn(const Turn& turn);
    /// Nobody watches any more: what only Python's garbage collector would find is taken apart.
    virtual void break_cycles();

    // Objects
    void make_objects();
    void make(const std::string& name, const ExceptionSpec& spec);
    void make(const std::string& name, const ExceptionClassSpec& spec);
    void make(const std::string& name, const FutureSpec& spec);
    void make(const std::string& name, const TransportSpec& spec);
    void make(const std::string& name, const ReaderSpec& spec);
    /// Whether a reader is there, where one is named: its making may have failed.
    bool is_made(const std::optional<std::string>& reader);
    void make(const std::string& name, const ProtocolSpec& spec);
    void make(const std::string& name, const WriterSpec& spec);
    std::exception_ptr named_exception(const std::optional<std::string>& name);

    // Turns
    State state();

    // Actions
    void do_all(const std::string& by, const std::vector<Action>& actions);
    /// Does one action, notes how it ended, and returns the exception that it raised, if any.
    std::exception_ptr do_action(const std::string& by, const Action& action);
    /// Whether everything that an action names was made.
    bool is_there(const Action& action);
    bool is_there(const AwaitingCall& call);
    bool is_made(const std::string& name);

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
    Outcome act(const std::string& by, const Raise& action);
    Outcome act(const std::string& by, const ConnectionMade& action);
    Outcome act(const std::string& by, const ConnectionLost& action);
    Outcome act(const std::string& by, const DataReceived& action);
    Outcome act(const std::string& by, const EofReceived& action);
    Outcome act(const std::string& by, const PauseWriting& action);
    Outcome act(const std::string& by, const ResumeWriting& action);
    Outcome act(const std::string& by, const Write& action);
    Outcome act(const std::string& by, const Writelines& action);
    Outcome act(const std::string& by, const WriteEof& action);
    Outcome act(const std::string& by, const CanWriteEof& action);
    Outcome act(const std::string& by, const Close& action);
    Outcome act(const std::string& by, const IsClosing& action);
    Outcome act(const std::string& by, const GetExtraInfo& action);
    Outcome act(const std::string& by, const GetTransport& action);
    Outcome act(const std::string& by, const WriterRepr& action);
    Outcome act(const std::string& by, const Drop& action);
    Value described_copy(const std::string& exception);

    // Bodies of tasks
    /// Does the steps, and throws what ends them.
    asyncio::Coro<Value> play(const std::string& by, const std::vector<Step>& steps, Policy policy);
    bool goes_on(Policy policy, const std::exception_ptr& error) const;
    void note_end(const std::string& task, bool cancelled, const std::exception_ptr& error);
    /// How a call of the library is awaited, which answers in the frame of who awaits it where it can. What a
    /// task is made of is a coroutine of its own: the library has another way for it, with the same outcome.
    enum class Awaited { in_place, as_coroutine };
    /// The awaiting call as a coroutine; `policy` is that of the steps inside it.
    asyncio::Coro<Value> begin(const std::string& by, const AwaitingCall& call, Policy policy,
                               Awaited awaited_as = Awaited::in_place);
    asyncio::Coro<Value> iterate(const std::string& by, const Iterate& call);
    asyncio::Coro<Value> wait_for(const std::string& by, const WaitFor& call);
    asyncio::Future<Value> gather(const std::string& by, const Gather& call);
    /// What a call is a future of already; none where it is to become a task.
    std::optional<asyncio::Future<Value>> as_future(const std::string& by, const AwaitingCall& call);
    /// Owns the reader or writer of that name, if there is one.
    std::shared_ptr<const void> owner_of(const std::string& name);

    // Client callbacks
    asyncio::ClientConnected client_callback(const Client& client);
    asyncio::Coro<void> client_body(const Client& client, std::shared_ptr<ClientNames> names);
    void call_client_function(const Client& client);

    /// A task that is started and not forgotten: to cancel, watch or ask it.
    bool is_pending(const std::string& task);
    void forget(const std::string& object);

    asyncio::StreamReader& reader(const std::string& name) { return **readers_.find(name); }
    asyncio::StreamReaderProtocol& protocol(const std::string& name) { return **protocols_.find(name); }
    asyncio::StreamWriter& writer(const std::string& name) { return **writers_.find(name); }
    Value error_value(const std::exception_ptr& exception);

    const Script& script_;
    asyncio::Dialect dialect_;
    EventLog log_;
    ListeningScope listening_;  // outlives all that may warn
    asyncio::ManualClock clock_;
    bool cancelling_all_ = false;
    std::unique_ptr<asyncio::EventLoop> own_loop_;
    asyncio::EventLoop& loop_;
    // What the script holds. Nothing else of this class owns an object that a script can drop.
    Named<std::exception_ptr> exceptions_;
    Named<std::shared_ptr<ScriptedTransport>> transports_;
    Named<std::shared_ptr<asyncio::StreamReader>> readers_;
    Named<std::shared_ptr<asyncio::StreamReaderProtocol>> protocols_;
    Named<std::shared_ptr<asyncio::StreamWriter>> writers_;
    Named<asyncio::Future<Value>> futures_;
    std::vector<std::string> shown_readers_;  ///< those whose state is shown, sorted
    std::vector<std::string> started_;
    Named<asyncio::Task<Value>> tasks_;
    /// What the traceback of an exception that a client's function has raised keeps alive in Python, until
    /// the exception was noted.
    std::shared_ptr<const void> traceback_;
    Named<asyncio::Task<void>> clients_;  ///< the library's own, of client callbacks, while they run
    std::vector<std::weak_ptr<asyncio::StreamReaderProtocol>> made_protocols_;
};

}  // namespace streamspec
