"""What the tests of the recorder share: a small project of its own (spec/ and traces/) and the recorder run on it."""

import json
import platform
import shutil
import stat
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
TOOLS = PROJECT / "tools"
HERE = platform.python_version()
sys.path.insert(0, str(TOOLS))

READ_WHAT_IS_FED = {
    "summary": "a read takes what was fed",
    "clauses": ["READ-1"],
    "objects": {"r": {"type": "reader"}},
    "turns": [{"do": [{"feed_data": "abc"}, {"try": {"read": 2}}]}],
}


class RecorderCase(unittest.TestCase):
    """Each test has a project with one script, `group/one`, whose only release of record is the one that runs the test."""

    def setUp(self):
        self.root = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, str(self.root))
        shutil.copytree(str(PROJECT / "spec" / "epilogue"), str(self.root / "spec" / "epilogue"))
        self.set_releases(HERE)
        self.put_script("group/one", READ_WHAT_IS_FED)

    def set_releases(self, *recorded, unrecorded=()):
        self.put_json("spec/releases.json", {"recorded": list(recorded), "unrecorded": list(unrecorded)})

    def put_json(self, path, content):
        path = self.root / path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content), encoding="utf-8")

    def put_script(self, name, content, **changes):
        self.put_json(f"spec/scripts/{name}.json", dict(content, **changes))

    def put_turn(self, name, *actions):
        """A script with one turn, on a reader `r`."""
        self.put_script(name, READ_WHAT_IS_FED, turns=[{"do": list(actions)}])

    def trace_path(self, name="group/one"):
        return self.root / "traces" / f"{name}.json"

    def trace_file(self, name="group/one"):
        return json.loads(self.trace_path(name).read_text(encoding="utf-8"))

    def record(self, *arguments, python=sys.executable):
        """Runs record.py; the result has `code`, `out` and `err`."""
        command = [sys.executable, str(TOOLS / "record.py"), "--root", str(self.root)]
        if python:
            command += ["--python", python]
        done = subprocess.run(command + list(arguments), stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=120)
        done.code, done.out, done.err = done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
        return done

    def record_well(self, *arguments, **more):
        done = self.record(*arguments, **more)
        self.assertEqual(done.code, 0, done.err)
        return done

    def fake_interpreter(self, behaviour):
        """An executable that says it is the Python that runs the test, but as a driver does something else.

        `behaviour` is Python code that runs after the hello; `requests` are the lines it is asked."""
        path = self.root / "fake-python"
        path.write_text(f"""#!{sys.executable}
import json, sys, time
if sys.argv[1] == "-c":
    print("{HERE}")
    sys.exit()
def say(text):
    print(text, flush=True)
say(json.dumps({{"hello": {{"version": "{HERE}", "implementation": "CPython", "source": "nowhere"}}}}))
requests = iter(sys.stdin.readline, "")
{behaviour}
""", encoding="utf-8")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)
