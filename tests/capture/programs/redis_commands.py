"""redis's asyncio client at the server whose Unix socket is named: commands, a pipeline, a large value, messages, ten at a time."""

import asyncio
import sys

import redis.asyncio as redis


async def main():
    client = redis.Redis(unix_socket_path=sys.argv[1])
    await client.set("key", "value")
    print(await client.get("key"))
    async with client.pipeline() as pipe:
        print(await pipe.set("n", 0).incr("n").incr("n").execute())
    await client.set("large", b"x" * 300000)
    print(len(await client.get("large")))
    try:
        await client.lpush("key", 1)
    except redis.ResponseError as error:
        print(error)
    channel = client.pubsub()
    await channel.subscribe("news")
    print(await channel.get_message(timeout=1))
    await client.publish("news", "one")
    print(await channel.get_message(timeout=1))
    print(await asyncio.gather(*[client.incr("n") for _ in range(10)]))
    await channel.close()
    await client.close()
    await client.connection_pool.disconnect()


asyncio.run(main())
