"""Runs many small scripts that share their turns, as ScriptRun would run each of them, in a fraction of its time.

What a turn comes to is worked out once for all scripts that have it; a script without any callback left over needs no
iteration of the loop for the turn itself; the loop is kept as long as nothing is left in it. What is observable is what ScriptRun
observes: the tests put the same scripts to both.
"""

import functools

from pystreams.errors import make_exception
from pystreams.lean_trace import LeanTrace
from pystreams.script_run import SPIN_LIMIT
from pystreams.subjects import make_protocol, make_writer
from pystreams.transports import ScriptedTransport
from pystreams.values import decode
from pystreams.vocabulary import ACTIONS, ACTS_ON, verb_of

KEYS = {"exception": {"type", "class", "args"}, "transport": {"type", "protocol"}, "reader": {"type", "limit", "transport"},
        "protocol": {"type", "reader"}, "writer": {"type", "transport", "protocol", "reader"}}
CALLS = frozenset(("read", "readline", "readexactly", "readuntil", "anext", "drain", "wait_closed"))
METHODS = {"anext": "__anext__"}
WITHOUT_ARGUMENT = frozenset((
    "feed_eof", "at_eof", "exception", "eof_received", "pause_writing", "resume_writing", "write_eof", "can_write_eof",
    "close", "is_closing"))
WITH_VALUE = frozenset(("feed_data", "data_received", "write"))
WITH_NAME = frozenset(("set_exception", "connection_made", "connection_lost"))


class NotLean(Exception):
    """The script has something that ScriptRun alone knows."""


class LeanTransport(ScriptedTransport):
    def _told(self, call, error, **more):
        if error is None and not more:
            self._trace.events.append('{"call":"%s","i":%d,"transport":"%s"}' % (call, self._trace.iteration, self.script_name))
        else:
            super()._told(call, error, **more)


class LeanRun:
    """One script: what its names stand for, and its trace."""

    __slots__ = ("loop", "trace", "objects", "readers", "tasks")

    def __init__(self, loop, trace, reader_class, declared):
        self.loop = loop
        self.trace = trace
        self.objects = objects = {"": None}
        self.readers = []
        self.tasks = {}  # in the order of their start
        for name, arguments in declared.exceptions:
            objects[name] = make_exception(arguments)
            trace.errors.name(objects[name], name)
        for name, arguments in declared.transports:
            objects[name] = LeanTransport(name, arguments, objects, loop, trace)
        for name, arguments, transport in declared.readers:
            objects[name] = reader = reader_class(loop=loop, **arguments)
            if transport:
                reader.set_transport(objects[transport])
            self.readers.append(('"%s":{"at_eof":' % name, reader))
        for name, reader in declared.protocols:
            objects[name] = make_protocol({}, objects[reader], None, loop)
        for name, transport, protocol, reader in declared.writers:
            objects[name] = make_writer({}, objects[transport], objects[protocol], objects[reader], loop)
        for name, protocol in declared.holding:
            objects[name].set_protocol(objects[protocol])

    def run(self, turns):
        """The canonical JSON of the trace."""
        return '{"setup":[],"turns":[%s]}' % ",".join([self._run_turn(*turn) for turn in turns])

    def _run_turn(self, do, last):
        trace, loop = self.trace, self.loop
        trace.events = events = []
        trace.iteration = 0
        ready = loop._ready
        if ready:
            loop.call_soon(do, self)
            loop._run_once()
        else:
            do(self)
        while ready and not all([handle._cancelled for handle in ready]):
            if trace.iteration == SPIN_LIMIT:
                trace.note(spins=True)
                break
            if trace.iteration == last:
                break
            trace.iteration += 1
            loop._run_once()
        return '{"events":[%s],"iterations":%d,"state":{"pending":[%s],"readers":{%s}}}' % (
            ",".join(events), trace.iteration, ",".join(['"%s"' % name for name in self.pending()]), self._state())

    def pending(self):
        return [name for name, task in self.tasks.items() if not task.done()]

    def _state(self):
        text_of = self.trace.text_of
        state = ",".join([begin + text_of(reader.at_eof()) + ',"exception":' + text_of(reader.exception()) + "}"
                          for begin, reader in self.readers])
        self.trace.errors.clear_tracebacks()
        return state

    def clean_up(self):
        """Ends what was left waiting; what is told meanwhile goes nowhere."""
        self.trace.events = []
        for name in self.pending():
            self.tasks[name].cancel()
        for _ in range(10):
            if not self.loop._ready:
                return
            self.loop._run_once()

    def note(self, begin, end, value):
        self.trace.events.append(begin + str(self.trace.iteration) + end + '"returned":' + self.trace.text_of(value) + "}")

    def note_raised(self, begin, end, error):
        trace = self.trace
        trace.events.append(begin + str(trace.iteration) + end + '"raised":' + trace.errors.text(error) + "}")
        trace.errors.clear_tracebacks()

    def start(self, name, steps):
        task = self.loop.create_task(self._do_steps(steps))
        self.tasks[name] = task
        task.add_done_callback(functools.partial(self._task_ended, name))

    async def _do_steps(self, steps):
        for awaits, call, begin, end in steps:
            error = None
            try:
                value = await call(self) if awaits else call(self)
            except GeneratorExit:
                raise
            except BaseException as exc:
                error = exc
            if error is not None:
                self.note_raised(begin, end, error)
                raise error
            self.note(begin, end, value)

    def _task_ended(self, name, task):
        trace = self.trace
        if task.cancelled():
            trace.events.append('{"ended":"cancelled","i":%d,"task":"%s"}' % (trace.iteration, name))
            return
        error = task.exception()
        if error is None:
            trace.events.append('{"ended":"returned","i":%d,"task":"%s"}' % (trace.iteration, name))
            return
        trace.events.append('{"ended":"raised","error":%s,"i":%d,"task":"%s"}' % (trace.errors.text(error), trace.iteration, name))
        trace.errors.clear_tracebacks()


