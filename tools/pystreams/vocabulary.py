"""The verbs of scripts: which there are, what each acts on, and what its argument names."""

from pystreams.values import decode

ACTIONS = frozenset((
    "feed_data", "feed_eof", "set_exception", "set_transport", "exception", "at_eof", "repr", "try", "start", "cancel",
    "cancel_all", "watch", "call_soon", "call_later", "advance", "future_set_result", "future_set_exception",
    "future_cancel", "create", "describe", "copy", "pickle", "connection_made", "connection_lost", "data_received",
    "eof_received", "pause_writing", "resume_writing", "write", "writelines", "write_eof", "can_write_eof", "close",
    "is_closing", "get_extra_info", "transport", "writer_repr", "drop", "raise", "peer_connect", "peer_send", "peer_read",
    "peer_shutdown", "peer_close", "peer_reset", "peer_pause", "peer_resume", "peer_ended", "peer_start_tls", "peer_unwrap",
    "listener_close", "sockets", "is_serving", "server_close", "close_clients", "abort_clients", "socket_file", "abort",
    "is_reading", "get_write_buffer_size", "get_write_buffer_limits", "set_write_buffer_limits", "socket_option", "close_all"))
AWAITING = frozenset((
    "read", "readline", "readexactly", "readuntil", "anext", "iterate", "wait_for_data", "drain", "wait_closed", "start_tls",
    "wait_for", "timeout", "gather", "yield", "sleep", "join", "await", "open_connection", "open_unix_connection",
    "start_server", "start_unix_server", "start_serving", "serve_forever", "server_wait_closed", "with_server"))
CONNECTING = frozenset(("open_connection", "open_unix_connection", "start_server", "start_unix_server"))
SILENT = frozenset(("start", "drop", "watch", "call_soon", "call_later", "advance", "create"))
ACTS_ON = {
    "reader": frozenset((
        "feed_data", "feed_eof", "set_exception", "set_transport", "exception", "at_eof", "repr", "read", "readline",
        "readexactly", "readuntil", "anext", "iterate", "wait_for_data")),
    "protocol": frozenset((
        "connection_made", "connection_lost", "data_received", "eof_received", "pause_writing", "resume_writing")),
    "writer": frozenset((
        "write", "writelines", "write_eof", "can_write_eof", "close", "is_closing", "get_extra_info", "transport",
        "writer_repr", "drain", "wait_closed", "start_tls", "abort", "is_reading", "get_write_buffer_size",
        "get_write_buffer_limits", "set_write_buffer_limits", "socket_option")),
    "peer": frozenset((
        "peer_connect", "peer_send", "peer_read", "peer_shutdown", "peer_close", "peer_reset", "peer_pause", "peer_resume",
        "peer_ended", "peer_start_tls", "peer_unwrap")),
    "listener": frozenset(("listener_close",)),
    "server": frozenset((
        "sockets", "is_serving", "server_close", "close_clients", "abort_clients", "socket_file", "start_serving",
        "serve_forever", "server_wait_closed", "with_server")),
    "future": frozenset(("future_set_result", "future_set_exception", "future_cancel")),
}
NAMES_ANOTHER = frozenset((
    "set_exception", "set_transport", "cancel", "watch", "future_set_exception", "describe", "copy", "pickle", "connection_made",
    "connection_lost", "drop", "raise", "start_tls", "join", "await", "peer_connect", "peer_start_tls"))
TAKES_VALUE = frozenset(("feed_data", "peer_send", "future_set_result", "data_received", "write", "read", "readexactly", "readuntil"))


def names_in(spec):
    """What the arguments of a connection or a server name."""
    return [spec[key] for key in ("to", "sock", "ssl") if isinstance(spec.get(key), str)]


def verb_of(action):
    if "wait_for" in action:
        return "wait_for"  # Its other key, `timeout`, is elsewhere a verb.
    for key in action:
        if key in ACTIONS or key in AWAITING:
            return key
    raise ValueError("no known verb in %r" % (action,))


def inner_calls(action):
    """The awaiting calls that an action is made of."""
    return [action[verb] for verb in ("try", "wait_for") if verb in action] + action.get("gather", [])


def all_actions(script):
    """Every action and awaiting call of a script, however deep."""
    waiting = [action for turn in script["turns"] for action in turn["do"]]
    for declared in script["objects"].values():
        waiting += declared.get("client", {}).get("body", [])
    while waiting:
        action = waiting.pop()
        yield action
        waiting += action.get("body", []) + inner_calls(action)
        waiting += [step for client in action.get("clients", []) for step in client["body"]]


def check(script):
    """Raises for what this driver does not know, before it could be taken for something that the library did."""
    for declared in script["objects"].values():
        for value in declared.get("args", []) + [declared.get("limit", True)]:
            decode(value)
    for action in all_actions(script):
        verb = verb_of(action)
        for value in action.get("writelines", []) + [action.get("default")] + ([action[verb]] if verb in TAKES_VALUE else []):
            decode(value)
