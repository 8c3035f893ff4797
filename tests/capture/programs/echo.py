"""An echo server and its client: lines, and a read that is given up."""

import asyncio


async def serve(reader, writer):
    while True:
        line = await reader.readline()
        if not line:
            break
        writer.write(line)
        await writer.drain()
    writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    for text in (b"one\n", b"two\n", b"x" * 100 + b"\n"):
        writer.write(text)
        await writer.drain()
        print(await reader.readline())
    try:
        await asyncio.wait_for(reader.readexactly(5), 0.05)
    except asyncio.TimeoutError:
        print("late")
    writer.close()
    await writer.wait_closed()
    server.close()
    await asyncio.sleep(0.01)


asyncio.run(main())