class Declared:
    """What the entries of `objects` come to."""

    def __init__(self, objects):
        for declared in objects.values():
            if set(declared) - KEYS.get(declared["type"], set()) or declared.get("reader", "") is None:
                raise NotLean("an object")
            if not all(isinstance(arg, dict) and list(arg) == ["str"] for arg in declared.get("args", [])):
                raise NotLean("an argument of an exception")
        def of(kind):
            return [(name, declared) for name, declared in sorted(objects.items()) if declared["type"] == kind]

        self.exceptions = of("exception")
        self.transports = of("transport")
        self.readers = []
        for name, declared in of("reader"):
            if type(declared.get("limit", 1)) is not int or declared.get("limit", 1) < 1:
                raise NotLean("a limit")
            self.readers.append((name, {"limit": declared["limit"]} if "limit" in declared else {}, declared.get("transport")))
        if any(self.readers.count(reader) != 1 for reader in self.readers):
            raise NotLean("readers")
        taken = [transport for _, _, transport in self.readers if transport]
        if len(taken) != len(set(taken)):
            raise NotLean("a transport of two readers")
        self.protocols = [(name, declared["reader"]) for name, declared in of("protocol")]
        self.writers = [(name, declared["transport"], declared["protocol"], declared["reader"]) for name, declared in of("writer")]
        self.holding = [(name, declared["protocol"]) for name, declared in objects.items() if "protocol" in declared and
                        declared["type"] == "transport"]


def lean_turn(turn):
    """What a turn comes to: a function that does its actions, and its last iteration, or None."""
    last = turn.get("run")
    if last == "idle":
        last = None
    acts = [_action(action) for action in turn["do"]]
    if len(acts) == 1:
        return acts[0], last

    def do(run):
        for act in acts:
            act(run)

    return do, last


def _action(action):
    verb = verb_of(action)
    if verb == "start":
        return _start(action)
    if verb == "cancel":
        return _cancel(action)
    if verb == "cancel_all":
        return _cancel_all
    call, begin, end = _call("turn", verb, action)
    begin += "0"
    returned_none = begin + end + '"returned":null}'

    def act(run):
        error = None
        try:
            value = call(run)
        except BaseException as exc:
            error = exc
        if error is not None:
            run.trace.events.append(begin + end + '"raised":' + run.trace.errors.text(error) + "}")
            run.trace.errors.clear_tracebacks()
        elif value is None:
            run.trace.events.append(returned_none)
        else:
            run.trace.events.append(begin + end + '"returned":' + run.trace.text_of(value) + "}")

    return act


def _start(action):
    if set(action) != {"start", "body"}:
        raise NotLean("a task that goes on")
    name, steps = action["start"], []
    for step in action["body"]:
        verb = verb_of(step)
        if verb not in CALLS and verb != "at_eof":
            raise NotLean("a step")
        steps.append((verb in CALLS,) + _call(name, verb, step))
    return lambda run: run.start(name, steps)


def _cancel(action):
    if set(action) != {"cancel"}:
        raise NotLean("a cancellation with a message")
    name = action["cancel"]

    def act(run):
        run.trace.events.append('{"by":"turn","call":"cancel","i":0,"returned":%s}' % ("true" if run.tasks[name].cancel() else "false"))

    return act


def _cancel_all(run):
    for name in run.pending():
        run.tasks[name].cancel()
    run.trace.events.append('{"by":"turn","call":"cancel_all","i":0,"returned":null}')


def _call(by, verb, action):
    """A function that makes the call, and what stands in its event before and after the iteration."""
    if set(action) != {verb, "on"} or not any(verb in ACTS_ON[kind] for kind in ("reader", "protocol", "writer")):
        raise NotLean(verb)
    on, argument, method = action["on"], action[verb], METHODS.get(verb, verb)
    begin = '{"by":"%s","call":"%s","i":' % (by, verb)
    end = ',"on":"%s",' % on
    if verb in WITH_NAME:
        name = "" if argument is None else argument
        return (lambda run: getattr(run.objects[on], method)(run.objects[name])), begin, end
    if verb in CALLS and argument is None or verb in WITHOUT_ARGUMENT:
        return (lambda run: getattr(run.objects[on], method)()), begin, end
    if verb in CALLS or verb in WITH_VALUE:
        value = decode(argument)
        if type(value) not in (bytes, int):
            raise NotLean("an argument")
        return (lambda run: getattr(run.objects[on], method)(value)), begin, end
    raise NotLean(verb)
