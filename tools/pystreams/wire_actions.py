"""The actions of scripts on the wire: what the peer does, and what our servers and transports are asked."""

import os
import socket

from pystreams.actions import Actions
from pystreams.values import decode
from pystreams.vocabulary import ACTS_ON

OPTIONS = {
    "TCP_NODELAY": (socket.IPPROTO_TCP, socket.TCP_NODELAY),
    "SO_KEEPALIVE": (socket.SOL_SOCKET, socket.SO_KEEPALIVE),
    "SO_REUSEADDR": (socket.SOL_SOCKET, socket.SO_REUSEADDR),
}


class Opaque:
    """A value of which only this is told."""

    def __init__(self, told):
        self.told = told


class WireActions(Actions):
    def __init__(self, loop, calls, registry, trace, wire):
        super().__init__(None, loop, calls, registry, trace)
        self._wire = wire

    def _act(self, by, verb, action):
        for kind, act in (("peer", self._act_on_peer), ("server", self._act_on_server)):
            if verb in ACTS_ON[kind]:
                return act(self._registry.object(action, verb), verb, action[verb], action)
        if verb == "listener_close":
            return self._registry.object(action, verb).close()
        return super()._act(by, verb, action)

    def _act_on_peer(self, peer, verb, argument, action):
        if verb == "peer_connect":
            return peer.connect(self._wire.addresses.of(argument))
        if verb == "peer_send":
            return peer.send(decode(argument))
        if verb == "peer_read":
            return self._read(peer, argument)
        if verb == "peer_ended":
            return Opaque({"str": peer.ended} if peer.ended is not None else None)
        if verb == "peer_start_tls":
            return peer.start_tls(self._registry.objects[argument])
        return getattr(peer, verb[len("peer_"):])()

    def _read(self, peer, count):
        if count is not None and count > len(peer.received):
            self._wire.failure = "the script takes %d bytes of the %d that the peer has received" % (count, len(peer.received))
            return None
        return peer.read(count)

    def _act_on_server(self, server, verb, argument, action):
        if verb == "sockets":
            return Opaque(_type_names(server.sockets))
        if verb == "server_close":
            return server.close()
        if verb == "socket_file":
            return os.path.exists(self._wire.addresses.of(self._registry.object_name(action, verb)))
        return getattr(server, verb)()

    def _act_on_writer(self, writer, verb, argument, action):
        if verb == "get_extra_info":
            return self._extra_info(argument, super()._act_on_writer(writer, verb, argument, action))
        if verb == "socket_option":
            return bool(writer.get_extra_info("socket").getsockopt(*OPTIONS[argument]))
        if verb == "set_write_buffer_limits":
            given = {key: decode(action[key]) for key in ("high", "low") if key in action}
            return writer.transport.set_write_buffer_limits(**given)
        if verb in ("abort", "is_reading", "get_write_buffer_size", "get_write_buffer_limits"):
            return getattr(writer.transport, verb)()
        return super()._act_on_writer(writer, verb, argument, action)

    def _extra_info(self, name, value):
        if name in ("peername", "sockname") and isinstance(value, tuple):
            port = {"str": self._wire.addresses.port_name(value[1])}
            return Opaque({"tuple": [{"str": value[0]}, port] + list(value[2:])})
        if value is None:
            return None
        if name in ("socket", "ssl_object"):
            return Opaque({"str": type(value).__name__})
        if name == "cipher" and isinstance(value, tuple):
            return Opaque({"str": "<cipher>"})
        if name == "peercert" and isinstance(value, dict) and "subject" in value:
            return Opaque({"str": "<certificate of %s>" % dict(field for part in value["subject"] for field in part)["commonName"]})
        return value

    def _close_all(self, _, action):
        self._wire.close_all()


def _type_names(sockets):
    if sockets is None:
        return None
    return {type(sockets).__name__: [{"str": type(each).__name__} for each in sockets]}
