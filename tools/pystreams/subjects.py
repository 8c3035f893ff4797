"""What is put to the scripts: making readers, protocols and writers of the library, and their texts."""

import asyncio

from pystreams.values import decode


def make_reader(reader_class, loop, name, declared, trace):
    """A reader as an entry of `objects` declares it. Its transport is not set yet."""
    if declared.get("subclass"):
        reader_class = _noting_overrides(reader_class, name, trace)
    arguments = {}
    if "limit" in declared:
        arguments["limit"] = decode(declared["limit"])
    if declared.get("loop") != "none":
        arguments["loop"] = loop
    return reader_class(**arguments)


def _noting_overrides(base, name, trace):
    class Overriding(base):
        async def readuntil(self, separator):  # Whoever calls it has to say which.
            trace.note(override="readuntil", on=name)
            return await base.readuntil(self, separator)

    return Overriding


def make_protocol(reader, client, loop):
    if client is None:
        return asyncio.StreamReaderProtocol(reader, loop=loop)
    return asyncio.StreamReaderProtocol(reader, client, loop=loop)


def make_writer(transport, protocol, reader, loop):
    return asyncio.StreamWriter(transport, protocol, reader, loop)


def reader_repr(reader):
    return _as_since_3_7(repr(reader), reader)


def writer_repr(writer):
    return _as_since_3_7(repr(writer), writer._reader)


def _as_since_3_7(text, reader):
    """The text with the reader's exception written as Python 3.7 and later do, without a trailing comma."""
    stored = repr(reader.exception()) if reader is not None else ""
    if stored.endswith(",)"):
        text = text.replace(stored, stored[:-2] + ")")
    return text
