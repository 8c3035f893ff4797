"""The actions: what is done at once, in a turn or in a body.

An exception of the library must not be touched by the harness: here and in the bodies, the handler is left before the
exception is written down or raised again, so that nothing of ours becomes its context.
"""

import functools

from pystreams import errors
from pystreams.bodies import Bodies
from pystreams.subjects import make_reader, reader_repr, writer_repr
from pystreams.values import decode
from pystreams.vocabulary import ACTS_ON, SILENT, verb_of

BLOCKED = object()
DESCRIPTIONS = {"describe": lambda error: error, "copy": errors.copied, "pickle": errors.pickled}


def attempt(function, *args):
    """The result and None, or None and what was raised."""
    try:
        return function(*args), None
    except GeneratorExit:
        raise
    except BaseException as exc:
        error = exc
    return None, error


class Actions:
    def __init__(self, reader_class, loop, calls, registry, trace):
        self._reader_class = reader_class
        self._loop = loop
        self._calls = calls
        self._registry = registry
        self._trace = trace
        self.bodies = Bodies(self.do, calls, registry, trace)

    def do_all(self, by, actions):
        for action in actions:
            self.do(by, action)

    def do(self, by, action):
        """Does one action, notes how it ended, and returns the exception that it raised, if any."""
        verb = verb_of(action)
        if not self._registry.has_all_of(action, verb):
            return None
        value, error = attempt(self._act, by, verb, action)
        if verb == "try":
            action, verb = action["try"], verb_of(action["try"])
        on = self._registry.object_name(action, verb)
        if error is not None:
            self._trace.note_raised(by, verb, on, error)
        elif value is BLOCKED:
            self._trace.note_call(by, verb, on, blocked=True)
        elif verb in DESCRIPTIONS:
            self._trace.note_call(by, verb, on, returned={"error": self._trace.errors.describe(value)})
        elif verb not in SILENT:
            self._trace.note_call(by, verb, on, returned=self._trace.value(value))
        return error

    def make_reader(self, name, declared):
        reader = make_reader(self._reader_class, self._loop, name, declared, self._trace)
        self._registry.add_reader(name, reader)
        if "transport" in declared:
            reader.set_transport(self._registry.objects[declared["transport"]])

    def _act(self, by, verb, action):
        argument = action[verb]
        for kind, act in (("reader", self._act_on_reader), ("protocol", self._act_on_protocol),
                          ("writer", self._act_on_writer), ("future", self._act_on_future)):
            if verb in ACTS_ON[kind]:
                return act(self._registry.object(action, verb), verb, argument, action)
        if verb == "try":
            return self._try(by, argument)
        if verb in DESCRIPTIONS:
            return DESCRIPTIONS[verb](self._registry.objects[argument])
        return getattr(self, "_" + verb)(argument, action)

    def _act_on_reader(self, reader, verb, argument, action):
        if verb == "feed_data":
            return reader.feed_data(decode(argument))
        if verb in ("set_exception", "set_transport"):
            return getattr(reader, verb)(self._registry.named(argument))
        if verb == "repr":
            return reader_repr(reader)
        return getattr(reader, verb)()

    def _act_on_protocol(self, protocol, verb, argument, action):
        if verb == "data_received":
            return protocol.data_received(decode(argument))
        if verb in ("connection_made", "connection_lost"):
            return getattr(protocol, verb)(self._registry.named(argument))
        return getattr(protocol, verb)()

    def _act_on_writer(self, writer, verb, argument, action):
        if verb == "write":
            return writer.write(decode(argument))
        if verb == "writelines":
            return writer.writelines([decode(item) for item in argument])
        if verb == "get_extra_info":
            return writer.get_extra_info(argument, *([decode(action["default"])] if "default" in action else []))
        if verb == "transport":
            return writer.transport
        if verb == "writer_repr":
            return writer_repr(writer)
        return getattr(writer, verb)()

    def _act_on_future(self, future, verb, argument, action):
        if verb == "future_set_result":
            return future.set_result(decode(argument))
        if verb == "future_set_exception":
            return future.set_exception(self._registry.objects[argument])
        return future.cancel()

    def _try(self, by, call):
        begun = self._calls.begin(by, call)
        steps = begun if hasattr(begun, "send") else begun.__await__()
        try:
            steps.send(None)
        except StopIteration as stop:
            return stop.value
        steps.close()
        return BLOCKED

    def _start(self, name, action):
        task = self._loop.create_task(self.bodies.run(name, action))
        self._registry.add_task(name, task)
        task.add_done_callback(functools.partial(self._task_ended, name))

    def _task_ended(self, name, task):
        self._trace.note_end(name, task.cancelled(), None if task.cancelled() else task.exception())

    def _cancel(self, name, action):
        return self._registry.task(name).cancel(*([action["message"]] if "message" in action else []))

    def _cancel_all(self, _, action):
        self.bodies.stop_at_cancellations()
        self._registry.cancel_pending()

    def _watch(self, name, action):
        self._registry.future(name).add_done_callback(lambda _: self._trace.note(callback=action["as"]))

    def _call_soon(self, name, action):
        self._loop.call_soon(self.do_all, name, action["body"])

    def _call_later(self, name, action):
        self._loop.call_later(action["delay"], self.do_all, name, action["body"])

    def _advance(self, seconds, action):
        self._loop.advance(seconds)

    def _create(self, name, action):
        self.make_reader(name, action["as"])

    def _drop(self, name, action):
        self._registry.forget(name)

    def _raise(self, name, action):
        raise self._registry.objects[name]
