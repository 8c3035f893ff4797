#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "streamspec/model/value.hpp"
#include "streamspec/model/verb.hpp"

/// \file
/// What was observed while a script ran (spec/trace-format.md).

namespace streamspec {

// How a call came out.
struct Returned {
    Value value;
};
struct Raised {
    ErrorPtr error;
};
struct Blocked {};
struct Yielded {
    Value value;
};

/// An action or an awaiting call came to an end, or `iterate` to a line.
struct CallEvent {
    std::string by;  ///< "turn", or the name of a task or callback
    Verb call = Verb::read;
    std::string on;  ///< empty: the call acts on no object
    std::variant<Returned, Raised, Blocked, Yielded> outcome;
};
/// A task's done-callback ran.
struct TaskEnded {
    enum class How : std::uint8_t { returned, cancelled, raised };
    std::string task;
    How how = How::returned;
    ErrorPtr error;  ///< with `raised`
};
/// A done-callback that `watch` added ran.
struct CallbackRan {
    std::string callback;
};
/// A transport was told something.
struct TransportCalled {
    enum class What : std::uint8_t {
        pause_reading,
        resume_reading,
        write,
        writelines,
        write_eof,
        close,
        abort,
        gone  ///< nobody holds it any more
    };
    std::string transport;
    What call = What::pause_reading;
    ErrorPtr raised;            ///< null: nothing
    std::vector<Value> args{};  ///< of `write` and `writelines`
};
/// A method that a subclass overrides began.
struct OverrideCalled {
    std::string on;
    std::string method;
};
/// A protocol called its client.
struct ClientCalled {
    std::string client;
};
/// The loop was asked to go on with TLS.
struct StartTlsCalled {
    std::string transport;  ///< the present one
    bool server_side = false;
};
struct WarningShown {
    std::string category;
    std::string text;
};
struct Logged {
    std::string level;
    std::string logger;
    std::string text;
    ErrorPtr raised;  ///< null: the record carries none
};
/// The loop's exception handler was called.
struct HandlerCalled {
    std::string message;
    std::vector<std::string> keys;  ///< of the context, sorted
    ErrorPtr raised;                ///< null: the context has none
};
/// A finalizer raised, and nobody can catch it.
struct Unraisable {
    std::string where;
    ErrorPtr raised;
};
/// The loop did not become idle.
struct Spins {};

/// Something observable, and the iteration in which it happened.
struct Event {
    std::int64_t iteration = 0;
    std::variant<CallEvent, TaskEnded, CallbackRan, TransportCalled, OverrideCalled, ClientCalled,
                 StartTlsCalled, WarningShown, Logged, HandlerCalled, Unraisable, Spins>
        is;
};

struct ReaderState {
    std::string name;
    std::optional<bool> at_eof;      ///< none: the subject cannot be asked
    std::optional<Value> exception;  ///< None, an error or a class; none: the subject cannot be asked
};

/// How things stood after a turn.
struct State {
    std::vector<std::string> pending;  ///< in the order of their start
    std::vector<ReaderState> readers;  ///< sorted by name
};

struct TraceTurn {
    std::vector<Event> events;
    std::int64_t iterations = 0;  ///< the last iteration in which a callback ran
    State state;
};

struct Trace {
    std::vector<Event> setup;
    std::vector<TraceTurn> turns;
};

std::string_view name(TaskEnded::How how) noexcept;
std::string_view name(TransportCalled::What what) noexcept;
std::optional<TransportCalled::What> find_transport_call(std::string_view name) noexcept;
/// Whether the arguments of such a call are noted.
constexpr bool has_args(TransportCalled::What what) noexcept {
    return what == TransportCalled::What::write || what == TransportCalled::What::writelines;
}

}  // namespace streamspec
