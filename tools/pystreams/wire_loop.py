"""CPython's own event loop for sockets, run one iteration at a time, over a clock that moves only when told."""

import asyncio
import select

from pystreams.stepped_loop import SteppedLoop


class WireLoop(SteppedLoop, asyncio.SelectorEventLoop):
    """Sockets are real; time is not, so that no timer of the library runs because a machine is slow."""

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
