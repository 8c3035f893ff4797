"""The other end of the wire: plain sockets that the script drives, and that know nothing of asyncio."""

import os
import re
import select
import socket
import ssl
import struct
import tempfile

AT_A_TIME = 262144
FAMILIES = {"ipv4": (socket.AF_INET, "127.0.0.1"), "ipv6": (socket.AF_INET6, "::1"), "unix": (socket.AF_UNIX, None)}
PORT = re.compile(r"(\('(?:127\.0\.0\.1|::1|0\.0\.0\.0|::)', )([1-9][0-9]*)")
OBJECTS = (
    (re.compile(r"<_Selector\w*Transport(?:[^<>]|<[^<>]*>)*>|<_SelectorSoc\.\.\..{14}|<asyncio\.sslproto\.\w*Transport object[^<>]*>"), "<transport>"),
    (re.compile(r"<Server sockets=(?:[^<>]|<[^<>]*>)*>"), "<Server>"),
    (re.compile(r"ssl/tls alert "), "sslv3 alert "),  # as OpenSSL says it from 3.5 on
)
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Addresses:
    """Where listeners and servers are, and a folder for the sockets of a script that have a path."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix="wire")
        self._of = {}
        self._ports = {}
        self._paths = 0

    def new_path(self):
        self._paths += 1
        return os.path.join(self.folder, "socket%d" % self._paths)

    def note(self, name, address):
        self._of[name] = address
        if isinstance(address, tuple):
            self._ports.setdefault(address[1], name)

    def of(self, name):
        return self._of[name]

    def normalise(self, text):
        """The text without ports, paths, and what is inside of transports and servers."""
        for pattern, short in OBJECTS:
            text = pattern.sub(short, text)
        text = PORT.sub(lambda match: match.group(1) + self.port_name(int(match.group(2))), text)
        return text.replace(self.folder, "<folder>")

    def port_name(self, port):
        return "<port of %s>" % self._ports[port] if port in self._ports else "<port>"


class Listener:
    """A socket that listens. Whoever connects is given to the next peer that was declared for it."""

    def __init__(self, name, declared, addresses):
        self.family, host = FAMILIES[declared.get("family", "ipv4")]
        self.peers = []
        self.socket = socket.socket(self.family, socket.SOCK_STREAM)
        if "receive_buffer" in declared:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, declared["receive_buffer"])
        self.socket.bind(addresses.new_path() if host is None else (host, 0))
        if declared.get("listens", True):
            self.socket.listen(16)
        self.socket.setblocking(False)
        self.listens = declared.get("listens", True)
        self.address = self.socket.getsockname()
        addresses.note(name, self.address)

    def pump(self):
        if self.socket is None or not self.listens or not self.peers:
            return False
        try:
            connected, _ = self.socket.accept()
        except BlockingIOError:
            return False
        self.peers.pop(0).attach(connected)
        return True

    def interest(self):
        if self.socket is not None and self.listens and self.peers:
            yield self.socket, select.POLLIN

    def close(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None


class Peer:
    """One end of a connection. What arrives is collected, unless the peer does not read."""

    def __init__(self, declared, contexts):
        self.received = bytearray()
        self.ended = None  # or how: "eof", "reset", "truncated" (TLS without its end), or what TLS complained of
        self.other = None  # the other end of a pair, until it is handed out
        self._socket = None
        self._reads = declared.get("reads", True)
        self._receive_buffer = declared.get("receive_buffer")
        self._to_send = bytearray()
        self._after_sending = None  # what is to be done to the socket once all is sent
        self._tls = None
        self._tls_from_start = contexts.get(declared.get("tls"))

    # What scripts ask for

    @property
    def is_connected(self):
        return self._socket is not None

    @property
    def is_handshaken(self):
        return self._tls is not None and self._tls.done

    @property
    def has_sent(self):
        return not self._to_send and not (self._tls and self._tls.has_more_to_send) and self._after_sending is None

    def make_pair(self):
        mine, self.other = socket.socketpair()
        self.attach(mine)

    def connect(self, address):
        family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET6 if len(address) == 4 else socket.AF_INET
        connecting = socket.socket(family, socket.SOCK_STREAM)
        if self._receive_buffer is not None:
            connecting.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._receive_buffer)
        try:
            connecting.connect(address)
        except BaseException:
            connecting.close()
            raise
        self.attach(connecting)

    def attach(self, connected):
        connected.setblocking(False)
        self._socket = connected
        if self._tls_from_start is not None:
            self.start_tls(self._tls_from_start)

    def start_tls(self, context):
        self._tls = Tls(context)
        self.pump()

    def send(self, data):
        self._to_send += data
        self.pump()

    def shutdown(self):
        self._after_sending = lambda: self._socket.shutdown(socket.SHUT_WR)
        self.pump()

    def unwrap(self):
        """Says that no more comes, in the words of TLS."""
        self._tls.unwrap()
        self.pump()

    def close(self):
        self._after_sending = self._close
        self.pump()

    def reset(self):
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
        self._close()

    def pause(self):
        self._reads = False

    def resume(self):
        self._reads = True
        self.pump()

    def read(self, count):
        """Takes what was received: all of it, or so many bytes, which have to be there."""
        if count is None:
            count = len(self.received)
        data = bytes(self.received[:count])
        del self.received[:count]
        return data

    # The work

    def pump(self):
        """Sends and receives what can be; whether that was anything."""
        moved = False
        if self._socket is not None:
            moved = self._pump_out()
        while self._socket is not None and self._reads and self.ended is None and self._pump_in():
            moved = True
            self._pump_out()
        return moved

    def interest(self):
        if self._socket is None:
            return
        events = select.POLLIN if self._reads and self.ended is None else 0
        if self._to_send and (self._tls is None or self._tls.done) or self._tls and self._tls.has_more_to_send:
            events |= select.POLLOUT
        if events:
            yield self._socket, events

    def _pump_out(self):
        moved = False
        if self._tls is not None:
            self._tls.step(self)
            if self._tls.done and self._to_send:
                self._tls.write(self._to_send)
                self._to_send.clear()
        pending = self._tls.outgoing if self._tls is not None else self._to_send
        while pending:
            try:
                sent = self._socket.send(pending[:AT_A_TIME])
            except BlockingIOError:
                return moved
            except OSError as error:
                self._fail(error)
                pending.clear()
                return True
            del pending[:sent]
            moved = True
        if self._after_sending is not None and not self._to_send:
            then, self._after_sending = self._after_sending, None
            moved = True
            try:
                then()
            except OSError as error:
                self._fail(error)
        return moved

    def _pump_in(self):
        try:
            data = self._socket.recv(AT_A_TIME)
        except BlockingIOError:
            return False
        except OSError as error:
            self._fail(error)
            return True
        if self._tls is not None:
            self._tls.take(data, self)
        elif data:
            self.received += data
        else:
            self.ended = "eof"
        return True

    def _fail(self, error):
        if self.ended is None:
            self.ended = "reset" if isinstance(error, (ConnectionResetError, BrokenPipeError)) else error.strerror

    def _close(self):
        if self._socket is not None:
            self._socket.close()
            self._socket = None
            if self.ended is None:
                self.ended = "closed"

    def give_up(self):
        self._close()
        if self.other is not None:
            self.other.close()


class Tls:
    """TLS of a peer, between its bytes and those of its socket."""

    def __init__(self, context):
        self.done = False
        self.outgoing = bytearray()
        self._incoming = ssl.MemoryBIO()
        self._out = ssl.MemoryBIO()
        self._object = context.wrap_bio(self._incoming, self._out, server_side=context.is_server)
        self._broken = False
        self._at_end = False

    @property
    def has_more_to_send(self):
        return bool(self.outgoing)

    def step(self, peer):
        if not self.done and not self._broken:
            self._try(peer, self._handshake)
        self.outgoing += self._out.read()

    def _handshake(self):
        self._object.do_handshake()
        self.done = True

    def write(self, data):
        self._object.write(bytes(data))
        self.outgoing += self._out.read()

    def unwrap(self):
        try:
            self._object.unwrap()
        except ssl.SSLError:
            pass  # It wants to hear the same of the other side, which is that side's affair.
        self.outgoing += self._out.read()

    def take(self, data, peer):
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()
            self._at_end = True
        self.step(peer)
        while self.done and peer.ended is None and self._try(peer, lambda: self._read(peer)):
            pass
        if not data and peer.ended is None:
            peer.ended = "truncated"

    def _read(self, peer):
        data = self._object.read(AT_A_TIME)
        if data:
            peer.received += data
        else:
            peer.ended = "eof"

    def _try(self, peer, step):
        try:
            step()
            return True
        except (ssl.SSLWantReadError, ssl.SSLSyscallError):
            return False
        except ssl.SSLZeroReturnError:
            peer.ended = "eof"
        except ssl.SSLError as error:
            # Releases differ in what they call an end that TLS knows nothing of.
            self._broken = True
            peer.ended = "truncated" if self._at_end else error.reason
        return False
