"""Exceptions: making those that a script asks for, and writing down those that were seen."""

import asyncio
import builtins
import copy
import dis
import pickle

from pystreams.values import decode, encode, normalised

RAISE = dis.opmap["RAISE_VARARGS"]
PUBLIC_ATTRIBUTES = {"IncompleteReadError": ("partial", "expected"), "LimitOverrunError": ("consumed",)}


def find_class(name):
    return getattr(asyncio, name, None) or getattr(builtins, name)


def make_exception(declared):
    cls = find_class(declared["class"])
    if declared.get("falsy"):
        cls = type(cls.__name__, (cls,), {"__bool__": lambda self: False})
    return cls(*[decode(arg) for arg in declared.get("args", [])])


def copied(error):
    return copy.copy(error)


def pickled(error):
    return pickle.loads(pickle.dumps(error))


def raised_by_interpreter(error):
    """Whether its text is the interpreter's (or a C extension's) own: it began elsewhere than at a `raise` statement."""
    if not isinstance(error, (TypeError, AttributeError)) or not error.args or error.__traceback__ is None:
        return False
    innermost = error.__traceback__
    while innermost.tb_next is not None:
        innermost = innermost.tb_next
    return innermost.tb_frame.f_code.co_code[innermost.tb_lasti] != RAISE


class ErrorBook:
    """Knows every exception seen so far in one trace, so that the same object is always written with the same id."""

    def __init__(self):
        self._ids = {}
        self._alive = []  # An id() is unique only as long as its object lives.
        self._written = {}
        self._from_interpreter = set()
        self._unnamed = 0
        self._with_traceback = []

    def name(self, error, name):
        """Gives an exception the name that the script chose."""
        self._ids[id(error)] = name
        self._alive.append(error)

    def encode(self, error):
        """The error in full where it is new or has changed since it was last written, else its id alone."""
        self._meet(error)
        facts = self._facts(error)
        if self._written.get(id(error)) == facts:
            return {"id": self._ids[id(error)]}
        self._written[id(error)] = facts
        return self._in_full(error)

    def _meet(self, error):
        """From now on the error has an id."""
        if id(error) not in self._ids:
            self._unnamed += 1
            self.name(error, "#%d" % self._unnamed)
            if raised_by_interpreter(error):
                self._from_interpreter.add(id(error))
        self._with_traceback.append(error)

    def describe(self, error):
        """The error in full, whatever was written before, and where its class comes from."""
        self.encode(error)
        full = self._in_full(error)
        full["module"] = type(error).__module__
        full["bases"] = []
        for ancestor in type(error).__mro__[1:]:
            full["bases"].append(ancestor.__name__)
            if ancestor.__module__ == "builtins":
                break
        return full

    def clear_tracebacks(self):
        """Lets go of the frames that what was written since the last time, its causes and contexts have come through: what
        is known of an error for ever must not keep alive the objects that took part."""
        cleared = set()
        while self._with_traceback:
            error = self._with_traceback.pop()
            if id(error) in self._ids and id(error) not in cleared:  # Of others it is not yet known who raised them.
                cleared.add(id(error))
                error.__traceback__ = None
                self._with_traceback += [error.__cause__, error.__context__]

    def _facts(self, error):
        """What makes an error another one when it changes: all that is written, others by their identity only."""
        return self._in_full(error, id)

    def _in_full(self, error, encode_error=None):
        encode_error = encode_error or self.encode
        full = {"id": self._ids[id(error)], "type": type(error).__name__}
        if id(error) in self._from_interpreter:
            full["interpreter"] = True
        else:
            full["text"] = normalised(str(error))
            full["args"] = [encode(arg, encode_error) for arg in error.args]
        attributes = {name: encode(getattr(error, name), encode_error) for name in attribute_names(error)}
        if attributes:
            full["attributes"] = attributes
        if error.__cause__ is not None:
            full["cause"] = encode_error(error.__cause__)
        elif error.__suppress_context__:
            full["suppressed"] = True
        if error.__context__ is not None:
            full["context"] = encode_error(error.__context__)
        return full


def attribute_names(error):
    for cls in type(error).__mro__:
        if cls.__name__ in PUBLIC_ATTRIBUTES:
            return [name for name in PUBLIC_ATTRIBUTES[cls.__name__] if hasattr(error, name)]
    if isinstance(error, OSError) and error.errno is not None:
        return ["errno"]
    return []
