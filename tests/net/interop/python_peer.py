"""The Python end of the interoperability tests: the scenarios of interop_peer.cpp, on CPython 3.6 to 3.14.

usage: python_peer.py SCENARIO [--option VALUE]..."""

import asyncio
import ssl
import sys
import warnings

warnings.simplefilter("ignore")
options = dict(zip((name[2:] for name in sys.argv[2::2]), sys.argv[3::2]))
PATTERN = bytes(range(251))


def much(size):
    return (PATTERN * (size // 251 + 1))[:size]


def server_context():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options["cert"])
    return context


def client_context():
    return ssl.create_default_context(cafile=options["ca"])


async def echo(reader, writer):
    while True:
        data = await reader.read(65536)
        if not data:
            break
        writer.write(data)
        await writer.drain()
    writer.close()


async def count_then_answer(reader, writer):
    data = await reader.read()
    writer.write(b"got %d\n" % len(data))
    await writer.drain()
    writer.close()


async def upgrade_then_echo(reader, writer):
    line = await reader.readline()
    writer.write(b"go\n" if line == b"STARTTLS\n" else b"what?\n")
    await writer.drain()
    await writer.start_tls(server_context())
    await echo(reader, writer)


async def serve(handler):
    over = {}
    if "cert" in options and "starttls" not in options:
        over["ssl"] = server_context()
    if "path" in options:
        server = await asyncio.start_unix_server(handler, options["path"], **over)
        print("listening", options["path"], flush=True)
    else:
        server = await asyncio.start_server(handler, "127.0.0.1", 0, **over)
        print("listening", server.sockets[0].getsockname()[1], flush=True)
    loop = asyncio.get_event_loop()
    told = loop.create_future()
    loop.add_reader(0, lambda: told.done() or told.set_result(None))
    await told
    loop.remove_reader(0)
    server.close()
    await server.wait_closed()
    print("closed", flush=True)


async def connect():
    over = {}
    if "ca" in options and "starttls" not in options:
        over["ssl"] = client_context()
        over["server_hostname"] = options.get("server-hostname", "localhost")
    if "path" in options:
        return await asyncio.open_unix_connection(options["path"], **over)
    return await asyncio.open_connection(options.get("host", "127.0.0.1"), int(options["port"]), **over)


async def end(writer):
    writer.close()
    if hasattr(writer, "wait_closed"):
        await writer.wait_closed()


async def ask():
    reader, writer = await connect()
    writer.write(options.get("say", "hello\n").encode())
    print((await reader.readline()).decode(), end="")
    await end(writer)


async def half_close():
    reader, writer = await connect()
    writer.write(much(int(options["size"])))
    await writer.drain()
    writer.write_eof()
    print((await reader.read()).decode(), end="")
    await end(writer)


async def send_much(writer, size):
    data = much(size)
    for at in range(0, size, 100003):
        writer.write(data[at:at + 100003])
        await writer.drain()


async def transfer():
    reader, writer = await connect()
    size = int(options["size"])
    sending = asyncio.ensure_future(send_much(writer, size))
    got = await reader.readexactly(size)
    await sending
    print("received", size if got == much(size) else -1)
    await end(writer)


async def start_tls():
    reader, writer = await connect()
    writer.write(b"STARTTLS\n")
    print((await reader.readline()).decode(), end="")
    await writer.start_tls(client_context(), server_hostname="localhost")
    writer.write(b"over tls\n")
    print((await reader.readline()).decode(), end="")
    await end(writer)


SCENARIOS = {
    "serve-echo": lambda: serve(echo),
    "serve-count": lambda: serve(count_then_answer),
    "serve-starttls": lambda: serve(upgrade_then_echo),
    "ask": ask,
    "half-close": half_close,
    "transfer": transfer,
    "starttls": start_tls,
}

loop = asyncio.new_event_loop()
asyncio.set_event_loop(loop)
loop.run_until_complete(SCENARIOS[sys.argv[1]]())
loop.close()
