"""One driver (tools/streams_driver.py) in a process of its own, asked line by line."""

import json
import os
import queue
import subprocess
import threading

from recorder import PROJECT
from recorder.canonical import canonical

DRIVER = PROJECT / "tools" / "streams_driver.py"
END = None
STARTING = 60  # seconds that a driver has, at the least, to say hello: beside other work an interpreter is slow to start


class DriverFailed(Exception):
    """The driver died, hung or talked nonsense; the text says which. The process is gone."""


class ScriptFailed(Exception):
    """The driver is well, but could not run this script."""


class DriverProcess:
    """Answers in time or raises DriverFailed. stderr is the driver's own and goes to ours, or where `stderr` says.

    With other arguments than the driver's, `python` can be any program that speaks the adapter protocol."""

    def __init__(self, python, overlay=None, timeout=60, arguments=(str(DRIVER),), stderr=None):
        self._id = 0
        environment = dict(os.environ)
        if overlay:
            environment["PYTHONPATH"] = os.pathsep.join(filter(None, [str(overlay), os.environ.get("PYTHONPATH")]))
        try:
            self._process = subprocess.Popen(
                [python, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, env=environment)
        except OSError as error:
            raise DriverFailed(f"cannot be started: {error}")
        self._lines = queue.Queue()
        threading.Thread(target=self._take_lines, args=(self._process.stdout, self._lines), daemon=True).start()
        self._timeout = max(timeout, STARTING)
        self.hello = self._receive("hello")
        self._timeout = timeout

    @staticmethod
    def _take_lines(stream, lines):
        for line in stream:
            lines.put(line)
        lines.put(END)

    def run(self, request):
        """The trace of a script."""
        answer = self._ask("script", request, "trace", "unsupported")
        return answer["trace"] if "trace" in answer else {"unsupported": answer["unsupported"]}

    def digest(self, batch):
        """The digest of the traces of a batch of scripts."""
        return self._ask("digest", batch, "digest")["digest"]

    def _ask(self, key, content, *expected):
        self._id += 1
        try:
            self._process.stdin.write(canonical({"id": self._id, key: content}).encode("utf-8") + b"\n")
            self._process.stdin.flush()
        except OSError:
            pass  # It died; what it says last, or does not, is found out below.
        answer = self._receive(*expected, "error")
        if "error" in answer:
            raise ScriptFailed(answer["error"].strip())
        return answer

    def _receive(self, *expected):
        try:
            line = self._lines.get(timeout=self._timeout)
        except queue.Empty:
            self.kill()
            raise DriverFailed(f"gave no answer within {self._timeout} s")
        if line is END:
            self.kill()
            raise DriverFailed(f"ended without an answer (exit status {self._process.returncode})")
        try:
            message = json.loads(line.decode("utf-8"))
            if not any(key in message for key in expected) or message.get("id", 0) != self._id:
                raise ValueError
        except (ValueError, TypeError):
            self.kill()
            raise DriverFailed(f"said something that is not an answer: {line[:100]!r}")
        return message[expected[0]] if expected == ("hello",) else message

    def close(self):
        """Lets an idle driver end by itself."""
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()

    def kill(self):
        self._process.kill()
        self._process.wait()
        try:
            self._process.stdin.close()
        except OSError:
            pass
