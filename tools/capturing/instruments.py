"""Puts wrappers around the methods of asyncio's stream classes, which write into the log what goes in and what comes out.

Only what crosses the border of the library is noted: a call that one of its methods makes of another is its own affair. The
wrappers change nothing: the same awaits reach the loop, the same exceptions the caller, nobody lives longer.
"""

import asyncio
import functools
import itertools
import threading
import types
import weakref

from asyncio import events

from capturing.log import error_form, value_form

NOT_GIVEN = object()
READER_ACTIONS = {"feed_data": "data", "feed_eof": None, "set_exception": "exc", "set_transport": "transport",
                  "exception": None, "at_eof": None}
READER_CALLS = {"read": "n", "readline": None, "readexactly": "n", "readuntil": "separator", "__anext__": None,
                "_wait_for_data": "func_name"}
PROTOCOL_ACTIONS = {"connection_made": "transport", "connection_lost": "exc", "data_received": "data", "eof_received": None,
                    "pause_writing": None, "resume_writing": None}
WRITER_ACTIONS = {"write": "data", "writelines": "data", "write_eof": None, "can_write_eof": None, "close": None,
                  "is_closing": None}
WRITER_CALLS = {"drain": None, "wait_closed": None}
PRIVATE = ((asyncio.StreamReader, ("_wakeup_waiter", "_maybe_resume_transport")),
           (asyncio.StreamReaderProtocol, ("_drain_helper", "_get_close_waiter", "_replace_writer", "_replace_transport")))
VERBS = {"__anext__": "anext", "_wait_for_data": "wait_for_data"}
EXCEPTIONS = ("set_exception", "connection_lost")
TRANSPORTS = ("set_transport", "connection_made")


class Place(threading.local):
    """Where a thread is: in which callback of the loop, and how deep in the library."""

    callback = None
    depth = 0


