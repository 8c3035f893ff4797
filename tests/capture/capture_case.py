"""What the tests of captures share: a folder, a capture into it, and what the recorder and the harness make of that."""

import json
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent.parent
TOOLS = PROJECT / "tools"
SKIPPED = 77
sys.path.insert(0, str(TOOLS))

from recorder.interpreters import SYSTEM_PYTHON, find, version_of  # noqa: E402


def skip(why):
    """Ends the test program so that ctest shows it as skipped."""
    print("skipped: " + why)
    sys.exit(SKIPPED)


def recorded_releases():
    return json.loads((PROJECT / "spec" / "releases.json").read_text(encoding="utf-8"))["recorded"]


def need_system_package(module, package):
    """The interpreter that Debian's packages are for; skips where the module is missing."""
    found = subprocess.run([SYSTEM_PYTHON, "-c", f"import {module}"], stderr=subprocess.DEVNULL) if Path(SYSTEM_PYTHON).exists() else None
    if found is None or found.returncode != 0:
        skip(f"{package} is missing (tools/ensure-packages capture)")
    if version_of(SYSTEM_PYTHON) not in recorded_releases():
        skip(f"{SYSTEM_PYTHON} is {version_of(SYSTEM_PYTHON)}, which is no release of record")
    return SYSTEM_PYTHON


def need_interpreter(release):
    python = find(release)
    if python is None:
        skip(f"CPython {release} is missing")
    return python


class CaptureCase(unittest.TestCase):
    streamspec = None  # set by run()

    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, str(self.folder))
        self.output = self.folder / "out"

    def capture(self, python, *command, options=()):
        """The report of a capture that has to go well."""
        ended = self.run_capture(*options, "--python", python, "--", *command)
        self.assertEqual(ended.returncode, 0, ended.stderr)
        return self.report()

    def run_capture(self, *arguments):
        return subprocess.run([sys.executable, str(TOOLS / "capture.py"), "--output", str(self.output), *map(str, arguments)],
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True, timeout=300)

    def report(self):
        return json.loads((self.output / "capture.json").read_text(encoding="utf-8"))

    def scripts(self):
        return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((self.output / "spec" / "scripts").rglob("*.json"))]

    def expect_replays(self, python, unsupported=0):
        """Records all scripts on CPython and replays them against the reference, which has to do the same."""
        release = version_of(python)
        recorded = subprocess.run([sys.executable, str(TOOLS / "record.py"), "--root", str(self.output), "--python", python],
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True, timeout=300)
        self.assertEqual(recorded.returncode, 0, recorded.stdout)
        replayed = subprocess.run([self.streamspec, "replay", "--spec", str(self.output / "spec"), "--release", release],
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True, timeout=300)
        self.assertEqual(replayed.returncode, 0, replayed.stdout)
        count = len(self.scripts())
        total = next(line for line in replayed.stdout.splitlines() if line.startswith("total"))
        self.assertEqual(total.split()[1:], [str(count), str(count - unsupported), "0", str(unsupported), "0"], replayed.stdout)


def run():
    """The tests of a program whose first argument is the harness."""
    CaptureCase.streamspec = sys.argv.pop(1) if len(sys.argv) > 1 else None
    unittest.main()
