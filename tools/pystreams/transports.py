"""The transports of scripts: they only note what they are told."""

import asyncio


class ScriptedTransport(asyncio.Transport):
    """Of a transport's state it has one thing only: whether it is closing."""

    def __init__(self, name, declared, exceptions, loop, trace):
        extra = {"peername": "peer"}
        if declared.get("ssl"):
            extra["sslcontext"] = TlsContext()
        super().__init__(extra)
        self.script_name = name
        self._pausable = declared.get("pausable", True)
        self._pause_error = exceptions.get(declared.get("pause_raises"))
        self._resume_error = exceptions.get(declared.get("resume_raises"))
        self._writes_eof = declared.get("write_eof", True)
        self._closing = declared.get("closing", False)
        self._tells_its_end = declared.get("tells_its_end", False)
        self._protocol = None
        self._loop = loop
        self._trace = trace

    def __repr__(self):
        return "<transport %s>" % self.script_name

    def __str__(self):
        return self.script_name  # Not the repr: a text that should show the one does not show the other.

    def __del__(self):
        if self._tells_its_end:
            self._told("gone", None)

    def set_protocol(self, protocol):
        """Whom it tells that the connection is lost; until then it keeps the protocol alive."""
        self._protocol = protocol

    def is_closing(self):
        return self._closing

    def can_write_eof(self):
        return self._writes_eof

    def pause_reading(self):
        self._told("pause_reading", self._pause_error if self._pausable else NotImplementedError())

    def resume_reading(self):
        self._told("resume_reading", self._resume_error)

    def write(self, data):
        self._told("write", None, args=[self._trace.value(data)])

    def writelines(self, list_of_data):
        self._told("writelines", None, args=[self._trace.value(data) for data in list_of_data])

    def write_eof(self):
        self._told("write_eof", None if self._writes_eof else NotImplementedError())

    def close(self):
        self._told("close", None)
        self._lose_connection()

    def abort(self):
        self._told("abort", None)
        self._lose_connection()

    def _lose_connection(self):
        self._closing = True
        if self._protocol is not None:
            self._loop.call_soon(self._protocol.connection_lost, None)
            self._protocol = None

    def _told(self, call, error, **more):
        if error is None:
            self._trace.note(transport=self.script_name, call=call, **more)
        else:
            self._trace.note(transport=self.script_name, call=call, raised=self._trace.errors.encode(error), **more)
            raise error


class TlsContext:
    """What stands for an SSLContext. Given to `start_tls`, it says which transport there is to be."""

    def __init__(self, transport=None, trace=None):
        self.transport = transport
        self._trace = trace

    def __repr__(self):
        return "<sslcontext>"

    def note_use(self, transport, server_side):
        self._trace.note(start_tls=transport.script_name, server_side=server_side)
