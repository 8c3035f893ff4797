"""The program that is captured, in a process of its own."""

import signal
import subprocess

from recorder import PROJECT, BadInput

RUNNER = PROJECT / "tools" / "capturing" / "run_program.py"


def run(python, log, command):
    """Runs it to its end and returns its exit status. Ctrl-C ends the program, not us: a server is ended in that way."""
    try:
        process = subprocess.Popen([python, str(RUNNER), str(log)] + command)
    except OSError as error:
        raise BadInput(f"--python {python}: cannot be started: {error}")
    ours = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        return process.wait()
    finally:
        for number, handler in ours.items():
            signal.signal(number, handler)
