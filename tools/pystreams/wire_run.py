"""Runs one script of the layer `wire`: real sockets on this machine, peers that the script drives, turns that end on conditions."""

import select
import shutil
import time

from pystreams import errors
from pystreams.registry import Registry
from pystreams.wire_actions import WireActions
from pystreams.wire_calls import WireCalls
from pystreams.wire_peers import Addresses, Listener, Peer
from pystreams.wire_tls import make_context

PATIENCE = 10  # seconds without the condition of a turn: something is dead
ORDER_OF_TYPES = ("exception", "exception_class", "future", "context", "listener", "peer")


class Stuck(Exception):
    """A condition that a turn waits for does not come."""


class Wire:
    """What both ends of the script share: peers, servers, and where they are."""

    def __init__(self):
        self.addresses = Addresses()
        self.listeners = {}
        self.peers = {}
        self.servers = []
        self.failure = None
        self.loop = None
        self._handed_out = []

    def take_socket(self, name):
        """Our end of a pair, or a listener's socket, from now on the library's."""
        if name in self.listeners:
            listener = self.listeners[name]
            taken, listener.socket = listener.socket, None
        else:
            taken, self.peers[name].other = self.peers[name].other, None
        self._handed_out.append(taken)  # Whether anybody else closes it, or forgets it, is no matter of the script.
        return taken

    def pump(self):
        moved = False
        for each in list(self.listeners.values()) + list(self.peers.values()):
            moved = each.pump() or moved
        return moved

    def interests(self):
        return [interest for each in list(self.listeners.values()) + list(self.peers.values()) for interest in each.interest()]

    def close_all(self):
        """Ends every connection that is left, on either side, and every server."""
        for server in self.servers:
            server.close()
        self.loop.abort_transports()
        for peer in self.peers.values():
            peer.give_up()
        for listener in self.listeners.values():
            listener.close()

    def give_up(self):
        for taken in self._handed_out:
            taken.close()


class WireRun:
    def __init__(self, script, loop, trace):
        self._script = script
        self._declared = script["objects"]
        self._loop = loop
        self._trace = trace
        self._registry = Registry(self._declared)
        self._wire = Wire()
        self._wire.loop = loop
        calls = WireCalls(loop, self._registry, trace, self._wire)
        self._actions = WireActions(loop, calls, self._registry, trace, self._wire)
        calls.bodies = self._actions.bodies

    @property
    def wire(self):
        return self._wire

    def run(self):
        self._make_objects()
        for number, turn in enumerate(self._script["turns"]):
            self._run_turn(number, turn)

    def clean_up(self):
        """Ends whatever the script left waiting. Nobody watches any more."""
        self._actions.bodies.stop_at_cancellations()
        self._registry.cancel_pending()
        for _ in range(5):
            self._loop.run_iteration()
        self._wire.close_all()
        for _ in range(10):
            self._loop.run_iteration()
        self._wire.give_up()
        shutil.rmtree(self._wire.addresses.folder)

    def _run_turn(self, number, turn):
        self._trace.begin_turn()
        self._loop.call_soon(self._actions.do_all, "turn", turn["do"])
        give_up = time.monotonic() + PATIENCE
        while True:
            self._loop.run_iteration()
            moved = self._wire.pump()
            if self._wire.failure:
                raise Stuck(self._wire.failure)
            if self._loop.is_idle():
                missing = [condition for condition in turn.get("until", []) if not self._holds(condition)]
                if not missing:
                    break
                if time.monotonic() > give_up:
                    raise Stuck("turn %d waits in vain for %r; so far in it: %r" % (number, missing, self._trace.current))
                if not moved:
                    self._loop.wait_for_sockets(self._wire.interests(), 1000)
            elif time.monotonic() > give_up:
                raise Stuck("turn %d: the loop does not come to rest" % number)
        self._trace.end_turn({"pending": sorted(self._registry.pending()), "readers": {}})

    # Conditions

    def _holds(self, condition):
        (kind, argument), = [(key, value) for key, value in condition.items() if key != "on"]
        if kind == "done":
            return argument in self._trace.ended
        if kind == "called":
            return argument in self._trace.clients
        if kind == "notices":
            return self._trace.notices >= argument
        if kind == "all_done":
            return not self._registry.pending()
        name = condition.get("on") or self._registry.object_name({}, "peer_read")
        return name in self._registry.objects and CONDITIONS[kind](self._registry.objects[name], argument)

    # Objects

    def _make_objects(self):
        for kind in ORDER_OF_TYPES:
            for name, declared in sorted(self._declared.items()):
                if declared["type"] == kind:
                    self._registry.objects[name] = getattr(self, "_make_" + kind)(name, declared)

    def _make_exception(self, name, declared):
        error = errors.make_exception(declared)
        self._trace.errors.name(error, name)
        return error

    def _make_exception_class(self, name, declared):
        return errors.find_class(declared["class"])

    def _make_future(self, name, declared):
        return self._loop.create_future()

    def _make_context(self, name, declared):
        return make_context(name, declared)

    def _make_listener(self, name, declared):
        self._wire.listeners[name] = Listener(name, declared, self._wire.addresses)
        return self._wire.listeners[name]

    def _make_peer(self, name, declared):
        peer = self._wire.peers[name] = Peer(declared, self._registry.objects)
        if "listener" in declared:
            self._wire.listeners[declared["listener"]].peers.append(peer)
        if declared.get("paired"):
            peer.make_pair()
        return peer


CONDITIONS = {
    "received": lambda peer, count: len(peer.received) >= count,
    "ended": lambda peer, _: peer.ended is not None,
    "connected": lambda peer, _: peer.is_connected,
    "handshaken": lambda peer, _: peer.is_handshaken,
    "sent": lambda peer, _: peer.has_sent,
    "buffered": lambda reader, count: len(reader._buffer) >= count,
    "at_end": lambda reader, _: reader._eof,
    "failed": lambda reader, _: reader.exception() is not None,
    "paused": lambda writer, _: writer._protocol._paused,
    "resumed": lambda writer, _: not writer._protocol._paused,
    "lost": lambda writer, _: writer._protocol._connection_lost,
    "broken": lambda writer, _: _is_broken(writer.get_extra_info("socket")),
}


def _is_broken(connection):
    """Whether the system knows that the connection was reset, be the library told or not. Takes nothing from the socket."""
    if connection.fileno() == -1:
        return True
    poll = select.poll()
    poll.register(connection.fileno(), 0)
    return bool(poll.poll(0))
