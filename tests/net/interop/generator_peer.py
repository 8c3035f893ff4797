"""Programs as they were written for asyncio before `async def`: generator coroutines, a loop passed along. For CPython 3.6.

usage: generator_peer.py serve | ask PORT | wait"""

import asyncio
import socket
import sys


@asyncio.coroutine
def answer(reader, writer):
    said = yield from reader.read(100)
    who = writer.get_extra_info("peername")
    print("heard %r from %s" % (said.decode(), who[0]), flush=True)
    writer.write(said)
    yield from writer.drain()
    writer.close()


@asyncio.coroutine
def ask(port, loop):
    reader, writer = yield from asyncio.open_connection("127.0.0.1", port, loop=loop)
    writer.write("Hello World!".encode())
    data = yield from reader.read(100)
    print("heard %r" % data.decode())
    writer.close()


@asyncio.coroutine
def wait(loop):
    ours, theirs = socket.socketpair()
    reader, writer = yield from asyncio.open_connection(sock=ours, loop=loop)
    loop.call_soon(theirs.send, b"abc")
    data = yield from reader.read(100)
    print("Received:", data.decode())
    writer.close()
    theirs.close()


def serve(loop):
    server = loop.run_until_complete(asyncio.start_server(answer, "127.0.0.1", 0, loop=loop))
    print("listening", server.sockets[0].getsockname()[1], flush=True)
    loop.add_reader(0, loop.stop)
    loop.run_forever()
    server.close()
    loop.run_until_complete(server.wait_closed())


loop = asyncio.get_event_loop()
if sys.argv[1] == "serve":
    serve(loop)
elif sys.argv[1] == "ask":
    loop.run_until_complete(ask(int(sys.argv[2]), loop))
else:
    loop.run_until_complete(wait(loop))
loop.close()
