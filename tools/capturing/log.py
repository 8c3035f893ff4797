"""The log of a captured program: JSON lines, each written at once, so that a program that dies leaves all that came before."""

import itertools
import os
import threading

from pystreams.errors import ErrorBook
from pystreams.values import canonical, encode


class Log:
    """Numbers entries and writes them. In a forked child it is silent: that is another program."""

    def __init__(self, path):
        self._file = open(path, "ab", 0)
        self._process = os.getpid()
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def number(self):
        return next(self._numbers)

    def write(self, **entry):
        if os.getpid() == self._process:
            line = canonical(entry).encode("utf-8", "backslashreplace") + b"\n"
            with self._lock:
                self._file.write(line)


def value_form(value):
    """A script's form of an argument, or of a result; `{"object": …}` is in it where there is none."""
    return encode(value, error_form)


def error_form(error):
    """What is compared of an exception. Nothing of it is kept, nor is it changed."""
    full = ErrorBook().encode(error)
    return {key: full[key] for key in ("type", "args", "attributes", "interpreter") if key in full}
