"""The awaiting calls: what a step of a body awaits."""

import asyncio
import inspect

from pystreams.transports import TlsContext
from pystreams.values import decode
from pystreams.vocabulary import ACTS_ON, verb_of

# Before Python 3.7 these functions asked for the current loop, and there is none here.
NEEDS_LOOP = not hasattr(asyncio, "get_running_loop") and "loop" in inspect.signature(asyncio.sleep).parameters


class Calls:
    def __init__(self, loop, registry, trace):
        self._loop = loop
        self._registry = registry
        self._trace = trace
        self._with_loop = {"loop": loop} if NEEDS_LOOP else {}

    def begin(self, by, call, do_steps=None):
        """Makes the awaitable of an awaiting call. `do_steps` is what does the steps of a block."""
        verb = verb_of(call)
        argument = call[verb]
        if verb in ACTS_ON["reader"]:
            return self._begin_on_reader(by, self._registry.object(call, verb), verb, call)
        if verb in ACTS_ON["writer"]:
            return self._begin_on_writer(self._registry.object(call, verb), verb, argument)
        if verb == "wait_for":
            return asyncio.wait_for(self.begin(by, argument), call["timeout"], **self._with_loop)
        if verb == "gather":
            return self._gather([self.begin(by, inner) for inner in argument], call)
        if verb == "timeout":
            return self._timeout(argument, do_steps, call["body"])
        if verb == "yield":
            return self._yield(argument)
        if verb == "sleep":
            return asyncio.sleep(argument, **self._with_loop)
        return self._registry.task(argument) if verb == "join" else self._registry.objects[argument]

    def _begin_on_reader(self, by, reader, verb, call):
        argument = call[verb]
        if verb == "anext":
            return reader.__anext__()
        if verb == "iterate":
            return self._iterate(by, reader, self._registry.object_name(call, verb), call.get("max"))
        if verb == "wait_for_data":
            return reader._wait_for_data(argument)
        return getattr(reader, verb)(*([] if argument is None else [decode(argument)]))

    def _begin_on_writer(self, writer, verb, argument):
        if verb == "start_tls":
            return writer.start_tls(TlsContext(self._registry.objects[argument], self._trace))
        return getattr(writer, verb)()

    def _gather(self, awaitables, call):
        return asyncio.gather(*awaitables, return_exceptions=call.get("return_exceptions", False), **self._with_loop)

    async def _iterate(self, by, reader, on, at_most):
        lines = 0
        async for line in reader:
            self._trace.note_call(by, "iterate", on, yielded=self._trace.value(line))
            lines += 1
            if lines == at_most:
                break

    @staticmethod
    async def _timeout(seconds, do_steps, steps):
        async with asyncio.timeout(seconds):
            await do_steps(steps)

    @staticmethod
    async def _yield(times):
        for _ in range(times):
            await asyncio.sleep(0)
