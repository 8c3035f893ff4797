"""A handful of faults in CPython's own streams, judged by a part of the corpus. Skipped where there is no CPython 3.13.0."""

import shutil
import sys
import tempfile
import unittest
from pathlib import Path

from mutation_case import SKIPPED, mutate
from recorder.interpreters import find

SCRIPTS = ("--scripts", "readexactly/*")
HANGS = "StreamReader.readuntil:dropped:fc9e4b31"  # The loop goes on where the separator was found.


class CPython(unittest.TestCase):
    def test_faults_of_a_method_are_noticed_and_those_that_cannot_be_are_listed(self):
        done = mutate("cpython", "StreamReader.readexactly:comparison:*", *SCRIPTS)
        self.assertEqual(done.code, 0, done.out + done.err)
        self.assertRegex(done.out, r"reader +\d+ +2 +\d+ +0 +100.00 %")

    def test_fault_that_no_script_is_about_survives(self):
        done = mutate("cpython", "StreamWriter.write:dropped:*", *SCRIPTS)
        self.assertEqual(done.code, 1, done.out + done.err)
        self.assertIn("SURVIVORS", done.out)

    def test_fault_that_makes_it_hang_is_noticed(self):
        folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, str(folder))
        done = mutate("cpython", HANGS, "--scripts", "readuntil/*", "--timeout", "3", "--fail-fast", "--out", str(folder / "found"))
        self.assertEqual(done.code, 0, done.out + done.err)
        self.assertIn('"hung"', (folder / "found").read_text(encoding="utf-8"))

    def test_globs_that_choose_nothing_are_a_mistake(self):
        done = mutate("cpython", "NoSuchClass:*", *SCRIPTS)
        self.assertEqual((done.code, done.out), (2, ""))
        self.assertIn("no fault is chosen", done.err)

    def test_shard_that_does_not_exist_is_a_mistake(self):
        done = mutate("cpython", "--shard", "3/2")
        self.assertEqual(done.code, 2)
        self.assertIn("expected K/N", done.err)

    def test_release_that_is_not_there_is_a_mistake(self):
        done = mutate("cpython", "--release", "3.99.0")
        self.assertEqual(done.code, 2)
        self.assertIn("no interpreter of CPython 3.99.0 was found", done.err)


if __name__ == "__main__":
    if not find("3.13.0"):
        sys.exit(SKIPPED)
    unittest.main()
