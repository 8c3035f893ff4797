#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "streamspec/model/awaiting_call.hpp"
#include "streamspec/model/reader_spec.hpp"
#include "streamspec/model/value.hpp"
#include "streamspec/model/verb.hpp"

/// \file
/// The actions of a script, a struct each; spec/script-format.md says what each one does. `on` is always
/// filled in, also where the script leaves it out.

namespace streamspec {

struct Action;
struct Step;

struct FeedData {
    static constexpr Verb verb = Verb::feed_data;
    std::string on;
    Value data;
};
struct FeedEof {
    static constexpr Verb verb = Verb::feed_eof;
    std::string on;
};
struct SetException {
    static constexpr Verb verb = Verb::set_exception;
    std::string on;
    std::optional<std::string> exception;  ///< none: Python's None
};
struct SetTransport {
    static constexpr Verb verb = Verb::set_transport;
    std::string on;
    std::optional<std::string> transport;  ///< none: Python's None
};
struct GetException {
    static constexpr Verb verb = Verb::exception;
    std::string on;
};
struct AtEof {
    static constexpr Verb verb = Verb::at_eof;
    std::string on;
};
struct Repr {
    static constexpr Verb verb = Verb::repr;
    std::string on;
};
struct Try {
    static constexpr Verb verb = Verb::try_call;
    AwaitingCall call;
};
/// What a body does after a step that raised.
enum class AfterError : std::uint8_t { stop, proceed };
struct Start {
    static constexpr Verb verb = Verb::start;
    std::string task;
    std::vector<Step> body;
    AfterError on_error = AfterError::stop;
    AfterError on_cancel = AfterError::stop;
};
struct Cancel {
    static constexpr Verb verb = Verb::cancel;
    std::string task;
    std::optional<std::string> message;
};
struct CancelAll {
    static constexpr Verb verb = Verb::cancel_all;
};
struct Watch {
    static constexpr Verb verb = Verb::watch;
    std::string target;  ///< a task or a future
    std::string as;
};
struct CallSoon {
    static constexpr Verb verb = Verb::call_soon;
    std::string callback;
    std::vector<Action> body;
};
struct CallLater {
    static constexpr Verb verb = Verb::call_later;
    std::string callback;
    std::int64_t delay = 0;
    std::vector<Action> body;
};
struct Advance {
    static constexpr Verb verb = Verb::advance;
    std::int64_t seconds = 1;
};
struct FutureSetResult {
    static constexpr Verb verb = Verb::future_set_result;
    std::string on;
    Value result;
};
struct FutureSetException {
    static constexpr Verb verb = Verb::future_set_exception;
    std::string on;
    std::string exception;
};
struct FutureCancel {
    static constexpr Verb verb = Verb::future_cancel;
    std::string on;
};
struct Create {
    static constexpr Verb verb = Verb::create;
    std::string name;
    ReaderSpec as;
};
struct Describe {
    static constexpr Verb verb = Verb::describe;
    std::string exception;
};
struct Copy {
    static constexpr Verb verb = Verb::copy;
    std::string exception;
};
struct Pickle {
    static constexpr Verb verb = Verb::pickle;
    std::string exception;
};

/// Raises an exception: only in a body.
struct Raise {
    static constexpr Verb verb = Verb::raise;
    std::string exception;
};
struct ConnectionMade {
    static constexpr Verb verb = Verb::connection_made;
    std::string on;
    std::string transport;
};
struct ConnectionLost {
    static constexpr Verb verb = Verb::connection_lost;
    std::string on;
    std::optional<std::string> exception;  ///< none: Python's None
};
struct DataReceived {
    static constexpr Verb verb = Verb::data_received;
    std::string on;
    Value data;
};
struct EofReceived {
    static constexpr Verb verb = Verb::eof_received;
    std::string on;
};
struct PauseWriting {
    static constexpr Verb verb = Verb::pause_writing;
    std::string on;
};
struct ResumeWriting {
    static constexpr Verb verb = Verb::resume_writing;
    std::string on;
};
struct Write {
    static constexpr Verb verb = Verb::write;
    std::string on;
    Value data;
};
struct Writelines {
    static constexpr Verb verb = Verb::writelines;
    std::string on;
    std::vector<Value> lines;
};
struct WriteEof {
    static constexpr Verb verb = Verb::write_eof;
    std::string on;
};
struct CanWriteEof {
    static constexpr Verb verb = Verb::can_write_eof;
    std::string on;
};
struct Close {
    static constexpr Verb verb = Verb::close;
    std::string on;
};
struct IsClosing {
    static constexpr Verb verb = Verb::is_closing;
    std::string on;
};
struct GetExtraInfo {
    static constexpr Verb verb = Verb::get_extra_info;
    std::string on;
    std::string info;
    std::optional<Value> fallback;  ///< none: not given
};
struct GetTransport {
    static constexpr Verb verb = Verb::transport;
    std::string on;
};
struct WriterRepr {
    static constexpr Verb verb = Verb::writer_repr;
    std::string on;
};
/// The script forgets a reader, a writer or a protocol.
struct Drop {
    static constexpr Verb verb = Verb::drop;
    std::string object;
};

/// What a peer, a listener, a server or a transport on the wire is told without an argument, or asked; its
/// verb says which. `close_all` acts on no object.
struct OnWire {
    Verb verb = Verb::close_all;
    std::string on;
};
struct PeerConnect {
    static constexpr Verb verb = Verb::peer_connect;
    std::string on;
    std::string server;
};
struct PeerSend {
    static constexpr Verb verb = Verb::peer_send;
    std::string on;
    Value data;
};
struct PeerRead {
    static constexpr Verb verb = Verb::peer_read;
    std::string on;
    std::optional<std::int64_t> count;  ///< none: all
};
struct PeerStartTls {
    static constexpr Verb verb = Verb::peer_start_tls;
    std::string on;
    std::string context;
};
struct SetWriteBufferLimits {
    static constexpr Verb verb = Verb::set_write_buffer_limits;
    std::string on;
    std::optional<Value> high;
    std::optional<Value> low;
};
struct GetSocketOption {
    static constexpr Verb verb = Verb::socket_option;
    std::string on;
    std::string option;
};

/// Something done without awaiting.
struct Action {
    std::variant<FeedData, FeedEof, SetException, SetTransport, GetException, AtEof, Repr, Try, Start, Cancel,
                 CancelAll, Watch, CallSoon, CallLater, Advance, FutureSetResult, FutureSetException,
                 FutureCancel, Create, Describe, Copy, Pickle, Raise, ConnectionMade, ConnectionLost,
                 DataReceived, EofReceived, PauseWriting, ResumeWriting, Write, Writelines, WriteEof,
                 CanWriteEof, Close, IsClosing, GetExtraInfo, GetTransport, WriterRepr, Drop, OnWire,
                 PeerConnect, PeerSend, PeerRead, PeerStartTls, SetWriteBufferLimits, GetSocketOption>
        is;
};

/// One step of a task's body.
struct Step {
    std::variant<Action, AwaitingCall> is;
};

/// The verb of an action. That of a `try` is `try_call`; its event names the verb of the call instead.
Verb verb(const Action& action);
/// The object that an action acts on, as the `on` of its event names it; empty where it acts on none.
const std::string& object(const Action& action);

}  // namespace streamspec
