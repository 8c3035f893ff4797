#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "streamspec/model/client.hpp"
#include "streamspec/model/endpoint.hpp"
#include "streamspec/model/reader_spec.hpp"
#include "streamspec/model/value.hpp"

namespace streamspec {

/// The exception classes that a script can name.
enum class ExceptionClass : std::uint8_t {
    Exception,
    ValueError,
    RuntimeError,
    NotImplementedError,
    TypeError,
    EOFError,
    OSError,
    ConnectionResetError,
    StopIteration,
    StopAsyncIteration,
    CancelledError,
    IncompleteReadError,
    LimitOverrunError,
};

std::string_view name(ExceptionClass exception) noexcept;
std::optional<ExceptionClass> find_exception_class(std::string_view name) noexcept;

/// A transport that only notes what it is told.
struct TransportSpec {
    bool pausable = true;
    // Names of exceptions that such a call raises.
    std::optional<std::string> pause_raises;
    std::optional<std::string> resume_raises;
    bool closing = false;                 ///< from the beginning
    bool can_write_eof = true;            ///< false: `write_eof` raises NotImplementedError
    bool ssl = false;                     ///< whether there is an `sslcontext`
    std::optional<std::string> protocol;  ///< is told, once, that the connection is lost after a close
    bool tells_its_end = false;           ///< notes when it is gone
};
/// An exception object that nobody raised yet.
struct ExceptionSpec {
    ExceptionClass type = ExceptionClass::Exception;
    std::vector<Value> args;
    bool falsy = false;
};
/// A class that is given where an exception object is expected.
struct ExceptionClassSpec {
    ExceptionClass type = ExceptionClass::Exception;
};
/// A pending future.
struct FutureSpec {};
/// How a protocol is constructed.
struct ProtocolSpec {
    std::optional<std::string> reader;  ///< none: Python's None
    std::optional<Client> client;
    enum class Loop : std::uint8_t { own, none, wrong };
    Loop loop = Loop::own;  ///< `none`: the constructor is given none; `wrong`: something that is no loop
};
/// How a writer is constructed.
struct WriterSpec {
    std::string transport;
    std::string protocol;
    std::optional<std::string> reader;  ///< none: Python's None
    bool closed_loop = false;           ///< made with another loop, which is closed
    bool subclass = false;              ///< of a class whose `str` is not its `repr`
};

/// A socket of the peer's side that listens, and accepts what peers were declared for.
struct ListenerSpec {
    Family family = Family::ipv4;
    std::optional<std::int64_t> receive_buffer;
    bool listens = true;
};
/// The other end of a connection.
struct PeerSpec {
    std::optional<std::string> listener;  ///< it is what that listener accepts
    bool paired = false;                  ///< one end of a socket pair
    bool reads = true;
    std::optional<std::int64_t> receive_buffer;
    std::optional<std::string> tls;  ///< a context: it speaks TLS from the beginning
};
/// A TLS context.
struct ContextSpec {
    enum class Side : std::uint8_t { client, server };
    Side side = Side::client;
    bool tls_1_3 = false;
    std::optional<std::string> certificate;
    std::optional<bool> verifies;  ///< none: a client does, a server does not
    bool trusts = true;            ///< the authority of the test
};

/// What a script's `objects` declares under one name.
struct ScriptObject {
    std::string name;
    std::variant<ExceptionSpec, ExceptionClassSpec, FutureSpec, TransportSpec, ReaderSpec, ProtocolSpec,
                 WriterSpec, ContextSpec, ListenerSpec, PeerSpec>
        is;
};

}  // namespace streamspec
