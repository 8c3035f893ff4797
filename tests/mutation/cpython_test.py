"""A handful of faults in CPython's own streams, judged by a part of the corpus. Skipped where there is no CPython 3.13.0."""

import sys
import unittest

from mutation_case import SKIPPED, mutate
from recorder.interpreters import find

SCRIPTS = ("--scripts", "readexactly/*")


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
        done = mutate("cpython", "StreamReader.readexactly:dropped:*", *SCRIPTS, "--timeout", "3", "--fail-fast")
        self.assertEqual(done.code, 0, done.out + done.err)

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
