"""The same services on CPython's asyncio streams, or on uvloop: SERVICE LOOP."""

import asyncio
import sys


async def echo(reader, writer):
    while True:
        line = await reader.readline()
        if not line:
            break
        writer.write(line)
        await writer.drain()
    writer.close()


async def sink(reader, writer):
    while await reader.read(65536):
        pass
    writer.write(b"!")
    writer.close()


async def source(reader, writer):
    left = int(await reader.readline())
    chunk = b"x" * 65536
    while left > 0:
        writer.write(chunk)
        await writer.drain()
        left -= len(chunk)
    writer.close()


async def main(service):
    handler = {"echo": echo, "sink": sink, "source": source}[service]
    server = await asyncio.start_server(handler, "127.0.0.1", 0, backlog=1024)
    print("port", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    if sys.argv[2] == "uvloop":
        import uvloop

        uvloop.install()
    asyncio.run(main(sys.argv[1]))
