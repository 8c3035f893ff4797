"""The kinds of arguments that can be judged by themselves: what is expected, and whether a value is that."""

from recorder.script_vocabulary import EXCEPTION_CLASSES


def is_text(value):
    return isinstance(value, str) and value != ""


def is_count(value):
    return type(value) is int and 0 <= value < 2 ** 63


SIMPLE_KINDS = {
    "null": ("null", lambda value: value is None),
    "boolean": ("true or false", lambda value: isinstance(value, bool)),
    "string": ("a string", lambda value: isinstance(value, str)),
    "positive": ("an integer above 0", lambda value: is_count(value) and value > 0),
    "count": ("an integer, 0 or more", is_count),
    "integer": ("an integer", lambda value: type(value) is int and value.bit_length() <= 63),
    "kind of client": ('"coroutine", "function" or "generator"', lambda value: value in ("coroutine", "function", "generator")),
    "what is kept": ('true, false or "reader"', lambda value: isinstance(value, bool) or value == "reader"),
    "outcome": ('"stop" or "continue"', lambda value: value in ("stop", "continue")),
    "loopless": ('"none"', lambda value: value == "none"),
    "loop of a protocol": ('"none" or "wrong"', lambda value: value in ("none", "wrong")),
    "loop of a writer": ('"closed"', lambda value: value == "closed"),
    "family": ('"ipv4", "ipv6" or "unix"', lambda value: value in ("ipv4", "ipv6", "unix")),
    "side": ('"client" or "server"', lambda value: value in ("client", "server")),
    "TLS version": ('"1.2" or "1.3"', lambda value: value in ("1.2", "1.3")),
    "certificate": ('"localhost" or "other"', lambda value: value in ("localhost", "other")),
    "form of a path": ('"str", "bytes", "pathlike", "missing", "too_long" or "occupied"',
                       lambda value: value in ("str", "bytes", "pathlike", "missing", "too_long", "occupied")),
    "socket option": ('"TCP_NODELAY", "SO_KEEPALIVE" or "SO_REUSEADDR"',
                      lambda value: value in ("TCP_NODELAY", "SO_KEEPALIVE", "SO_REUSEADDR")),
    "exception class": (f"one of {', '.join(sorted(EXCEPTION_CLASSES))}", lambda value: isinstance(value, str) and value in EXCEPTION_CLASSES),
}
