"""Runs one script: makes its objects, does its actions turn by turn, and lets the loop run in between."""

from pystreams import errors
from pystreams.actions import Actions, attempt
from pystreams.calls import Calls
from pystreams.clients import Client
from pystreams.registry import Registry
from pystreams.subjects import make_protocol, make_writer
from pystreams.transports import ScriptedTransport

SPIN_LIMIT = 10000
ORDER_OF_TYPES = ("exception", "exception_class", "future", "transport", "reader", "protocol", "writer")


class ScriptRun:
    """One script on one new reader, loop and trace. `drive` steps the loop: it is the loop itself, or wraps it."""

    def __init__(self, script, reader_class, loop, drive, trace):
        self._script = script
        self._declared = script["objects"]
        self._loop = loop
        self._drive = drive
        self._trace = trace
        self._registry = Registry(self._declared)
        self._actions = Actions(reader_class, loop, Calls(loop, self._registry, trace), self._registry, trace)

    def run(self):
        self._make_objects()
        for turn in self._script["turns"]:
            self._run_turn(turn)

    def clean_up(self):
        """Ends whatever the script left waiting. Nobody watches any more."""
        self._actions.bodies.stop_at_cancellations()
        self._registry.cancel_pending()
        for _ in range(10):
            self._drive.run_iteration()

    def _run_turn(self, turn):
        self._trace.begin_turn()
        self._loop.call_soon(self._actions.do_all, "turn", turn["do"])
        last = turn.get("run", "idle")
        while True:
            self._drive.run_iteration()
            if self._drive.is_idle():
                break
            if self._trace.iteration == SPIN_LIMIT:
                self._trace.note(spins=True)
                break
            if last != "idle" and self._trace.iteration >= last:
                break
            self._trace.iteration += 1
        self._trace.end_turn(self._state())

    def _state(self):
        readers = {}
        for name, reader in self._registry.readers():
            # A reader of another library may know of neither.
            readers[name] = {method: self._trace.value(getattr(reader, method)())
                             for method in ("at_eof", "exception") if hasattr(reader, method)}
        return {"pending": self._registry.pending(), "readers": readers}

    # Objects

    def _make_objects(self):
        for kind in ORDER_OF_TYPES:
            for name, declared in sorted(self._declared.items()):
                if declared["type"] == kind:
                    _, error = attempt(getattr(self, "_make_" + kind), name, declared)
                    if error is not None:
                        self._trace.note_raised("turn", "create", None, error)
        for name, declared in self._declared.items():
            if declared["type"] == "transport" and declared.get("protocol") in self._registry.objects:
                self._registry.objects[name].set_protocol(self._registry.objects[declared["protocol"]])

    def _is_made(self, declared, *keys):
        """Whether all is there that an object is to be made of: the making of a reader may have failed."""
        return all(declared[key] is None or declared[key] in self._registry.objects for key in keys)

    def _make_exception(self, name, declared):
        self._registry.objects[name] = errors.make_exception(declared)
        self._trace.errors.name(self._registry.objects[name], name)

    def _make_exception_class(self, name, declared):
        self._registry.objects[name] = errors.find_class(declared["class"])

    def _make_future(self, name, declared):
        self._registry.objects[name] = self._loop.create_future()

    def _make_transport(self, name, declared):
        self._registry.objects[name] = ScriptedTransport(name, declared, self._registry.objects, self._loop, self._trace)

    def _make_reader(self, name, declared):
        self._actions.make_reader(name, declared)

    def _make_protocol(self, name, declared):
        if self._is_made(declared, "reader"):
            client = None
            if "client" in declared:
                client = Client(declared["client"], self._loop, self._actions.bodies, self._registry, self._trace)
            self._registry.objects[name] = make_protocol(declared, self._registry.named(declared["reader"]), client, self._loop)

    def _make_writer(self, name, declared):
        if self._is_made(declared, "transport", "protocol", "reader"):
            transport, protocol, reader = [self._registry.named(declared[key]) for key in ("transport", "protocol", "reader")]
            self._registry.objects[name] = make_writer(declared, transport, protocol, reader, self._loop)
