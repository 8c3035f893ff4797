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
        __str__ = _other_text

        async def readuntil(self, separator):  # Whoever calls it has to say which.
            trace.note(override="readuntil", on=name)
            return await base.readuntil(self, separator)

    return Overriding


def _other_text(subject):
    """What `str` gives of a subclass. A text that should show the repr does not show this."""
    return "str of a " + type(subject).__name__


def make_protocol(declared, reader, client, loop):
    arguments = {} if declared.get("loop") == "none" else {"loop": NoLoop() if declared.get("loop") == "wrong" else loop}
    return asyncio.StreamReaderProtocol(*([reader] if client is None else [reader, client]), **arguments)


class NoLoop:
    """What is given as a loop and is none."""


def make_writer(declared, transport, protocol, reader, loop):
    writer_class = SubclassedWriter if declared.get("subclass") else asyncio.StreamWriter
    return writer_class(transport, protocol, reader, closed_loop(loop) if declared.get("loop") == "closed" else loop)


def closed_loop(loop):
    """Another loop of the same kind, which is closed already."""
    other = type(loop)()
    other.close()
    return other


class SubclassedWriter(asyncio.StreamWriter):
    __str__ = _other_text


SubclassedWriter.__name__ = "StreamWriter"  # Which stands in its repr.


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
