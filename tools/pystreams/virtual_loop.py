"""An asyncio event loop without I/O, whose time moves only when told, run one iteration at a time."""

import asyncio
from asyncio import base_events

from pystreams.stepped_loop import SteppedLoop


class _NoEvents:
    """A selector that never has anything to report, and never blocks."""

    def select(self, timeout=None):
        return []


class VirtualLoop(SteppedLoop, base_events.BaseEventLoop):
    """CPython's own scheduling (ready queue, timer heap) over a clock that stands still."""

    def __init__(self):
        super().__init__()
        self._selector = _NoEvents()

    async def start_tls(self, transport, protocol, sslcontext, *, server_side=False, server_hostname=None, **more):
        """No TLS here: the stand-in for the context says which transport there is, one iteration later."""
        if server_hostname is not None and not isinstance(server_hostname, str):
            raise TypeError("server_hostname must be a str or None")
        sslcontext.note_use(transport, server_side)
        await asyncio.sleep(0)
        return sslcontext.transport

    def _process_events(self, event_list):
        pass

    def _write_to_self(self):
        pass


class PolledLoop:
    """Drives a loop that cannot tell whether it is idle: a number of iterations without news counts as idle."""

    ROUNDS = 20

    def __init__(self, loop, count_events):
        self.asyncio_loop = loop
        self._count_events = count_events
        self._events_seen = 0
        self._quiet = 0

    def run_iteration(self):
        # Stopped before it runs, a loop runs the callbacks that are ready now. (To be told by one of them takes uvloop another round.)
        self.asyncio_loop.stop()
        self.asyncio_loop.run_forever()
        events = self._count_events()
        self._quiet = self._quiet + 1 if events == self._events_seen else 0
        self._events_seen = events

    def is_idle(self):
        if self._quiet < self.ROUNDS:
            return False
        self._quiet = 0
        return True


def discard_default_loop():
    """Closes the loop that asyncio made for a reader without one, so that the next such reader finds none again."""
    try:
        loop = asyncio.get_event_loop()
    except RuntimeError:
        pass
    else:
        loop.close()
    if hasattr(asyncio, "set_event_loop_policy"):
        asyncio.set_event_loop_policy(None)
