"""Reads one workload with CPython's asyncio.StreamReader and prints the CPU time in nanoseconds.

usage: reader_asyncio.py CALL SIZE SEPARATOR_HEX ROUNDS < bytes
"""

import asyncio
import sys
import time

CHUNK = 64 * 1024


async def consume(reader, call, size, separator):
    if call == "readline":
        while await reader.readline():
            pass
    elif call == "readuntil":
        while not reader.at_eof():
            await reader.readuntil(separator)
    elif call == "readexactly":
        while not reader.at_eof():
            await reader.readexactly(size)
    else:
        while await reader.read(size):
            pass


async def run(data, call, size, separator):
    reader = asyncio.StreamReader()
    task = asyncio.ensure_future(consume(reader, call, size, separator))
    for at in range(0, len(data), CHUNK):
        await asyncio.sleep(0)
        reader.feed_data(data[at : at + CHUNK])
    reader.feed_eof()
    await task


def main():
    call, size, separator, rounds = sys.argv[1:]
    data = sys.stdin.buffer.read()
    best = None
    for _ in range(int(rounds)):
        begin = time.process_time()
        asyncio.run(run(data, call, int(size), bytes.fromhex(separator)))
        spent = time.process_time() - begin
        best = spent if best is None else min(best, spent)
    print(int(best * 1e9))


if __name__ == "__main__":
    main()
