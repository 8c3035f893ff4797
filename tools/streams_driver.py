"""Puts Python streams to the scripts of this project.

A program that speaks JSON lines: after its hello, each line on stdin is a request, answered by one line on stdout.

    {"hello": {"protocol": 1, "name": …, "version": …, …}}
    {"id": 1, "script": {"objects": …, "turns": …}}       →  {"id": 1, "trace": {"setup": …, "turns": …}}
                                                          →  {"id": 2, "error": "…"} where it could not be run
    {"id": 3, "digest": {"objects": …, "turns": …, "scripts": …}}  →  {"id": 3, "digest": "…"}

{"bye": null}, or the end of stdin, ends it (spec/adapter-protocol.md). A script arrives with its epilogue already
appended. The default subject is asyncio.StreamReader on a loop with virtual time; `--reader` and `--loop` name others. A
reader class that is no asyncio.StreamReader says what it is in a dict named `streamspec`: its `name`, its `version`, the
`features` that it has, and those of this driver that it `lacks`. Runs on Python 3.5 to 3.15, stdlib only.
"""

import argparse
import asyncio
import gc
import importlib
import json
import logging
import platform
import sys
import traceback

from asyncio.base_events import Server

from pystreams.digests import Batch, LeanRuns
from pystreams.script_run import ScriptRun
from pystreams.trace import Listening, Trace
from pystreams.values import canonical
from pystreams.virtual_loop import PolledLoop, VirtualLoop, discard_default_loop
from pystreams.vocabulary import check
from pystreams import values

HAS_SOCKETS = sys.platform != "emscripten"  # Compiled to WebAssembly, CPython has no sockets, and half of the module `socket`.
if HAS_SOCKETS:
    from pystreams.wire_loop import WireLoop
    from pystreams.wire_machine import features_of_the_machine
    from pystreams.wire_run import WireRun
    from pystreams.wire_trace import WireTrace

PROTOCOL = 1
ALWAYS = (
    "cancel", "cancel-message", "try", "create", "exception-copy", "pickle", "subclass", "loopless", "dynamic-typing",
    "tuple-separator", "limit", "repr", "wait-for", "gather")
OF_THE_DRIVER = ("cancel", "cancel-message", "try", "scheduler", "timeout", "wait-for", "gather")  # whatever the reader
METHODS = (
    ("readline", "readline"), ("readuntil", "readuntil"), ("readexactly", "readexactly"), ("iterate", "__anext__"),
    ("set-exception", "set_exception"), ("clear-exception", "set_exception"), ("exception", "exception"),
    ("at_eof", "at_eof"), ("transport", "set_transport"), ("private-wait", "_wait_for_data"))
WRITER_METHODS = (("is-closing", "is_closing"), ("wait-closed", "wait_closed"))
SERVER_METHODS = (("server-control", "start_serving"), ("close-clients", "close_clients"))
WIRE = ("sockets", "unix-sockets", "immediate-write", "tls")


def main():
    options = parse_options()
    reader_class = load(options.reader)
    make_loop = load(options.loop) if options.loop else VirtualLoop
    send({"hello": hello(options, reader_class, make_loop)})
    keep_imports_out_of_collections()
    for line in sys.stdin.buffer:
        request = json.loads(line.decode("utf-8"))
        if "bye" in request:
            break
        response = {"id": request["id"]}
        try:
            if "digest" in request:
                response["digest"] = digest_of(request["digest"], reader_class, make_loop)
            else:
                run = run_on_wire if request["script"].get("layer") == "wire" else run_script
                response["trace"] = run(request["script"], reader_class, make_loop)
        except Exception:
            response["error"] = traceback.format_exc()
        send(response)


def parse_options():
    parser = argparse.ArgumentParser(description="Runs scripts, given as JSON lines on stdin, on a Python stream reader.")
    parser.add_argument("--reader", metavar="MODULE:CLASS", default="asyncio:StreamReader", help="the reader (default: %(default)s)")
    parser.add_argument("--loop", metavar="MODULE:FACTORY", help="makes the event loop (default: CPython's, with virtual time)")
    parser.add_argument("--name", help="what the subject calls itself")
    return parser.parse_args()


def load(path):
    module, _, name = path.partition(":")
    return getattr(importlib.import_module(module), name)


