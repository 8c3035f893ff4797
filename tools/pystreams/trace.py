"""The trace of one script, as it grows."""

import logging
import sys
import warnings

from pystreams.errors import ErrorBook
from pystreams.values import encode, normalised


class Trace:
    """Takes down events in the order in which they happen."""

    def __init__(self):
        self.errors = ErrorBook()
        self.iteration = 0
        self.events_seen = 0
        self._setup = []
        self._turns = []
        self._events = self._setup
        self._open = True

    def note(self, **event):
        if self._open:
            event["i"] = self.iteration
            self._events.append(event)
            self.events_seen += 1
        self.errors.clear_tracebacks()

    def note_call(self, by, verb, on, **outcome):
        event = dict(outcome, by=by, call=verb)
        if on is not None:
            event["on"] = on
        self.note(**event)

    def note_raised(self, by, verb, on, error):
        self.note_call(by, verb, on, raised=self.errors.encode(error))

    def note_end(self, name, cancelled, error):
        """Of a task; `error` is what it raised, or None."""
        if cancelled:
            self.note(task=name, ended="cancelled")
        elif error is None:
            self.note(task=name, ended="returned")
        else:
            self.note(task=name, ended="raised", error=self.errors.encode(error))

    def value(self, value):
        return encode(value, self.errors.encode)

    def begin_turn(self):
        self._events = []
        self.iteration = 0

    def end_turn(self, state):
        self._turns.append({"events": self._events, "iterations": self.iteration, "state": state})
        self.errors.clear_tracebacks()

    def close(self):
        """From now on nothing is taken down: what follows is clean-up."""
        self._open = False

    def as_json(self):
        return {"setup": self._setup, "turns": self._turns}


class Listening:
    """While this context lasts, warnings, asyncio's log records and what is raised where nobody can catch it are events of the trace."""

    def __init__(self, trace, level=logging.WARNING):
        self.trace = trace
        self._level = level
        self._warnings = warnings.catch_warnings()
        self._logger = logging.getLogger("asyncio")
        self._handler = logging.Handler(level)
        self._handler.emit = self._note_log

    def __enter__(self):
        self._warnings.__enter__()
        warnings.simplefilter("always")
        warnings.showwarning = self._note_warning
        self._propagated = self._logger.propagate
        self._logger.propagate = False
        self._logger.setLevel(self._level)
        self._logger.addHandler(self._handler)
        if hasattr(sys, "unraisablehook"):
            self._unraisablehook, sys.unraisablehook = sys.unraisablehook, self._note_unraisable

    def __exit__(self, *error):
        if hasattr(sys, "unraisablehook"):
            sys.unraisablehook = self._unraisablehook
        self._logger.removeHandler(self._handler)
        self._logger.propagate = self._propagated
        self._logger.setLevel(logging.NOTSET)
        self._warnings.__exit__(*error)

    def _note_warning(self, message, category, *where, **more):
        self.trace.note(warning=category.__name__, text=normalised(str(message)))

    def _note_log(self, record):
        event = {"log": record.levelname, "logger": record.name, "text": normalised(record.getMessage())}
        if record.exc_info:
            event["raised"] = self.trace.errors.encode(record.exc_info[1])
        self.trace.note(**event)

    def _note_unraisable(self, unraisable):
        name = getattr(unraisable.object, "__qualname__", None) or repr(unraisable.object)
        self.trace.note(unraisable=normalised(name), raised=self.trace.errors.encode(unraisable.exc_value))

    def note_handler_call(self, loop, context):
        """For `loop.set_exception_handler`."""
        event = {"handler": normalised(context["message"]), "keys": sorted(context)}
        if context.get("exception") is not None:
            event["raised"] = self.trace.errors.encode(context["exception"])
        self.trace.note(**event)
