"""Runs one script: makes its objects, does its actions turn by turn, and lets the loop run in between.

An exception of the library must not be touched by the harness: everywhere below, the handler is left before the
exception is written down or raised again, so that nothing of ours becomes its context.
"""

import asyncio
import functools
import inspect

from pystreams import errors
from pystreams.subjects import ScriptedTransport, make_reader, reader_repr
from pystreams.values import decode

SPIN_LIMIT = 10000
ACTIONS = frozenset((
    "feed_data", "feed_eof", "set_exception", "set_transport", "exception", "at_eof", "repr", "try", "start", "cancel",
    "cancel_all", "watch", "call_soon", "call_later", "advance", "future_set_result", "future_set_exception",
    "future_cancel", "create", "describe", "copy", "pickle"))
AWAITING = frozenset((
    "read", "readline", "readexactly", "readuntil", "anext", "iterate", "wait_for_data", "yield", "sleep", "join", "await"))
SILENT = frozenset(("start", "watch", "call_soon", "call_later", "advance", "create"))
ACTS_ON = {
    "reader": frozenset((
        "feed_data", "feed_eof", "set_exception", "set_transport", "exception", "at_eof", "repr", "read", "readline",
        "readexactly", "readuntil", "anext", "iterate", "wait_for_data")),
    "future": frozenset(("future_set_result", "future_set_exception", "future_cancel")),
}
NAMES_ANOTHER = frozenset((
    "set_exception", "set_transport", "cancel", "watch", "future_set_exception", "describe", "copy", "pickle", "join", "await"))
TAKES_VALUE = frozenset(("feed_data", "future_set_result", "read", "readexactly", "readuntil"))
BLOCKED = object()

# Before Python 3.7 `sleep` asked for the current loop, and there is none here.
SLEEP_NEEDS_LOOP = not hasattr(asyncio, "get_running_loop") and "loop" in inspect.signature(asyncio.sleep).parameters


def verb_of(action):
    for key in action:
        if key in ACTIONS or key in AWAITING:
            return key
    raise ValueError("no known verb in %r" % (action,))


def all_actions(script):
    """Every action and awaiting call of a script, however deep."""
    waiting = [action for turn in script["turns"] for action in turn["do"]]
    while waiting:
        action = waiting.pop()
        yield action
        waiting += action.get("body", [])
        if "try" in action:
            waiting.append(action["try"])


def check(script):
    """Raises for what this driver does not know, before it could be taken for something that the library did."""
    for declared in script["objects"].values():
        for value in declared.get("args", []) + [declared.get("limit", True)]:
            decode(value)
    for action in all_actions(script):
        verb = verb_of(action)
        if verb in TAKES_VALUE:
            decode(action[verb])


