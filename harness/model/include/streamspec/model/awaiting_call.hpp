#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "streamspec/model/endpoint.hpp"
#include "streamspec/model/value.hpp"
#include "streamspec/model/verb.hpp"

/// \file
/// The awaiting calls of a body, a struct each; spec/script-format.md says what each one does. `on` is always
/// filled in, also where the script leaves it out.

namespace streamspec {

struct AwaitingCall;
struct Client;
struct Step;

struct Read {
    static constexpr Verb verb = Verb::read;
    std::string on;
    std::optional<Value> n;
};
struct Readline {
    static constexpr Verb verb = Verb::readline;
    std::string on;
};
struct Readexactly {
    static constexpr Verb verb = Verb::readexactly;
    std::string on;
    Value n;
};
struct Readuntil {
    static constexpr Verb verb = Verb::readuntil;
    std::string on;
    std::optional<Value> separator;
};
struct Anext {
    static constexpr Verb verb = Verb::anext;
    std::string on;
};
struct Iterate {
    static constexpr Verb verb = Verb::iterate;
    std::string on;
    std::optional<std::int64_t> max;
};
struct WaitForData {
    static constexpr Verb verb = Verb::wait_for_data;
    std::string on;
    std::string caller;
};
struct Yield {
    static constexpr Verb verb = Verb::yield;
    std::int64_t times = 1;
};
struct Sleep {
    static constexpr Verb verb = Verb::sleep;
    std::int64_t seconds = 1;
};
struct Join {
    static constexpr Verb verb = Verb::join;
    std::string task;
};
struct AwaitFuture {
    static constexpr Verb verb = Verb::await_future;
    std::string future;
};

struct Drain {
    static constexpr Verb verb = Verb::drain;
    std::string on;
};
struct WaitClosed {
    static constexpr Verb verb = Verb::wait_closed;
    std::string on;
};
struct StartTls {
    static constexpr Verb verb = Verb::start_tls;
    std::string on;
    std::string transport;  ///< what the loop returns; on the wire, the context
    Options options;        ///< on the wire
};
struct WaitFor {
    static constexpr Verb verb = Verb::wait_for;
    std::shared_ptr<const AwaitingCall> call;  ///< never null
    std::int64_t timeout = 0;                  ///< in seconds; may be negative
};
struct Timeout {
    static constexpr Verb verb = Verb::timeout;
    std::int64_t seconds = 0;
    std::vector<Step> body;
};
struct Gather {
    static constexpr Verb verb = Verb::gather;
    std::vector<AwaitingCall> calls;
    bool return_exceptions = false;
};

/// Opens a connection: its verb says by which function.
struct OpenConnection {
    Verb verb = Verb::open_connection;
    Endpoint endpoint;
    // New names.
    std::string reader;
    std::string writer;
};
/// Starts a server: its verb says by which function.
struct StartServer {
    Verb verb = Verb::start_server;
    Endpoint endpoint;
    std::string server;                                  ///< a new name
    std::vector<std::shared_ptr<const Client>> clients;  ///< one for each connection, in order; never null
};
/// A call of a server that takes no argument: its verb says which.
struct AwaitServer {
    Verb verb = Verb::server_wait_closed;
    std::string on;
};
struct WithServer {
    static constexpr Verb verb = Verb::with_server;
    std::string on;
    std::vector<Step> body;
};

/// What a body awaits.
struct AwaitingCall {
    std::variant<Read, Readline, Readexactly, Readuntil, Anext, Iterate, WaitForData, Yield, Sleep, Join,
                 AwaitFuture, WaitFor, Timeout, Gather, Drain, WaitClosed, StartTls, OpenConnection,
                 StartServer, AwaitServer, WithServer>
        is;
};

/// The verb of a call.
Verb verb(const AwaitingCall& call);
/// The reader or writer that a call acts on; empty where it acts on none.
const std::string& object(const AwaitingCall& call);

}  // namespace streamspec