def hello(options, reader_class, make_loop):
    exact = make_loop is VirtualLoop
    foreign = getattr(reader_class, "streamspec", {})
    features = list(ALWAYS) + [feature for feature, method in METHODS if hasattr(reader_class, method)]
    if exact:
        features.append("scheduler")
    if hasattr(asyncio, "timeout"):
        features.append("timeout")
    if platform.python_implementation() == "CPython":
        features.append("refcount")
    if foreign:
        of_the_driver = [feature for feature in features if feature in OF_THE_DRIVER]
        features = sorted(set(foreign["features"] + of_the_driver) - set(foreign.get("lacks", [])))
    writer = issubclass(reader_class, asyncio.StreamReader)  # No other can the library's writer and protocol work with.
    if writer:
        features += ["writer", "protocol-without-reader", "debug-mode", "closed-loop"]
        features += [feature for feature, method in WRITER_METHODS if hasattr(asyncio.StreamWriter, method)]
        if exact and hasattr(asyncio.StreamWriter, "start_tls"):
            features.append("start-tls")
    wire = writer and exact and HAS_SOCKETS
    if wire:
        features += WIRE
        features += features_of_the_machine()
        features += [feature for feature, method in SERVER_METHODS if hasattr(Server, method)]
        if hasattr(asyncio.ReadTransport, "is_reading"):
            features.append("is-reading")
    facts = {
        "protocol": PROTOCOL,
        "name": options.name or foreign.get("name") or platform.python_implementation() + " " + options.reader,
        "version": foreign.get("version", platform.python_version()),
        "implementation": platform.python_implementation(),
        "language": "Python",
        "release": platform.python_version(),
        "layers": ["reader"] + ["writer"] * writer + ["wire"] * wire,
        "features": sorted(features),
        "aspects": ["result", "flow", "message", "order", "iterations"] if exact and not foreign else ["result", "flow"],
        "feeding": "push",
        "digests": True,
        "idle": "exact" if exact else "rounds(%d)" % PolledLoop.ROUNDS,
        "source": sys.modules["asyncio"].__file__,
    }
    if sys.platform == "emscripten":
        facts["host"] = "pyodide " + importlib.import_module("pyodide").__version__
    return facts


def send(message):
    sys.stdout.buffer.write(canonical(message).encode("utf-8") + b"\n")
    sys.stdout.buffer.flush()


def keep_imports_out_of_collections():
    """Garbage is collected between scripts only, lest it be collected in the middle of one; that has to be quick."""
    gc.disable()
    gc.collect()
    if hasattr(gc, "freeze"):
        gc.freeze()


def run_script(script, reader_class, make_loop):
    """Runs one script from the beginning to the end, and leaves nothing of it behind."""
    check(script)
    trace = Trace()
    loop = make_loop()
    if script.get("debug"):
        loop.set_debug(True)
        loop.slow_callback_duration = float("inf")  # The clock is no real one: nothing is slow.
    drive = loop if hasattr(loop, "is_idle") else PolledLoop(loop, lambda: trace.events_seen)
    listening = Listening(trace, logging.DEBUG if "debug" in script else logging.WARNING)
    loop.set_exception_handler(listening.note_handler_call)
    run = ScriptRun(script, reader_class, loop, drive, trace)
    with listening:
        try:
            run.run()
        finally:
            trace.close()
            run.clean_up()
            loop.close()
            if any(declared.get("loop") == "none" for declared in script["objects"].values()):
                discard_default_loop()
            del run
            gc.collect()
    return trace.as_json()


def digest_of(batch, reader_class, make_loop):
    """The digest of the traces of many scripts, of which most are run in a quicker way, with the same result."""
    def run_general(script):
        return canonical(run_script(script, reader_class, make_loop))

    if make_loop is not VirtualLoop:
        return Batch(batch, None, run_general).digest()
    with LeanRuns(reader_class) as lean:
        return Batch(batch, lean, run_general).digest()


def run_on_wire(script, reader_class, make_loop):
    """The same for a script of the layer `wire`, which makes its readers through the library's functions."""
    check(script)
    trace = WireTrace()
    loop = WireLoop()
    listening = Listening(trace)
    loop.set_exception_handler(listening.note_handler_call)
    run = WireRun(script, loop, trace)
    values.normalisers.append(run.wire.addresses.normalise)
    with listening:
        try:
            run.run()
        finally:
            trace.close()
            run.clean_up()
            loop.close()
            values.normalisers.clear()
            del run
            gc.collect()
    return trace.as_json()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit(130)
