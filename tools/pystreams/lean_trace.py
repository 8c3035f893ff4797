"""A trace that is canonical JSON from the beginning: what Trace takes down, without a dict for each event."""

import json

from pystreams.errors import PUBLIC_ATTRIBUTES, attribute_names, raised_by_interpreter
from pystreams.values import canonical, encode, normalised

_texts_of_bytes = {}  # Small scripts see the same few bytes again and again.
_parts_of_errors = {}


class LeanTrace:
    """Takes the place of a Trace. `events` are those of the present turn, a text each."""

    __slots__ = ("errors", "iteration", "events")

    def __init__(self):
        self.errors = LeanErrors()
        self.iteration = 0
        self.events = []

    def note(self, **event):
        event["i"] = self.iteration
        self.events.append(canonical(event))
        self.errors.clear_tracebacks()

    def value(self, value):
        return json.loads(self.text_of(value))

    def text_of(self, value):
        if value is None:
            return "null"
        if type(value) is bytes:
            text = _texts_of_bytes.get(value)
            if text is None:
                text = canonical(encode(value, None))
                if len(value) < 16:
                    _texts_of_bytes[value] = text
            return text
        if value is True:
            return "true"
        if value is False:
            return "false"
        if isinstance(value, BaseException):
            return '{"error":' + self.errors.text(value) + "}"
        return canonical(encode(value, self.errors.encode))


class LeanErrors:
    """Takes the place of an ErrorBook."""

    __slots__ = ("_ids", "_alive", "_written", "_from_interpreter", "_unnamed", "_with_traceback")

    def __init__(self):
        self._ids = {}
        self._alive = []
        self._written = {}
        self._from_interpreter = set()
        self._unnamed = 0
        self._with_traceback = []

    def name(self, error, name):
        self._ids[id(error)] = name
        self._alive.append(error)

    def encode(self, error):
        return json.loads(self.text(error))

    def text(self, error):
        """The error in full where it is new or has changed since it was last written, else its id alone."""
        key = id(error)
        name = self._ids.get(key)
        if name is None:
            self._unnamed += 1
            name = "#%d" % self._unnamed
            self.name(error, name)
            if raised_by_interpreter(error):
                self._from_interpreter.add(key)
        self._with_traceback.append(error)
        begin, end = self._parts(error)
        cause, context, suppressed = error.__cause__, error.__context__, error.__suppress_context__
        facts = (begin, end, id(cause), id(context), suppressed)
        if self._written.get(key) == facts:
            return '{"id":"%s"}' % name
        self._written[key] = facts
        text = begin
        if cause is not None:
            text += '"cause":%s,' % self.text(cause)
        if context is not None:
            text += '"context":%s,' % self.text(context)
        text += '"id":"%s",' % name
        if key in self._from_interpreter:
            text += '"interpreter":true,'
        if cause is None and suppressed:
            text += '"suppressed":true,'
        return text + end

    def _parts(self, error):
        """What stands before and after that by which two errors of a kind differ."""
        cls = type(error)
        public = PUBLIC_ATTRIBUTES.get(cls.__name__, ())
        key = (cls, id(error) in self._from_interpreter, error.args, tuple([getattr(error, name, None) for name in public]))
        parts = _parts_of_errors.get(key)
        if parts is None:
            parts = self._new_parts(error)
            if all(type(arg) in (str, bytes, int) for arg in key[2] + key[3]) and not attribute_names(error) == ["errno"]:
                _parts_of_errors[key] = parts
        return parts

    def _new_parts(self, error):
        begin, end = "", '"type":%s}' % canonical(type(error).__name__)
        if id(error) not in self._from_interpreter:
            begin = '"args":%s,' % canonical([encode(arg, self.encode) for arg in error.args])
            end = '"text":%s,' % canonical(normalised(str(error))) + end
        attributes = {name: encode(getattr(error, name), self.encode) for name in attribute_names(error)}
        if attributes:
            begin += '"attributes":%s,' % canonical(attributes)
        return "{" + begin, end

    def clear_tracebacks(self):
        """See ErrorBook.clear_tracebacks."""
        if not self._with_traceback:
            return
        cleared = set()
        while self._with_traceback:
            error = self._with_traceback.pop()
            if id(error) in self._ids and id(error) not in cleared:
                cleared.add(id(error))
                error.__traceback__ = None
                self._with_traceback += [error.__cause__, error.__context__]
