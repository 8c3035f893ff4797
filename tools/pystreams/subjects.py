"""What a script's objects are made of: readers, and transports that only note what they are told."""

import asyncio

from pystreams.values import decode


class ScriptedTransport(asyncio.ReadTransport):
    def __init__(self, name, declared, exceptions, trace):
        super().__init__()
        self._name = name
        self._pausable = declared.get("pausable", True)
        self._pause_error = exceptions.get(declared.get("pause_raises"))
        self._resume_error = exceptions.get(declared.get("resume_raises"))
        self._trace = trace

    def __repr__(self):
        return "<transport %s>" % self._name

    def pause_reading(self):
        self._told("pause_reading", self._pause_error if self._pausable else NotImplementedError())

    def resume_reading(self):
        self._told("resume_reading", self._resume_error)

    def _told(self, call, error):
        if error is None:
            self._trace.note(transport=self._name, call=call)
        else:
            self._trace.note(transport=self._name, call=call, raised=self._trace.errors.encode(error))
            raise error


def make_reader(reader_class, loop, name, declared, trace):
    """A reader as an entry of `objects` declares it. Its transport is not set yet."""
    if declared.get("subclass"):
        reader_class = _noting_overrides(reader_class, name, trace)
    arguments = {}
    if "limit" in declared:
        arguments["limit"] = decode(declared["limit"])
    if declared.get("loop") != "none":
        arguments["loop"] = loop
    return reader_class(**arguments)


def _noting_overrides(base, name, trace):
    class Overriding(base):
        async def readuntil(self, separator=b"\n"):
            trace.note(override="readuntil", on=name)
            return await base.readuntil(self, separator)

    return Overriding


def reader_repr(reader):
    """The reader's repr; an exception inside is written as Python 3.7 and later do, without a trailing comma."""
    text = repr(reader)
    stored = repr(reader.exception())
    if stored.endswith(",)"):
        text = text.replace(stored, stored[:-2] + ")")
    return text
