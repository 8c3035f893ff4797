"""Client callbacks: what a script has a protocol call when the connection is made."""

import asyncio


class Client:
    """Is called with the reader and the writer. They are the script's from then on, by name; neither this object nor the
    task that runs the body holds them."""

    def __init__(self, declared, loop, bodies, registry, trace):
        self._declared = declared
        self._name = declared["as"]
        self._loop = loop
        self._bodies = bodies
        self._registry = registry
        self._trace = trace

    def __call__(self, reader, writer):
        self._trace.note(client=self._name)
        for key, argument in (("reader", reader), ("writer", writer)):
            if key in self._declared and argument is not None:
                self._registry.objects[self._declared[key]] = argument
        kept = {True: ("reader", "writer"), "reader": ("reader",), False: ()}[self._declared.get("keep", True)]
        names = ScriptsNames(self._registry, [self._declared[key] for key in ("reader", "writer")
                                              if key in self._declared and key not in kept])
        run = {"coroutine": self._coroutine, "generator": self._generator, "function": self._function}
        return run[self._declared.get("kind", "coroutine")](names)

    def _function(self, names):
        try:
            self._bodies.run_actions(self._name, self._declared)
        finally:
            names.forget()

    def _generator(self, names):
        yield from self._coroutine(names).__await__()

    async def _coroutine(self, names):
        self._registry.add_task(self._name, current_task(self._loop))
        error = await error_of(self._bodies.run(self._name, self._declared))
        if error is None:
            names.forget()
        else:
            # The traceback of a plain function's exception holds the arguments as long as the task holds the exception. Ours
            # is cleared once it is noted, so the task holds them itself. (A local variable for it would be a cycle.)
            current_task(self._loop).streamspec_holds = names.take()
        # Whether anybody asks the task for its exception is the library's affair: no done-callback of ours, no reference.
        self._registry.forget_task(self._name)
        self._trace.note_end(self._name, isinstance(error, asyncio.CancelledError), error)
        if error is not None:
            raise error


class ScriptsNames:
    """Names that the script forgets when told, at the latest when this object goes, with a body that never began."""

    def __init__(self, registry, names):
        self._registry = registry
        self._names = names

    def forget(self):
        while self._names:
            self._registry.forget(self._names.pop(0))

    def take(self):
        """Forgets the names, and returns what they stood for."""
        taken = [self._registry.objects.get(name) for name in self._names]
        self.forget()
        return taken

    __del__ = forget


def current_task(loop):
    if hasattr(asyncio, "current_task"):
        return asyncio.current_task(loop)
    return asyncio.Task.current_task(loop)


async def error_of(awaitable):
    """What the awaitable raises, or None."""
    error = None
    try:
        await awaitable
    except GeneratorExit:
        raise
    except BaseException as exc:
        error = exc
    return error
