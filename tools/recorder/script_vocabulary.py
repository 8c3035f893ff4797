"""What a script may say (spec/script-format.md): its objects, verbs and conditions, and of which kind their arguments are."""

EXCEPTION_CLASSES = frozenset((
    "Exception", "ValueError", "RuntimeError", "NotImplementedError", "TypeError", "EOFError", "OSError",
    "ConnectionResetError", "StopIteration", "StopAsyncIteration", "CancelledError", "IncompleteReadError",
    "LimitOverrunError"))
TAKES_TWO = {"IncompleteReadError": "partial and expected", "LimitOverrunError": "message and consumed"}
FEATURES = frozenset((
    "readline", "readuntil", "readexactly", "iterate", "tuple-separator", "limit", "set-exception", "clear-exception",
    "exception", "at_eof", "transport", "cancel", "cancel-message", "try", "repr", "create", "exception-copy", "pickle",
    "subclass", "private-wait", "loopless", "scheduler", "writer", "is-closing", "wait-closed", "start-tls",
    "protocol-without-reader", "timeout", "wait-for", "gather", "refcount", "dynamic-typing", "sockets", "unix-sockets", "ipv6",
    "localhost", "immediate-write", "tls", "server-control", "close-clients", "is-reading", "debug-mode", "closed-loop"))

# What an object of each type may say, besides its type. A key is required where its kind ends in "!".
OBJECT_KEYS = {
    "reader": {"limit": "value", "transport": "transport", "loop": "loopless", "subclass": "boolean"},
    "protocol": {"reader": "reader or null!", "client": "client of a protocol", "loop": "loop of a protocol"},
    "writer": {"transport": "transport!", "protocol": "protocol!", "reader": "reader or null!", "loop": "loop of a writer",
               "subclass": "boolean"},
    "transport": {"pausable": "boolean", "pause_raises": "exception", "resume_raises": "exception",
                  "closing": "boolean", "write_eof": "boolean", "ssl": "boolean", "protocol": "protocol", "tells_its_end": "boolean"},
    "exception": {"class": "exception class!", "args": "values", "falsy": "boolean"},
    "exception_class": {"class": "exception class!"},
    "future": {},
    "listener": {"family": "family", "receive_buffer": "positive", "listens": "boolean"},
    "peer": {"listener": "listener", "paired": "boolean", "reads": "boolean", "receive_buffer": "positive", "tls": "context"},
    "context": {"side": "side!", "version": "TLS version", "certificate": "certificate", "verifies": "boolean", "trusts": "boolean"},
}
CLIENT_KEYS = {"kind": "kind of client", "reader": "new name", "writer": "new name!", "keep": "what is kept",
               "on_error": "outcome", "on_cancel": "outcome"}
# Verb → kind of its argument, and its other keys.
ACTIONS = {
    "feed_data": ("value", {"on": "reader"}),
    "feed_eof": ("null", {"on": "reader"}),
    "set_exception": ("exception or class or null", {"on": "reader"}),
    "set_transport": ("transport or null", {"on": "reader"}),
    "exception": ("null", {"on": "reader"}),
    "at_eof": ("null", {"on": "reader"}),
    "repr": ("null", {"on": "reader"}),
    "try": ("call", {}),
    "start": ("new name", {"body": "steps!", "on_error": "outcome", "on_cancel": "outcome"}),
    "cancel": ("task", {"message": "string"}),
    "cancel_all": ("null", {}),
    "watch": ("task or future", {"as": "new name!"}),
    "call_soon": ("new name", {"body": "actions!"}),
    "call_later": ("new name", {"delay": "count!", "body": "actions!"}),
    "advance": ("positive", {}),
    "future_set_result": ("value", {"on": "future"}),
    "future_set_exception": ("exception or class", {"on": "future"}),
    "future_cancel": ("null", {"on": "future"}),
    "create": ("new name", {"as": "reader object!"}),
    "describe": ("exception", {}),
    "copy": ("exception", {}),
    "pickle": ("exception", {}),
    "connection_made": ("transport", {"on": "protocol"}),
    "connection_lost": ("exception or null", {"on": "protocol"}),
    "data_received": ("value", {"on": "protocol"}),
    "eof_received": ("null", {"on": "protocol"}),
    "pause_writing": ("null", {"on": "protocol"}),
    "resume_writing": ("null", {"on": "protocol"}),
    "write": ("value", {"on": "writer"}),
    "writelines": ("values", {"on": "writer"}),
    "write_eof": ("null", {"on": "writer"}),
    "can_write_eof": ("null", {"on": "writer"}),
    "close": ("null", {"on": "writer"}),
    "is_closing": ("null", {"on": "writer"}),
    "get_extra_info": ("string", {"on": "writer", "default": "value"}),
    "transport": ("null", {"on": "writer"}),
    "writer_repr": ("null", {"on": "writer"}),
    "drop": ("reader, writer, protocol or transport", {}),
    "raise": ("exception", {}),
    "peer_connect": ("server", {"on": "peer"}),
    "peer_send": ("value", {"on": "peer"}),
    "peer_read": ("count or null", {"on": "peer"}),
    "peer_start_tls": ("context", {"on": "peer"}),
    "set_write_buffer_limits": ("null", {"on": "writer", "high": "value", "low": "value"}),
    "socket_option": ("socket option", {"on": "writer"}),
    "listener_close": ("null", {"on": "listener"}),
    "close_all": ("null", {}),
}
ACTIONS.update((verb, ("null", {"on": "peer"})) for verb in (
    "peer_shutdown", "peer_close", "peer_reset", "peer_pause", "peer_resume", "peer_ended", "peer_unwrap"))
