#pragma once

#include <compare>
#include <string>
#include <string_view>

namespace asyncio {

/// A CPython release number, "3.11.7".
struct Version {
    int major = 3;
    int minor = 0;
    int micro = 0;

    /// Reads "3.11.7" or "3.11" (micro 0). Throws ValueError for anything else.
    static Version parse(std::string_view text);
    std::string str() const;

    friend auto operator<=>(const Version&, const Version&) = default;
};

/// What a constructor that was given no loop does where none is running and none was set.
enum class MissingLoop {
    created,               ///< makes one silently (to 3.11)
    created_with_warning,  ///< makes one, with a DeprecationWarning (3.12, 3.13)
    refused  ///< RuntimeError (from 3.14)
};

/// Which CancelledError somebody who awaits a cancelled task gets.
enum class JoinedCancellation {
    fresh,               ///< a new one each time (to 3.8)
    fresh_with_context,  ///< a new one each time, whose context is the task's own (3.9, 3.10)
    same_object_once     ///< the first time the task's own, then new ones (from 3.11)
};

/// What a StreamReaderProtocol does when the task of its client callback ends other than by returning.
enum class ClientOutcome {
    ignored,   ///< nothing: the connection stays open (to 3.11.6, 3.12.0)
    reported,  ///< an exception is reported and the transport closed; a cancellation makes the report itself
               ///< fail (3.11.7, 3.12.1)
    reported_or_closed  ///< an exception is reported; either closes the transport (from 3.11.8, 3.12.2)
};

/// Which `asyncio.wait_for` there is.
enum class WaitFor {
    abandons,          ///< cancels what it waits for and does not wait for its end (3.6)
    waits_on_timeout,  ///< waits for the end after a timeout, not where it is itself cancelled (3.7)
    raises_timeout,    ///< waits for the end either way, and then raises TimeoutError whatever the end was
                       ///< (3.8)
    keeps_outcome,     ///< the same, but returns or raises what the cancelled call returned or raised (3.9
                       ///< to 3.11)
    in_place           ///< no task of its own: built on `timeout` (from 3.12)
};

/// What `writelines` of a socket's transport does.
enum class WritelinesRule {
    joined,        ///< writes the pieces as one (to 3.11)
    never_pauses,  ///< queues the pieces and sends, without ever pausing the protocol; after `close` and
                   ///< after a loss it raises (3.12.0 to 3.12.8, 3.13.0, 3.13.1)
    pauses,            ///< the same, but pauses the protocol (to 3.13.9, 3.14.0)
    counts_after_loss  ///< the same, and after a loss ignores and counts, like `write`
};

/// What `loop=` of the stream functions does.
enum class LoopArgument {
    accepted,    ///< silently (to 3.7)
    deprecated,  ///< with a DeprecationWarning (3.8, 3.9)
    refused      ///< TypeError (from 3.10)
};

/// Which CPython release the library behaves as. Each difference between releases is one switch here; the
/// code asks the switch, never the version.
struct Dialect {
    Version release;

