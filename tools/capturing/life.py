"""What is known of each live reader, writer, protocol and transport: its number, and what its private state was when the
library last left it. A state that is another one when the library is entered again was set by somebody else."""

import asyncio
import os
import sys
import weakref

from asyncio import base_events

READER_STATE = ("_eof", "_limit", "_paused", "_exception", "_waiter", "_transport")
PROTOCOL_STATE = ("_paused", "_connection_lost")
WRITER_STATE = ("_transport", "_protocol", "_reader")
PLAIN = (bool, int, type(None))
NOT_THE_PROGRAM = tuple(os.path.dirname(os.path.abspath(file)) + os.sep for file in (asyncio.__file__, __file__))
EDGE = 64  # of a buffer that is looked at; a copy of all of it would slow a program down


class Life:
    """Writes the births into the log. Holds nothing alive that the program does not."""

    def __init__(self, log):
        self._log = log
        self._numbers = weakref.WeakKeyDictionary()
        self._states = weakref.WeakKeyDictionary()
        self._transports = weakref.WeakKeyDictionary()  # protocol → the transport that it was given, weakly
        self._readers = weakref.WeakKeyDictionary()  # protocol → its reader, weakly: it forgets it when the connection is lost
        self._closing = weakref.WeakSet()

    def reader_made(self, reader, limit_form):
        self._born(reader, "reader", limit=limit_form, loop=_why_not_asyncio(reader), made=_place_in_program())

    def protocol_made(self, protocol, reader):
        if self.number_of(reader) is not None:
            self._readers[protocol] = weakref.ref(reader)
        self._born(protocol, "protocol", reader=self.number_of(reader), loop=_why_not_asyncio(protocol), made=_place_in_program())

    def writer_made(self, writer, transport, protocol, reader):
        self._born(writer, "writer", transport=self.transport(transport), protocol=self.number_of(protocol),
                   reader=self.number_of(reader), has_reader=reader is not None, loop=_why_not_asyncio(writer), made=_place_in_program())

    def number_of(self, thing):
        """The number, or None for what is not known: None itself, a mock, something made before the capture."""
        try:
            return self._numbers.get(thing)
        except TypeError:
            return None

    def transport(self, transport):
        """The number of a transport, which becomes known now. A mock is not asked anything: it would notice."""
        number = self.number_of(transport)
        if number is None and transport is not None:
            real = isinstance(transport, asyncio.BaseTransport)
            facts = {}
            if real:
                facts = {"ssl": transport.get_extra_info("sslcontext") is not None, "closing": _is_closing(transport)}
                if hasattr(transport, "can_write_eof"):
                    facts["write_eof"] = transport.can_write_eof() is not False
            number = self._born(transport, "transport", **facts)
        return number

    def connected(self, protocol, transport):
        self._transports[protocol] = weakref.ref(transport)

    def _born(self, thing, kind, **facts):
        number = self._log.number()
        try:
            self._numbers[thing] = number
        except TypeError:
            return None
        if facts.get("closing"):
            self._closing.add(thing)
        self._log.write(new=kind, id=number, **facts)
        if kind != "transport":
            self._states[thing] = _state(thing)
        return number

    # Between calls of the library

    def before(self, thing, place):
        """Notes what happened to it without the library: private state that was set, a transport that closed by itself."""
        self.look_for_changes(thing)
        transport = self._transport_of(thing)
        if self._closes_now(transport):
            self._log.write(closing=self._log.number(), on=self.number_of(transport), **place)

    def look_for_changes(self, thing):
        """Notes private state that was set since the library left it."""
        for one in self._with_its_reader(thing):
            known = self._states.get(one)
            if known is not None:
                now = _state(one)
                changed = sorted(name for name in known if known[name] != now[name])
                if changed:
                    self._log.write(flaw="private state was set", detail=", ".join(changed), on=self.number_of(one))
                    self._states[one] = now

    def after(self, thing, verb):
        for one in self._with_its_reader(thing):
            self._states[one] = _state(one)
        if verb == "close":
            self._closes_now(self._transport_of(thing))

    def _closes_now(self, transport):
        """Whether a transport is closing that was not when last seen."""
        if not isinstance(transport, asyncio.BaseTransport) or transport in self._closing or not _is_closing(transport):
            return False
        self._closing.add(transport)
        return True

    def _transport_of(self, thing):
        if isinstance(thing, asyncio.StreamWriter):
            return thing.__dict__.get("_transport")
        held = self._transports.get(thing)
        return held() if held else None

    def _with_its_reader(self, thing):
        things = [thing]
        if isinstance(thing, asyncio.StreamReaderProtocol):
            held = self._readers.get(thing)
            things.append(held() if held is not None else None)
        return [one for one in things if one is not None and self.number_of(one) is not None]


def _is_closing(transport):
    try:
        return transport.is_closing() is True
    except (NotImplementedError, AttributeError):
        return False


def _state(thing):
    fields = thing.__dict__
    if isinstance(thing, asyncio.StreamReader):
        state = {name: _fingerprint(fields.get(name)) for name in READER_STATE}
        content = fields.get("_buffer", b"")
        state["_buffer"] = (type(content), len(content), bytes(content[:EDGE]), bytes(content[-EDGE:]))
        return state
    names = WRITER_STATE if isinstance(thing, asyncio.StreamWriter) else PROTOCOL_STATE
    return {name: _fingerprint(fields.get(name)) for name in names}


def _fingerprint(value):
    return value if isinstance(value, PLAIN) else id(value)


def _why_not_asyncio(thing):
    """The name of the class of a loop that is not built on asyncio's own (its callbacks cannot be told apart), or None."""
    loop = thing.__dict__.get("_loop")
    if loop is None or isinstance(loop, base_events.BaseEventLoop) or not isinstance(loop, asyncio.AbstractEventLoop):
        return None
    return type(loop).__module__ + "." + type(loop).__name__


def _place_in_program():
    """The innermost function on the stack that is neither asyncio's nor ours: where the program is."""
    frame = sys._getframe(1)
    while frame is not None and os.path.abspath(frame.f_code.co_filename).startswith(NOT_THE_PROGRAM):
        frame = frame.f_back
    if frame is None:
        return None
    return "%s:%d %s" % (os.path.basename(frame.f_code.co_filename), frame.f_lineno, frame.f_code.co_name)