ACTIONS.update((verb, ("null", {"on": "server"})) for verb in (
    "sockets", "is_serving", "server_close", "close_clients", "abort_clients", "socket_file"))
ACTIONS.update((verb, ("null", {"on": "writer"})) for verb in (
    "abort", "is_reading", "get_write_buffer_size", "get_write_buffer_limits"))
CALLS = {
    "read": ("value or null", {"on": "reader"}),
    "readline": ("null", {"on": "reader"}),
    "readexactly": ("value", {"on": "reader"}),
    "readuntil": ("value or null", {"on": "reader"}),
    "anext": ("null", {"on": "reader"}),
    "iterate": ("null", {"on": "reader", "max": "positive"}),
    "wait_for_data": ("string", {"on": "reader"}),
    "drain": ("null", {"on": "writer"}),
    "wait_closed": ("null", {"on": "writer"}),
    "start_tls": ("transport or context", {"on": "writer", "options": "options"}),
    "wait_for": ("call to wait for", {"timeout": "integer!"}),
    "timeout": ("integer", {"body": "steps!"}),
    "gather": ("calls", {"return_exceptions": "boolean"}),
    "yield": ("positive", {}),
    "sleep": ("positive", {}),
    "join": ("task", {}),
    "await": ("future", {}),
    "open_connection": ("endpoint", {"reader": "new name!", "writer": "new name!"}),
    "open_unix_connection": ("endpoint", {"reader": "new name!", "writer": "new name!"}),
    "start_server": ("endpoint", {"as": "new name!", "clients": "clients!"}),
    "start_unix_server": ("endpoint", {"as": "new name!", "clients": "clients!"}),
    "start_serving": ("null", {"on": "server"}),
    "serve_forever": ("null", {"on": "server"}),
    "server_wait_closed": ("null", {"on": "server"}),
    "with_server": ("null", {"on": "server", "body": "steps!"}),
}
# The arguments of a connection or a server.
ENDPOINT_KEYS = {"to": "listener or server", "host": "value", "port": "value", "ssl": "boolean or context", "sock": "peer or listener",
                 "loop": "boolean", "local": "string", "family": "family", "path": "form of a path", "bare": "boolean",
                 "options": "options"}
# What the end of a turn on the wire waits for: kind of the argument, and of the object if it is about one.
CONDITIONS = {
    "done": ("task", None), "called": ("client", None), "notices": ("positive", None), "all_done": ("null", None),
    "received": ("positive", "peer"), "ended": ("null", "peer"), "connected": ("null", "peer"), "handshaken": ("null", "peer"),
    "sent": ("null", "peer"), "buffered": ("positive", "reader"), "at_end": ("null", "reader"), "failed": ("null", "reader"),
    "paused": ("null", "writer"), "resumed": ("null", "writer"), "lost": ("null", "writer"),
    "broken": ("null", "writer"),
}
# Calls that need a task: they cannot be begun without one.
IN_A_TASK = ("wait_for", "timeout", "gather", "with_server", "open_connection", "open_unix_connection", "start_server",
             "start_unix_server")
TO_BEGIN = {verb: kinds for verb, kinds in CALLS.items() if verb not in IN_A_TASK}
TO_WAIT_FOR = {verb: kinds for verb, kinds in TO_BEGIN.items() if verb not in ("yield", "sleep")}
TO_GATHER = {verb: kinds for verb, kinds in CALLS.items() if verb not in ("timeout", "with_server")}
# What needs the layer `writer`: types of objects, keys of a transport, and every verb that acts on such an object.
WRITER_TYPES = ("protocol", "writer")
# What the layer `wire` has alone, and what it has not.
WIRE_TYPES = ("listener", "peer", "context")
NOT_ON_WIRE = ("reader", "protocol", "writer", "transport")
WIRE_VERBS = frozenset(
    [verb for verb, (_, others) in list(ACTIONS.items()) + list(CALLS.items()) if others.get("on") in ("peer", "listener", "server")] +
    ["open_connection", "open_unix_connection", "start_server", "start_unix_server", "close_all", "abort", "is_reading",
     "get_write_buffer_size", "get_write_buffer_limits", "set_write_buffer_limits", "socket_option"])
WRITER_TRANSPORT_KEYS = ("closing", "write_eof", "ssl", "protocol", "tells_its_end")
# Kind of a reference → the kinds of things that it may name.
REFERENCES = {
    "reader": ("reader",), "reader or null": ("reader",), "protocol": ("protocol",), "writer": ("writer",), "future": ("future",), "task": ("task",), "transport": ("transport",), "exception": ("exception",),
    "transport or null": ("transport",), "task or future": ("task", "future"),
    "reader, writer, protocol or transport": ("reader", "writer", "protocol", "transport"), "exception or null": ("exception",),
    "listener": ("listener",), "peer": ("peer",), "server": ("server",), "context": ("context",), "client": ("task", "callback"),
    "transport or context": ("transport", "context"), "listener or server": ("listener", "server"),
    "peer or listener": ("peer", "listener"), "boolean or context": ("context",),
    "exception or class": ("exception", "exception_class"), "exception or class or null": ("exception", "exception_class"),
}
