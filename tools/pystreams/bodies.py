"""The bodies of tasks and of callbacks, done step by step."""

import asyncio
import functools

from pystreams.vocabulary import ACTIONS, verb_of


class Bodies:
    """`do` does one action, and returns the exception that it raised, if any."""

    def __init__(self, do, calls, registry, trace):
        self._do = do
        self._calls = calls
        self._registry = registry
        self._trace = trace
        self._stop_at_cancellations = False

    def stop_at_cancellations(self):
        """From now on, whatever `on_cancel` says."""
        self._stop_at_cancellations = True

    async def run(self, name, task):
        """Does the body of a task; raises what ends it."""
        await self._do_steps(name, task, task["body"])

    def run_actions(self, name, callback):
        """The same for a body that awaits nothing."""
        for action in callback["body"]:
            error = self._do(name, action)
            if error is not None and not self._goes_on(callback, error):
                raise error

    async def _do_steps(self, name, task, steps):
        for step in steps:
            verb = verb_of(step)
            if verb in ACTIONS:
                error = self._do(name, step)
            elif self._registry.has_all_of(step, verb):
                error = await self._await(name, task, verb, step)
            else:
                error = None
            if error is not None and not self._goes_on(task, error):
                raise error

    def _goes_on(self, task, error):
        if isinstance(error, asyncio.CancelledError):
            return task.get("on_cancel") == "continue" and not self._stop_at_cancellations
        return task.get("on_error") == "continue"

    async def _await(self, by, task, verb, call):
        on = self._registry.object_name(call, verb)
        error = None
        try:
            value = await self._calls.begin(by, call, functools.partial(self._do_steps, by, task))
        except GeneratorExit:
            raise
        except BaseException as exc:
            error = exc
        if error is not None:
            self._trace.note_raised(by, verb, on, error)
        else:
            self._trace.note_call(by, verb, on, returned=self._trace.value(value))
        return error