class ScriptRun:
    """One script on one new reader, loop and trace. `drive` steps the loop: it is the loop itself, or wraps it."""

    def __init__(self, script, reader_class, loop, drive, trace):
        self._script = script
        self._declared = script["objects"]
        self._reader_class = reader_class
        self._loop = loop
        self._drive = drive
        self._trace = trace
        self._objects = {}
        self._readers = {}
        self._tasks = {}
        self._started = []
        self._cancelling_all = False
        self._only = {declared["type"]: name for name, declared in self._declared.items()}

    # The course of a script

    def run(self):
        self._make_objects()
        for turn in self._script["turns"]:
            self._run_turn(turn)

    def clean_up(self):
        """Ends whatever the script left waiting. Nobody watches any more."""
        self._cancelling_all = True
        for name in self._started:
            self._tasks[name].cancel()
        for _ in range(10):
            self._drive.run_iteration()

    def _run_turn(self, turn):
        self._trace.begin_turn()
        self._loop.call_soon(self._do_all, "turn", turn["do"])
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
        for name, reader in sorted(self._readers.items()):
            readers[name] = {"at_eof": self._trace.value(reader.at_eof()),
                             "exception": self._trace.value(reader.exception())}
        return {"pending": [name for name in self._started if not self._tasks[name].done()], "readers": readers}

    # Objects

    def _make_objects(self):
        makers = {"exception": (0, self._make_exception), "exception_class": (0, self._name_class),
                  "future": (1, self._make_future), "transport": (2, self._make_transport), "reader": (3, self._make_reader)}
        for name, declared in sorted(self._declared.items(), key=lambda item: (makers[item[1]["type"]][0], item[0])):
            _, error = self._attempt(makers[declared["type"]][1], name, declared)
            if error is not None:
                self._note_raised("turn", "create", None, error)

    def _make_exception(self, name, declared):
        self._objects[name] = errors.make_exception(declared)
        self._trace.errors.name(self._objects[name], name)

    def _name_class(self, name, declared):
        self._objects[name] = errors.find_class(declared["class"])

    def _make_future(self, name, declared):
        self._objects[name] = self._loop.create_future()

    def _make_transport(self, name, declared):
        self._objects[name] = ScriptedTransport(name, declared, self._objects, self._trace)

    def _make_reader(self, name, declared):
        reader = make_reader(self._reader_class, self._loop, name, declared, self._trace)
        self._objects[name] = self._readers[name] = reader
        if "transport" in declared:
            reader.set_transport(self._objects[declared["transport"]])

    def _is_there(self, action, verb):
        """Whether everything that the action names was made. (A constructor may have raised, a task not have begun.)"""
        if verb == "try":
            return self._is_there(action["try"], verb_of(action["try"]))
        names = [self._object_name(action, verb)]
        if verb in NAMES_ANOTHER:
            names.append(action[verb])
        return all(name is None or name in self._objects or name in self._tasks for name in names)

    def _object_name(self, action, verb):
        for kind, verbs in ACTS_ON.items():
            if verb in verbs:
                return action.get("on", self._only.get(kind))
        return None

    def _object(self, action, verb):
        return self._objects[self._object_name(action, verb)]

    # Actions

    def _do_all(self, by, actions):
        for action in actions:
            self._do(by, action)

    def _do(self, by, action):
        """Does one action, notes how it ended, and returns the exception that it raised, if any."""
        verb = verb_of(action)
        if not self._is_there(action, verb):
            return None
        value, error = self._attempt(self._act, by, verb, action)
        if verb == "try":
            action, verb = action["try"], verb_of(action["try"])
        on = self._object_name(action, verb)
        if error is not None:
            self._note_raised(by, verb, on, error)
        elif value is BLOCKED:
            self._note_call(by, verb, on, blocked=True)
        elif verb in ("describe", "copy", "pickle"):
            self._note_call(by, verb, on, returned={"error": self._trace.errors.describe(value)})
        elif verb not in SILENT:
            self._note_call(by, verb, on, returned=self._trace.value(value))
        return error

    @staticmethod
    def _attempt(function, *args):
        try:
            return function(*args), None
        except GeneratorExit:
            raise
        except BaseException as exc:
            error = exc
        return None, error

    def _note_raised(self, by, verb, on, error):
        self._note_call(by, verb, on, raised=self._trace.errors.encode(error))

    def _note_call(self, by, verb, on, **outcome):
        event = dict(outcome, by=by, call=verb)
        if on is not None:
            event["on"] = on
        self._trace.note(**event)

    def _named(self, name):
        return None if name is None else self._objects[name]

    def _act(self, by, verb, action):
        argument = action[verb]
        if verb in ACTS_ON["reader"]:
            return self._act_on_reader(self._object(action, verb), verb, argument)
        if verb in ACTS_ON["future"]:
            return self._act_on_future(self._object(action, verb), verb, argument)
        if verb == "try":
            return self._try(by, argument)
        if verb in ("describe", "copy", "pickle"):
            change = {"describe": lambda error: error, "copy": errors.copied, "pickle": errors.pickled}[verb]
            return change(self._objects[argument])
        return getattr(self, "_" + verb)(argument, action)

    def _act_on_reader(self, reader, verb, argument):
        if verb == "feed_data":
            return reader.feed_data(decode(argument))
        if verb in ("set_exception", "set_transport"):
            return getattr(reader, verb)(self._named(argument))
        if verb == "repr":
            return reader_repr(reader)
        return getattr(reader, verb)()

    def _act_on_future(self, future, verb, argument):
        if verb == "future_set_result":
            return future.set_result(decode(argument))
        if verb == "future_set_exception":
            return future.set_exception(self._objects[argument])
        return future.cancel()

    def _try(self, by, call):
        begun = self._begin(by, call)
        steps = begun if hasattr(begun, "send") else begun.__await__()
        try:
            steps.send(None)
        except StopIteration as stop:
            return stop.value
        steps.close()
        return BLOCKED

    def _start(self, name, action):
        task = self._loop.create_task(self._body(name, action))
        self._tasks[name] = task
        self._started.append(name)
        task.add_done_callback(functools.partial(self._task_ended, name))

    def _task_ended(self, name, task):
        if task.cancelled():
            self._trace.note(task=name, ended="cancelled")
        elif task.exception() is not None:
            self._trace.note(task=name, ended="raised", error=self._trace.errors.encode(task.exception()))
        else:
            self._trace.note(task=name, ended="returned")

    def _cancel(self, name, action):
        return self._tasks[name].cancel(*([action["message"]] if "message" in action else []))

    def _cancel_all(self, _, action):
        self._cancelling_all = True
        for name in self._started:
            if not self._tasks[name].done():
                self._tasks[name].cancel()

    def _watch(self, name, action):
        awaited = self._tasks.get(name) or self._objects[name]
        awaited.add_done_callback(lambda _: self._trace.note(callback=action["as"]))

    def _call_soon(self, name, action):
        self._loop.call_soon(self._do_all, name, action["body"])

    def _call_later(self, name, action):
        self._loop.call_later(action["delay"], self._do_all, name, action["body"])

    def _advance(self, seconds, action):
        self._loop.advance(seconds)

    def _create(self, name, action):
        self._make_reader(name, action["as"])

    # Bodies of tasks

    async def _body(self, name, task):
        for step in task["body"]:
            verb = verb_of(step)
            if verb in ACTIONS:
                error = self._do(name, step)
            elif self._is_there(step, verb):
                error = await self._await(name, verb, step)
            else:
                error = None
            if error is not None and not self._goes_on(task, error):
                raise error

    def _goes_on(self, task, error):
        if isinstance(error, asyncio.CancelledError):
            return task.get("on_cancel") == "continue" and not self._cancelling_all
        return task.get("on_error") == "continue"

    async def _await(self, by, verb, call):
        on = self._object_name(call, verb)
        error = None
        try:
            value = await self._begin(by, call)
        except GeneratorExit:
            raise
        except BaseException as exc:
            error = exc
        if error is not None:
            self._note_raised(by, verb, on, error)
        else:
            self._note_call(by, verb, on, returned=self._trace.value(value))
        return error

    def _begin(self, by, call):
        """Makes the awaitable of an awaiting call."""
        verb = verb_of(call)
        argument = call[verb]
        if verb in ACTS_ON["reader"]:
            return self._begin_on_reader(by, self._object(call, verb), verb, call)
        if verb == "yield":
            return self._yield(argument)
        if verb == "sleep":
            return asyncio.sleep(argument, **({"loop": self._loop} if SLEEP_NEEDS_LOOP else {}))
        return self._tasks[argument] if verb == "join" else self._objects[argument]

    def _begin_on_reader(self, by, reader, verb, call):
        argument = call[verb]
        if verb == "anext":
            return reader.__anext__()
        if verb == "iterate":
            return self._iterate(by, reader, self._object_name(call, verb), call.get("max"))
        if verb == "wait_for_data":
            return reader._wait_for_data(argument)
        return getattr(reader, verb)(*([] if argument is None else [decode(argument)]))

    async def _iterate(self, by, reader, on, at_most):
        lines = 0
        async for line in reader:
            self._note_call(by, "iterate", on, yielded=self._trace.value(line))
            lines += 1
            if lines == at_most:
                break

    @staticmethod
    async def _yield(times):
        for _ in range(times):
            await asyncio.sleep(0)
