"""What the interoperability tests share: programs at both ends, the certificates, the interpreters of the releases.

The environment says where the programs are: STREAMSPEC_BIN (the folder of the built ones), STREAMSPEC_CERTIFICATES."""

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent.parent
sys.path.insert(0, str(PROJECT / "tools"))

from recorder.interpreters import find  # noqa: E402

BIN = Path(os.environ["STREAMSPEC_BIN"])
CERTIFICATES = Path(os.environ["STREAMSPEC_CERTIFICATES"])
PYTHON_PEER = Path(__file__).resolve().parent / "python_peer.py"
GENERATOR_PEER = Path(__file__).resolve().parent / "generator_peer.py"

# Nobody waits that long: it turns a hang into a failure.
HANG = 120


def require_all():
    return os.environ.get("STREAMSPEC_REQUIRE_ALL_RELEASES") == "1"


class Program:
    """A program that runs beside the test, whose lines are read as they come."""

    def __init__(self, case, command, **more):
        self.case = case
        self.process = subprocess.Popen(
            [str(part) for part in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more
        )
        case.addCleanup(self.end)

    def line(self):
        """The next line that it prints, without its newline."""
        return self.process.stdout.readline().decode().rstrip("\n")

    def listening(self):
        """Waits until a server listens, and returns its port (or path)."""
        line = self.line()
        self.case.assertTrue(line.startswith("listening "), line or self.errors())
        return line.split(" ", 1)[1]

    def errors(self):
        self.process.kill()
        return self.process.stderr.read().decode()

    def finish(self):
        """Closes its standard input, waits for its end, and returns what else it printed."""
        out, err = self.process.communicate(timeout=HANG)
        self.case.assertEqual(self.process.returncode, 0, err.decode() + out.decode())
        self.case.assertEqual(err.decode(), "")
        return out.decode()

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            pipe.close()


class InteropCase(unittest.TestCase):
    def folder(self):
        path = tempfile.mkdtemp(prefix="streamspec-")
        self.addCleanup(shutil.rmtree, path, True)
        return Path(path)

    def interpreter(self, release):
        """The interpreter of a release; where there is none the test is skipped, or fails where all are required."""
        python = find(release)
        if python is None:
            reason = f"no interpreter of CPython {release} was found (looked in pyenv's versions, /usr/bin and on PATH)"
            if require_all():
                self.fail(reason)
            self.skipTest(reason)
        return python

    def tool(self, name):
        path = shutil.which(name)
        if path is None:
            self.fail(f"{name} is not installed (tools/ensure-packages test installs it)")
        return path

    def start(self, *command, **more):
        return Program(self, command, **more)

    def ours(self, scenario, **options):
        """Starts our program; the options become --name value."""
        return self.start(BIN / "interop_peer", scenario, *as_arguments(options))

    def python(self, release, scenario, **options):
        return self.start(self.interpreter(release), PYTHON_PEER, scenario, *as_arguments(options))

    def example(self, name, *arguments, **more):
        return self.start(BIN / f"example_{name}", *arguments, **more)

    def output_of(self, program):
        """What a program prints that needs no more input."""
        return program.finish()


def as_arguments(options):
    arguments = []
    for name, value in options.items():
        arguments += ["--" + name.replace("_", "-"), str(value)]
    return arguments


CA = {"ca": CERTIFICATES / "ca.pem"}
CERT = {"cert": CERTIFICATES / "localhost.pem"}
