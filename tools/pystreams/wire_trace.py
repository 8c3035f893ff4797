"""The trace of a script on the wire: of what happens at the same time, no order is told."""

from pystreams.errors import ErrorBook
from pystreams.trace import Trace
from pystreams.values import canonical


class WireTrace(Trace):
    """When something happened is no matter of the trace, but which turn it was in, and what came before it for the same actor."""

    def __init__(self):
        super().__init__()
        self.errors = FullErrorBook()
        self.ended = set()
        self.clients = set()
        self.notices = 0

    def begin_turn(self):
        super().begin_turn()
        self.notices = 0

    def note(self, **event):
        if event.get("warning") == "ResourceWarning" and event["text"].startswith("unclosed <socket"):
            return  # The interpreter's word on a socket that nobody holds, not the library's.
        if "task" in event:
            self.ended.add(event["task"])
        if "client" in event:
            self.clients.add(event["client"])
        if any(kind in event for kind in ("warning", "log", "handler", "unraisable")):
            self.notices += 1
        super().note(**event)

    @property
    def current(self):
        """The events of the turn that goes on."""
        return self._events

    def value(self, value):
        return value.told if hasattr(value, "told") else super().value(value)

    def as_json(self):
        whole = super().as_json()
        for turn in whole["turns"]:
            turn["events"].sort(key=_lane)
        return Numbering().apply(whole)


def _lane(event):
    """Where an event stands among those of others: the turn's first, then by name, notices last."""
    name = event.get("by", event.get("task", event.get("client", event.get("callback"))))
    if name is None:
        return 2, ""
    return (0, "") if name == "turn" else (1, name)


class FullErrorBook(ErrorBook):
    """Writes every error in full, under a number that is only for now."""

    def __init__(self):
        super().__init__()
        self._writing = set()

    def encode(self, error):
        self._meet(error)
        if id(error) in self._writing:
            return {"id": self._ids[id(error)]}
        self._writing.add(id(error))
        try:
            return self._in_full(error)
        finally:
            self._writing.remove(id(error))


class Numbering:
    """Gives the errors of a trace the numbers that they have in the order of its text, and shortens what stands there twice."""

    def __init__(self):
        self._ids = {}
        self._written = {}
        self._unnamed = 0

    def apply(self, part):
        if isinstance(part, list):
            return [self.apply(item) for item in part]
        if not isinstance(part, dict):
            return part
        if "id" in part:
            return self._error(part)
        return {key: self.apply(part[key]) for key in sorted(part)}

    def _error(self, full):
        known_as = full["id"]
        if known_as not in self._ids:
            if known_as.startswith("#"):
                self._unnamed += 1
            self._ids[known_as] = "#%d" % self._unnamed if known_as.startswith("#") else known_as
        facts = canonical({key: _ids_only(value) for key, value in full.items()})
        if "type" not in full or self._written.get(known_as) == facts:
            return {"id": self._ids[known_as]}
        self._written[known_as] = facts
        result = {"id": self._ids[known_as]}
        for key in [key for key in sorted(full) if key not in ("id", "cause", "context")] + ["cause", "context"]:
            if key in full:
                result[key] = self.apply(full[key])
        return result


def _ids_only(part):
    if isinstance(part, list):
        return [_ids_only(item) for item in part]
    if isinstance(part, dict):
        return part["id"] if "id" in part else {key: _ids_only(value) for key, value in part.items()}
    return part