class Instruments:
    def __init__(self, log, life):
        self._log = log
        self._life = life
        self._place = Place()
        self._callbacks = itertools.count(1)
        self._tasks = weakref.WeakKeyDictionary()

    def install(self):
        self._number_callbacks()
        self._wrap_births()
        for cls, actions, calls in ((asyncio.StreamReader, READER_ACTIONS, READER_CALLS),
                                    (asyncio.StreamReaderProtocol, PROTOCOL_ACTIONS, {}),
                                    (asyncio.StreamWriter, WRITER_ACTIONS, WRITER_CALLS)):
            for name, argument in actions.items():
                setattr(cls, name, self._action(getattr(cls, name), name, argument, cls is asyncio.StreamReaderProtocol))
            for name, argument in calls.items():
                setattr(cls, name, self._call(getattr(cls, name), name, argument))
        for cls, names in PRIVATE:
            for name in names:
                if hasattr(cls, name):
                    setattr(cls, name, self._flawed(getattr(cls, name), "private method was called", name))
        if hasattr(asyncio.StreamWriter, "start_tls"):
            start_tls = self._flawed(asyncio.StreamWriter.start_tls, "goes on with TLS", "start_tls")
            asyncio.StreamWriter.start_tls = start_tls
        for cls in (asyncio.StreamReader, asyncio.StreamWriter):
            cls.__repr__ = self._looked_at(cls.__repr__)
        if "__del__" in vars(asyncio.StreamWriter):
            asyncio.StreamWriter.__del__ = self._within(asyncio.StreamWriter.__del__)

    # Where something happens

    def _number_callbacks(self):
        run = events.Handle._run
        place, numbers = self._place, self._callbacks

        @functools.wraps(run)
        def numbered(handle):
            outer, place.callback = place.callback, next(numbers)
            try:
                return run(handle)
            finally:
                place.callback = outer
        events.Handle._run = numbered

    def _here(self):
        try:
            task = asyncio.current_task()
        except RuntimeError:
            task = None
        number = None
        if task is not None:
            number = self._tasks.get(task)
            if number is None:
                number = self._tasks[task] = self._log.number()
        return {"callback": self._place.callback, "task": number}

    # What is wrapped

    def _wrap_births(self):
        life, within = self._life, self._within
        make_reader = within(asyncio.StreamReader.__init__)
        make_protocol = within(asyncio.StreamReaderProtocol.__init__)
        make_writer = within(asyncio.StreamWriter.__init__)

        @functools.wraps(asyncio.StreamReader.__init__)
        def reader_init(self, *args, **named):
            make_reader(self, *args, **named)
            limit = args[0] if args else named.get("limit", NOT_GIVEN)
            life.reader_made(self, None if limit is NOT_GIVEN else value_form(limit))

        @functools.wraps(asyncio.StreamReaderProtocol.__init__)
        def protocol_init(self, stream_reader, *args, **named):
            make_protocol(self, stream_reader, *args, **named)
            life.protocol_made(self, stream_reader)

        @functools.wraps(asyncio.StreamWriter.__init__)
        def writer_init(self, transport, protocol, reader, *args, **named):
            make_writer(self, transport, protocol, reader, *args, **named)
            life.writer_made(self, transport, protocol, reader)

        asyncio.StreamReader.__init__ = reader_init
        asyncio.StreamReaderProtocol.__init__ = protocol_init
        asyncio.StreamWriter.__init__ = writer_init

    def _within(self, method):
        """The same method, in which nothing is noted."""
        place = self._place

        @functools.wraps(method)
        def unnoted(self, *args, **named):
            place.depth += 1
            try:
                return method(self, *args, **named)
            finally:
                place.depth -= 1
        return unnoted

    def _outside(self, callback):
        """The program's own callback, which the library calls from within."""
        place = self._place

        @functools.wraps(callback, updated=())
        def noted(*args):
            depth, place.depth = place.depth, 0
            try:
                return callback(*args)
            finally:
                place.depth = depth
        return noted

    def _action(self, method, name, argument, is_entry):
        """`is_entry`: only transports call it, so it is noted even where one does so in the middle of a write."""
        instruments, place, life = self, self._place, self._life

        @functools.wraps(method)
        def noted(self, *args, **named):
            if place.depth and not is_entry or life.number_of(self) is None:
                return method(self, *args, **named)
            given = args[0] if args else named.get(argument, NOT_GIVEN)
            number = instruments._begin("act", self, name, given)
            callback = self._client_connected_cb if name == "connection_made" else None
            if callback is not None:
                self._client_connected_cb = instruments._outside(callback)
            place.depth += 1
            try:
                result = method(self, *args, **named)
            except BaseException as error:
                instruments._raised(number, error)
                raise
            finally:
                place.depth -= 1
                life.after(self, name)
                if callback is not None:
                    self._client_connected_cb = callback
            instruments._returned(number, result)
            return result
        return noted

    def _call(self, method, name, argument):
        instruments, place, life = self, self._place, self._life

        @functools.wraps(method)
        async def noted(self, *args, **named):
            if place.depth or life.number_of(self) is None:
                return await method(self, *args, **named)
            given = args[0] if args else named.get(argument, NOT_GIVEN)
            number = instruments._begin("call", self, name, given)
            try:
                result = await instruments._stepped(number, self, name, method(self, *args, **named))
            except GeneratorExit:
                raise
            except BaseException as error:
                instruments._raised(number, error)
                raise
            instruments._returned(number, result)
            return result
        return noted

    @types.coroutine
    def _stepped(self, number, thing, name, steps):
        """Awaits the library's coroutine, and notes whenever it goes on."""
        value = error = None
        while True:
            self._place.depth += 1
            try:
                awaited = steps.send(value) if error is None else steps.throw(error)
            except StopIteration as stop:
                return stop.value
            finally:
                self._place.depth -= 1
                value = error = None
                self._life.after(thing, name)
            try:
                value = yield awaited
            except GeneratorExit:
                steps.close()
                raise
            except BaseException as thrown:
                error = thrown
            here = self._here()
            self._life.before(thing, here)
            self._log.write(step=number, cancelled=isinstance(error, asyncio.CancelledError), **here)

    def _flawed(self, method, flaw, name):
        instruments, place, life = self, self._place, self._life

        @functools.wraps(method)
        def noted(self, *args, **named):
            if not place.depth and life.number_of(self) is not None:
                instruments._log.write(flaw=flaw, detail=name, on=life.number_of(self))
            return method(self, *args, **named)
        return noted

    def _looked_at(self, method):
        """A repr does nothing to the object, but it may be all that somebody does who has set private state."""
        place, life = self._place, self._life

        @functools.wraps(method)
        def noted(self):
            if not place.depth and life.number_of(self) is not None:
                life.look_for_changes(self)
            return method(self)
        return noted

    # What is noted

    def _begin(self, kind, thing, name, given):
        number = self._log.number()
        here = self._here()
        self._life.before(thing, here)
        entry = {kind: number, "on": self._life.number_of(thing), "verb": VERBS.get(name, name)}
        if name in TRANSPORTS:
            entry["transport"] = None if given is NOT_GIVEN else self._life.transport(given)
            if name == "connection_made" and given is not NOT_GIVEN:
                self._life.connected(thing, given)
        elif name in EXCEPTIONS:
            entry["exception"] = None if given is None or given is NOT_GIVEN else self._exception(given)
        elif name == "writelines":
            entry["items"] = [value_form(item) for item in given] if isinstance(given, (list, tuple)) else None
        elif given is not NOT_GIVEN:
            entry["argument"] = value_form(given)
        self._log.write(**entry, **here)
        return number

    def _exception(self, given):
        number = self._log.number()
        if isinstance(given, type):
            self._log.write(new="exception_class", id=number, cls=given.__name__)
        else:
            form = error_form(given) if isinstance(given, BaseException) else {"type": type(given).__name__}
            self._log.write(new="exception", id=number, cls=form["type"], args=form.get("args"), falsy=not given)
        return number

    def _returned(self, number, result):
        self._log.write(end=number, returned=value_form(result))

    def _raised(self, number, error):
        self._log.write(end=number, raised=error_form(error))
