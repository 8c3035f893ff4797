"""tornado's BaseIOStream over a buffer in place of a file descriptor, for `streams_driver.py --reader tornado_reader:Reader`.

    feed_data      bytes for `read_from_fd`, and the news that there is something to read, which is what tornado's loop gives a stream
    feed_eof       the same, with an end
    read(n)        `read_bytes(n, partial=True)`; `read(-1)` is `read_until_close`
    readexactly    `read_bytes(n)`
    readuntil      `read_until(separator, max_bytes=limit)`

tornado closes a stream whose other end did, and a read that comes to the end is a StreamClosedError: where asyncio would return
the empty result for that, it is told as that. A read that wants more is told as StreamClosedError, as it is in tornado.
"""

import asyncio
import errno

import tornado
from tornado.ioloop import IOLoop
from tornado.iostream import BaseIOStream, StreamClosedError


class Watch:
    """In place of tornado's loop: what is watched is the one file that is fed by hand. All else is the loop's own."""

    def __init__(self, loop, stream):
        self._loop = loop
        self._stream = stream
        self._handler, self._events = None, 0

    def __getattr__(self, name):
        return getattr(self._loop, name)

    def add_handler(self, file, handler, events):
        self._handler = handler
        self.update_handler(file, events)

    def update_handler(self, file, events):
        self._events = events
        if self._stream.has_news():
            self._loop.add_callback(self.tell)

    def remove_handler(self, file):
        self._handler = None

    def tell(self):
        """What a selector does, once there is something to read and somebody watches."""
        if self._handler and self._events & IOLoop.READ and self._stream.has_news():
            self._handler(self._stream.fileno(), IOLoop.READ)


class FedStream(BaseIOStream):
    """A stream whose file is fed by hand. What BaseIOStream asks its subclasses for, and nothing else."""

    def __init__(self, **options):
        self.fed = bytearray()
        self.ended = False
        super().__init__(**options)
        self.io_loop = Watch(self.io_loop, self)

    def has_news(self):
        return bool(self.fed) or self.ended

    def fileno(self):
        return -1

    def close_fd(self):
        """There is none."""

    def read_from_fd(self, buf):
        if self.fed:
            size = min(len(buf), len(self.fed))
            buf[:size] = self.fed[:size]
            del self.fed[:size]
            return size
        return 0 if self.ended else None

    def write_to_fd(self, data):
        raise OSError(errno.EPIPE, "nothing is written here")


class Reader:
    streamspec = {
        "name": "tornado.BaseIOStream",
        "version": tornado.version,
        "features": ["readuntil", "readexactly", "limit", "create"],
    }

    def __init__(self, limit=2 ** 16, loop=None):
        self._limit = limit
        asyncio.set_event_loop(loop)
        self._stream = FedStream()
        asyncio.set_event_loop(None)

    def feed_data(self, data):
        self._stream.fed += data
        self._stream.io_loop.tell()

    def feed_eof(self):
        self._stream.ended = True
        self._stream.io_loop.tell()

    async def read(self, n=-1):
        try:
            if n < 0:
                return await self._stream.read_until_close()
            return await self._stream.read_bytes(n, partial=True)
        except StreamClosedError as error:
            closed = error
        if closed.real_error is not None:
            raise closed
        return b""

    async def readexactly(self, n):
        return await self._stream.read_bytes(n)

    async def readuntil(self, separator=b"\n"):
        return await self._stream.read_until(separator, max_bytes=self._limit)
