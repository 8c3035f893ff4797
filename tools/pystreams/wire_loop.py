"""CPython's own event loop for sockets, run one iteration at a time, over a clock that moves only when told."""

import asyncio
import select


class WireLoop(asyncio.SelectorEventLoop):
    """Sockets are real; time is not, so that no timer of the library runs because a machine is slow."""

    def __init__(self):
        self._now = 0
        super().__init__()
        self._clock_resolution = 1e-6
        self.set_debug(False)

    def time(self):
        return self._now

    def advance(self, seconds):
        self._now += seconds

    def run_iteration(self):
        """Runs the callbacks that are ready now, and those of the sockets and timers that are."""
        self.stop()
        self.run_forever()

    def is_idle(self):
        """Whether no callback waits to be run. Of sockets it says nothing."""
        if any(not handle._cancelled for handle in self._ready):
            return False
        due = self._now + self._clock_resolution
        return not any(handle._when < due and not handle._cancelled for handle in self._scheduled)

    def wait_for_sockets(self, others, milliseconds):
        """Until a socket of this loop is ready, or one of `others` (pairs of a socket and what is polled for)."""
        poll = select.poll()
        poll.register(self._selector.fileno(), select.POLLIN)
        for other, events in others:
            poll.register(other, events)
        poll.poll(milliseconds)

    def abort_transports(self):
        """Ends every connection of this loop without a word."""
        for transport in list(self._transports.values()):
            if transport._sock is not None and not transport._conn_lost:
                transport.abort()
