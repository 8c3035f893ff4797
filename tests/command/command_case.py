"""What the tests of the command share: the program, as a user runs it, on a small corpus of its own."""

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
SKIPPED = 77
PROGRAM = os.environ["STREAMSPEC"]
# Whether the one who runs the tests has a terminal, and likes colours, is not to be seen in them.
QUIET = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM", "PAGER", "LESS", "COLUMNS")}
sys.path.insert(0, str(PROJECT / "tools"))

from recorder.canonical import digest  # noqa: E402

RELEASES = ["3.9.18", "3.12.1"]


def need(*programs):
    """Ends the test program as skipped where a program is missing, which STREAMSPEC_REQUIRE_TOOLS forbids."""
    for program in programs:
        if shutil.which(program) is None:
            print(f"{program} is missing (tools/ensure-packages command)")
            sys.exit(1 if os.environ.get("STREAMSPEC_REQUIRE_TOOLS") else SKIPPED)


class CommandCase(unittest.TestCase):
    """Each test has a folder with a specification of its own, with two releases of record and the scripts that it adds."""

    maxDiff = None

    def setUp(self):
        self.root = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, str(self.root))
        self.put_json("spec/releases.json", {"recorded": RELEASES, "unrecorded": []})
        for folder in "spec/scripts", "traces":
            (self.root / folder).mkdir(parents=True)
        self.put_json("spec/epilogue/reader.json", {"turns": [], "each_reader": []})
        self.put("spec/clauses/read.md", "# READ: reading\n\n### READ-1\nReleases: all\nSource: observed\n\nIt reads.\n")

    def put(self, path, text):
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    def put_json(self, path, content):
        return self.put(path, json.dumps(content))

    def get(self, path):
        return (self.root / path).read_text(encoding="utf-8")

    def add(self, name, fed="abc", at_eof=False):
        """A script that feeds that text and asks at_eof, and golden traces in which at_eof returns that."""
        script = {"summary": "something", "clauses": ["READ-1"], "objects": {"r": {"type": "reader"}},
                  "turns": [{"do": [{"feed_data": fed}, {"at_eof": None}]}]}
        self.put_json(f"spec/scripts/{name}.json", script)
        events = [{"by": "turn", "call": "feed_data", "i": 0, "on": "r", "returned": None},
                  {"by": "turn", "call": "at_eof", "i": 0, "on": "r", "returned": at_eof}]
        state = {"pending": [], "readers": {"r": {"at_eof": False, "exception": None}}}
        recording = {"implementation": "CPython", "kind": "native", "recorder": 1}
        trace = {"setup": [], "turns": [{"events": events, "iterations": 0, "state": state}]}
        self.put_json(f"traces/{name}.json", {
            "script": name, "digest": digest(script), "recordings": {release: recording for release in RELEASES},
            "variants": [{"releases": RELEASES, "trace": trace}]})

    def adapter(self, name="told", folder="."):
        """The option that names an adapter that does what it is told (told_adapter.py)."""
        return ["--adapter", shlex.join(["exec", sys.executable, str(HERE / "told_adapter.py"), name, str(folder)])
                .replace("'exec'", "exec")]

    def command(self, arguments):
        return [PROGRAM] + [str(argument) for argument in arguments]

    def environment(self, **more):
        return dict(QUIET, STREAMSPEC_HOME=str(self.root), **more)

    def run_program(self, *arguments, **more):
        """Runs the program; the result has `code`, `out` and `err`."""
        done = subprocess.run(self.command(arguments), env=self.environment(**more), stdin=subprocess.DEVNULL, cwd=self.root,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        done.code, done.out, done.err = done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        return done

    def output_of(self, code, *arguments):
        """What the program writes to stdout, where its exit code is this one."""
        done = self.run_program(*arguments)
        self.assertEqual(done.code, code, done.out + done.err)
        return done.out

    def add_one_of_each_verdict(self):
        """Scripts on which the adapter passes, fails, has no answer, and lacks a feature."""
        self.add("read/pass")
        self.add("read/fail", "differ")
        self.add("read/error", "error")
        self.add("read/unsupported", "unsupported")
