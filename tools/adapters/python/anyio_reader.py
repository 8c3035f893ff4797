"""anyio's BufferedByteReceiveStream over a stream of objects, for `streams_driver.py --reader anyio_reader:Reader`.

    feed_data      the other end's `send_nowait`, of one chunk
    feed_eof       the other end is closed
    read(n)        `receive(n)`; that the stream has ended, an exception there, is the empty result that stands for it here
    readexactly    `receive_exactly`
    readuntil      `receive_until(separator, limit)`, which leaves the separator out: it is put back on

Of anyio's exceptions IncompleteRead plays the part of IncompleteReadError, DelimiterNotFound that of LimitOverrunError: they
are told under these names, with the attributes that they have, which is none. Others keep their own names. What stands in
an exception's context is left out: there anyio leaves the traces of its own machinery.
"""

import functools

from importlib.metadata import version
from math import inf

import anyio
from anyio.streams.buffered import BufferedByteReceiveStream


class IncompleteReadError(anyio.IncompleteRead):
    """What IncompleteRead is called in a trace."""


class LimitOverrunError(anyio.DelimiterNotFound):
    """What DelimiterNotFound is called in a trace."""


def without_context(call):
    @functools.wraps(call)
    async def calling(*args):
        try:
            return await call(*args)
        except BaseException as error:
            raised = error
        raised.__context__ = None
        raise raised

    return calling


class Reader:
    streamspec = {
        "name": "anyio.BufferedByteReceiveStream",
        "version": version("anyio"),
        "lacks": ["try"],  # anyio asks which task it runs in.
        "features": ["readuntil", "readexactly", "limit", "create"],
    }

    def __init__(self, limit=2 ** 16, loop=None):
        self._limit = limit
        self._feeding, received = anyio.create_memory_object_stream(inf)
        self._stream = BufferedByteReceiveStream(received)

    def feed_data(self, data):
        if data:
            self._feeding.send_nowait(data)

    def feed_eof(self):
        self._feeding.close()

    @without_context
    async def read(self, n=-1):
        if n < 0:
            return await self._read_to_the_end()
        try:
            return await self._stream.receive(n)
        except anyio.EndOfStream:
            return b""

    async def _read_to_the_end(self):
        parts = []
        while True:
            part = await self.read(self._limit)
            if not part:
                return b"".join(parts)
            parts.append(part)

    @without_context
    async def readexactly(self, n):
        try:
            return await self._stream.receive_exactly(n)
        except anyio.IncompleteRead:
            told = IncompleteReadError()
        raise told

    @without_context
    async def readuntil(self, separator=b"\n"):
        try:
            return await self._stream.receive_until(separator, self._limit) + separator
        except anyio.IncompleteRead:
            told = IncompleteReadError()
        except anyio.DelimiterNotFound:
            told = LimitOverrunError(self._limit)
        raise told
