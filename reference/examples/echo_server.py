# TCP echo server using streams: answers each client with what it said first. Ctrl-C ends it.
import asyncio
import sys


async def handle_echo(reader, writer):
    data = await reader.read(100)
    addr = writer.get_extra_info("peername")
    print(f"Received {data.decode()!r} from {addr!r}")

    print(f"Send: {data.decode()!r}")
    writer.write(data)
    await writer.drain()

    print("Close the client socket", flush=True)
    writer.close()


async def main(port):
    server = await asyncio.start_server(handle_echo, "127.0.0.1", port)

    # Serve requests until Ctrl+C is pressed
    print("Serving on {}".format(server.sockets[0].getsockname()), flush=True)
    async with server:
        await server.serve_forever()


try:
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 8888))
except KeyboardInterrupt:
    pass
