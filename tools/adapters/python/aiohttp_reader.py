"""aiohttp's StreamReader, for `streams_driver.py --reader aiohttp_reader:Reader`.

It descends from asyncio's in spirit only: it is fed and read by methods of the same names, and is used by aiohttp for the
bodies of requests and responses. Nothing of it is overridden here; what its constructor wants is given to it.
"""

import aiohttp
from aiohttp.base_protocol import BaseProtocol
from aiohttp.streams import StreamReader


class Reader(StreamReader):
    streamspec = {
        "name": "aiohttp.StreamReader",
        "version": aiohttp.__version__,
        "features": ["readline", "readuntil", "readexactly", "iterate", "limit", "set-exception", "exception", "at_eof", "transport",
                     "create"],
    }

    def __init__(self, limit=2 ** 16, loop=None):
        super().__init__(BaseProtocol(loop), limit, loop=loop)

    def set_transport(self, transport):
        """aiohttp's protocol is what pauses and resumes a transport."""
        self._protocol.transport = transport

    def __anext__(self):
        return self.__aiter__().__anext__()
