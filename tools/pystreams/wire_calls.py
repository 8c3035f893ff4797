"""The awaiting calls of scripts on the wire: connections and servers of the library under test."""

import asyncio
import os
import pathlib
import socket

from pystreams.calls import Calls
from pystreams.clients import Client
from pystreams.values import decode
from pystreams.vocabulary import ACTS_ON, CONNECTING, verb_of
from pystreams.wire_actions import Opaque

PATH_FORMS = {"bytes": os.fsencode, "pathlike": pathlib.Path}
FAMILIES = {"ipv4": socket.AF_INET, "ipv6": socket.AF_INET6}


class WireCalls(Calls):
    def __init__(self, loop, registry, trace, wire):
        super().__init__(loop, registry, trace)
        self._wire = wire
        self.bodies = None  # of the clients of servers

    def begin(self, by, call, do_steps=None):
        verb = verb_of(call)
        if verb in CONNECTING:
            return getattr(self, "_" + verb)(call[verb], call)
        if verb in ACTS_ON["server"]:
            return self._begin_on_server(self._registry.object(call, verb), verb, call, do_steps)
        if verb == "start_tls":
            writer = self._registry.object(call, verb)
            return writer.start_tls(self._registry.objects[call[verb]], **_options(call))
        return super().begin(by, call, do_steps)

    # Connections

    def _open_connection(self, spec, call):
        args = () if "sock" in spec and "to" not in spec or spec.get("bare") else self._host_and_port(spec)
        return self._opened(asyncio.open_connection(*args, **self._keywords(spec)), call)

    def _open_unix_connection(self, spec, call):
        args = () if "sock" in spec and "to" not in spec or spec.get("bare") else (self._path(spec, self._wire.addresses.of(spec["to"])),)
        return self._opened(asyncio.open_unix_connection(*args, **self._keywords(spec)), call)

    async def _opened(self, opening, call):
        reader, writer = await opening
        self._registry.objects[call["reader"]] = reader
        self._registry.objects[call["writer"]] = writer
        return Opaque({"tuple": [{"name": call["reader"]}, {"name": call["writer"]}]})

    # Servers

    def _start_server(self, spec, call):
        args = () if "sock" in spec and "to" not in spec or spec.get("bare") else self._host_and_port(spec)
        return self._started(asyncio.start_server(self._clients(call), *args, **self._keywords(spec)), call)

    def _start_unix_server(self, spec, call):
        path = self._wire.addresses.of(spec["to"]) if "to" in spec else self._wire.addresses.new_path()
        args = () if "sock" in spec and "to" not in spec or spec.get("bare") else (self._path(spec, path),)
        return self._started(asyncio.start_unix_server(self._clients(call), *args, **self._keywords(spec)), call)

    async def _started(self, starting, call):
        server = await starting
        name = call["as"]
        self._registry.objects[name] = server
        self._wire.servers.append(server)
        self._wire.addresses.note(name, server.sockets[0].getsockname())
        return Opaque({"name": name})

    def _clients(self, call):
        return Clients([Client(declared, self._loop, self.bodies, self._registry, self._trace) for declared in call["clients"]], self._wire)

    def _begin_on_server(self, server, verb, call, do_steps):
        if verb == "server_wait_closed":
            return server.wait_closed()
        if verb == "with_server":
            return self._with_server(server, do_steps, call["body"])
        return getattr(server, verb)()

    @staticmethod
    async def _with_server(server, do_steps, steps):
        async with server:
            await do_steps(steps)

    # Arguments

    def _host_and_port(self, spec):
        address = self._wire.addresses.of(spec["to"]) if "to" in spec else ("127.0.0.1", 0)
        return (decode(spec["host"]) if "host" in spec else address[0], decode(spec["port"]) if "port" in spec else address[1])

    def _path(self, spec, path):
        form = spec.get("path")
        if form == "missing":
            return os.path.join(self._wire.addresses.folder, "missing")
        if form == "too_long":
            return os.path.join(self._wire.addresses.folder, "x" * 200)
        if form == "occupied":
            open(path, "w").close()
        return PATH_FORMS.get(form, str)(path)

    def _keywords(self, spec):
        keywords = _options(spec)
        if "ssl" in spec:
            keywords["ssl"] = self._registry.objects[spec["ssl"]] if isinstance(spec["ssl"], str) else spec["ssl"]
        if "sock" in spec:
            keywords["sock"] = self._wire.take_socket(spec["sock"])
        if spec.get("loop"):
            keywords["loop"] = self._loop
        if "local" in spec:
            keywords["local_addr"] = (spec["local"], 0)
        if "family" in spec:
            keywords["family"] = FAMILIES[spec["family"]]
        return keywords


class Clients:
    """The `client_connected_cb` of a server: each connection has its own part in the script."""

    def __init__(self, clients, wire):
        self._clients = clients
        self._wire = wire

    def __call__(self, reader, writer):
        if not self._clients:
            self._wire.failure = "there are more connections than the script has clients for"
            return None
        return self._clients.pop(0)(reader, writer)


def _options(spec):
    return {key: decode(value) for key, value in spec.get("options", {}).items()}