    /// str() of an IncompleteReadError without an expected size says "None expected bytes", later "undefined"
    /// (to 3.8.6).
    bool incomplete_read_says_none = false;
    /// `readuntil` takes several separators (from 3.13).
    bool tuple_separators = true;
    /// `repr(reader)` labels its parts `l= w= e= t=` (3.6).
    bool short_repr_labels = false;
    /// `Task.cancel` takes a message, which reaches the cancelled wait (from 3.9).
    bool cancel_message = true;
    /// IncompleteReadError and LimitOverrunError are defined in `asyncio.streams`, CancelledError in
    /// `concurrent.futures` as an Exception (to 3.7); from 3.8 in `asyncio.exceptions`, CancelledError as a
    /// BaseException.
    bool exceptions_before_own_module = false;
    /// A future that is given a StopIteration turns it into a RuntimeError; before, it refuses it by
    /// TypeError (from 3.12.6).
    bool future_wraps_stop_iteration = true;
    /// Stream methods are generator-based coroutines, and the text of a StopIteration that escapes says so
    /// (3.6).
    bool generator_coroutines = false;
    /// A task that returns although its cancellation was requested (by itself, since its last step) ends with
    /// a CancelledError as its exception, and not as cancelled (to 3.7).
    bool returned_despite_cancel_raises = false;
    JoinedCancellation joined_cancellation = JoinedCancellation::same_object_once;
    /// One drain can wait at a time (to 3.10.5).
    bool one_drain_waiter = false;
    /// A protocol does not keep its reader alive (from 3.8).
    bool protocol_holds_reader_weakly = true;
    /// A protocol keeps the writer that it made for a client alive (to 3.12).
    bool protocol_holds_writer = false;
    /// A protocol keeps the task of its client callback until the connection is lost (from 3.10.7).
    bool protocol_holds_client_task = true;
    ClientOutcome client_outcome = ClientOutcome::reported_or_closed;
    /// A writer that goes closes its transport, with a ResourceWarning (from 3.11.5).
    bool writer_closes_when_dropped = true;
    WaitFor wait_for = WaitFor::in_place;
    /// `Task.uncancel` of the last request also takes back a cancellation that was not delivered yet
    /// (from 3.13).
    bool uncancel_takes_back = true;
    /// `gather` learns of what is done already within the call, not by a callback (from 3.12).
    bool gather_takes_finished_at_once = true;
    /// A protocol knows how its connection was closed, for `wait_closed` (from 3.7).
    bool protocol_has_close_waiter = true;
    /// A `timeout` looks at the cancellations requested when it was entered, and names the CancelledError as
    /// the cause (from 3.11.3).
    bool timeout_compares_requests = true;
    /// A `timeout` that expired leaves a TimeoutError in the contexts of another exception that leaves it
    /// (from 3.13).
    bool timeout_marks_contexts = true;
    MissingLoop missing_loop = MissingLoop::refused;

    // What follows concerns sockets: asyncio::net.

    WritelinesRule writelines = WritelinesRule::counts_after_loss;
    LoopArgument loop_argument = LoopArgument::refused;
    /// `Server.wait_closed` waits for the connections of a closed server (from 3.12.1); before, it returns.
    bool server_waits_for_clients = true;
    /// `Server.close_clients` and `abort_clients` exist (from 3.13).
    bool server_closes_clients = true;
    /// A Unix server removes its socket's file when it closes (from 3.13).
    bool unix_server_removes_socket = true;
    /// TLS is what 3.11 made of it: it has marks of its own for writing (512 KiB and 128 KiB), answers the
    /// other end's closing message, and does not wait for that longer than a timeout.
    bool tls_rewritten = true;
    /// A TLS transport tells its marks for writing (from 3.9); before, AttributeError.
    bool tls_tells_limits = true;
    /// `start_tls` takes `ssl_shutdown_timeout` (from 3.12); before, TypeError.
    bool start_tls_knows_shutdown_timeout = true;
    /// The report of a failed callback shows what it was called with (to 3.12).
    bool reports_show_arguments = false;
    /// `start_tls` of a server's writer hands what its reader has buffered to TLS (from 3.13.13, 3.14.4).
    bool start_tls_takes_buffered = false;
    /// `start_tls` gives the reader the TLS transport to pause (from 3.15).
    bool start_tls_moves_reader = false;
    /// OpenSSL checks host names, and what it refuses is an SSLCertVerificationError (from 3.7); before, Python
    /// checks them after the handshake, by a CertificateError.
    bool openssl_checks_host = true;
    /// The error of a bind quotes the system's error in full, number included (from 3.13).
    bool bind_error_quotes_number = true;
    /// A server raises it `from None` (from 3.7).
    bool bind_error_suppresses_context = true;
    /// The error of a port that is out of range names the method (from 3.8).
    bool port_error_names_method = true;
    /// Which keyword arguments the stream functions know: `happy_eyeballs_delay` and `interleave` (from 3.8),
    /// `all_errors` (from 3.12), `ssl_handshake_timeout` and `start_serving` (from 3.7), `ssl_shutdown_timeout`
    /// (from 3.11), `keep_alive` and `cleanup_socket` (from 3.13). Another one is a TypeError.
    bool knows_happy_eyeballs = true;
    bool knows_all_errors = true;
    bool knows_handshake_timeout = true;
    bool knows_shutdown_timeout = true;
    bool knows_keep_alive = true;

    /// The dialect of a release: the switches follow its number, recorded or not.
    static Dialect of(const Version& release);
    /// The newest release, pre-releases aside, that golden traces were recorded from: the default everywhere.
    static const Dialect& newest();
};

}  // namespace asyncio
