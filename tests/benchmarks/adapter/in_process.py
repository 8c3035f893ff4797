"""Runs the requests of a file with the recorder's driver, without a process between: python3 in_process.py FILE.

Prints the seconds of wall time that each of three passes took, one a line.
"""

import json
import os
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "tools"))

import asyncio

import streams_driver
from pystreams.virtual_loop import VirtualLoop

PASSES = 3


def main():
    with open(sys.argv[1], "rb") as file:
        scripts = [json.loads(line.decode("utf-8"))["script"] for line in file]
    streams_driver.keep_imports_out_of_collections()
    for _ in range(PASSES):
        begin = time.perf_counter()
        for script in scripts:
            streams_driver.run_script(script, asyncio.StreamReader, VirtualLoop)
        print(time.perf_counter() - begin)


main()
