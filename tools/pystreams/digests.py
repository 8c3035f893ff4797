"""The digest of what many scripts come to (spec/adapter-protocol.md)."""

import gc
import hashlib

from asyncio import events

from pystreams.lean_run import Declared, LeanRun, NotLean, lean_turn
from pystreams.lean_trace import LeanTrace
from pystreams.trace import Listening
from pystreams.virtual_loop import VirtualLoop

BETWEEN_COLLECTIONS = 1000  # scripts; what they leave is collected together


class Batch:
    """Scripts that share their objects and turns, each of which stands once in the request."""

    def __init__(self, request, lean, run_general):
        self._objects = request["objects"]
        self._turns = request["turns"]
        self._scripts = request["scripts"]
        self._lean = lean  # LeanRuns; None where the loop is another one
        self._run_general = run_general  # of a script that LeanRun does not know: returns the canonical JSON of its trace

    def digest(self):
        digest = hashlib.sha256()
        for text in self.traces():
            digest.update(text.encode("utf-8") + b"\n")
        return digest.hexdigest()

    def traces(self):
        """The canonical JSON of each trace."""
        lean_objects = [self._lean and _or_none(Declared, objects) for objects in self._objects]
        lean_turns = [self._lean and _or_none(lean_turn, turn) for turn in self._turns]
        if hasattr(gc, "freeze"):
            gc.freeze()  # All this is no garbage, and need not be looked at again and again.
        for objects, *turns in self._scripts:
            chosen = [lean_turns[turn] for turn in turns]
            if lean_objects[objects] is None or None in chosen:
                yield self._run_general({"objects": self._objects[objects], "turns": [self._turns[turn] for turn in turns]})
            else:
                yield self._lean.run(lean_objects[objects], chosen)


def _or_none(make, spec):
    try:
        return make(spec)
    except NotLean:
        return None


class LeanRuns:
    """Runs script after script. They have one loop, as long as nothing is left in it, and one listener to warnings and log records."""

    def __init__(self, reader_class):
        self._reader_class = reader_class
        self._nobody = LeanTrace()
        self._listening = Listening(self._nobody)
        self._loop = None
        self._uncollected = 0

    def __enter__(self):
        self._listening.__enter__()
        return self

    def __exit__(self, *error):
        self._end_loop()
        self._listening.__exit__(*error)

    def run(self, declared, turns):
        """The canonical JSON of the script's trace."""
        if self._loop is None:
            self._begin_loop()
        text = self._run(declared, turns)
        # What nobody holds any more is gone, and may have left something.
        self._uncollected += 1
        if self._uncollected == BETWEEN_COLLECTIONS:
            self._uncollected = 0
            gc.collect()
        if self._loop._ready or self._loop._scheduled:
            self._end_loop()
        return text

    def _run(self, declared, turns):
        trace = LeanTrace()
        self._listening.trace = trace
        events._set_running_loop(self._loop)
        try:
            run = LeanRun(self._loop, trace, self._reader_class, declared)
            text = run.run(turns)
            self._listening.trace = self._nobody  # What follows is clean-up.
            run.clean_up()
        finally:
            self._listening.trace = self._nobody
            events._set_running_loop(None)
        return text

    def _begin_loop(self):
        self._loop = VirtualLoop()
        self._loop.set_exception_handler(self._listening.note_handler_call)

    def _end_loop(self):
        if self._loop is not None:
            self._loop.close()
            self._loop = None
            gc.collect()
