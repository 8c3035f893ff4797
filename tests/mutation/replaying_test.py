"""What is made of the output of a program that has a fault, and of its silence."""

import tempfile
import unittest
from pathlib import Path
from unittest import mock

import mutation_case  # noqa: F401  (finds the package)
from mutation import replaying
from mutation.replaying import WHOLE, Replaying
from recorder import BadInput

VERDICT = '{"kind":"verdict","name":"%s","verdict":"%s"}\n'
SUMMARY = '{"kind":"summary"}\n'


class ReplayingOf(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)

    def failures(self, output, then="exit 1", fail_fast=False):
        """Of a program that writes the output and then does as it is told by the shell."""
        text = Path(self._folder.name, "text")
        text.write_text(output, encoding="utf-8")
        program = Path(self._folder.name, "program")
        program.write_text(f"#!/bin/sh\necho \"$@\" > '{program}.asked'\necho \"$STREAMSPEC_MUTANT\" >> '{program}.asked'\ncat '{text}'\n{then}\n")
        program.chmod(0o755)
        try:
            return Replaying(program).failures(7, ["read/a", "read/b"], ["3.13.0", "3.8.18"], fail_fast)
        finally:
            self.asked = Path(f"{program}.asked").read_text()

    def test_scripts_that_do_not_pass_have_noticed(self):
        noticed, complete = self.failures(VERDICT % ("read/a", "fail") + VERDICT % ("read/b", "pass") + SUMMARY)
        self.assertEqual(({"read/a": "fail"}, True), (noticed, complete))

    def test_unsupported_script_has_noticed_nothing(self):
        self.assertEqual(({}, True), self.failures(VERDICT % ("read/a", "unsupported") + SUMMARY, "exit 0"))

    def test_program_is_asked_with_its_fault_and_the_scripts_before_the_releases(self):
        self.failures(SUMMARY)
        words, fault = self.asked.splitlines()
        self.assertEqual("7", fault)
        self.assertRegex(words, r"^replay read/a read/b --spec \S+ --traces \S+ --format jsonl --release 3\.13\.0 3\.8\.18$")

    def test_run_that_ends_at_the_first_failure_is_not_complete(self):
        noticed, complete = self.failures(VERDICT % ("read/a", "fail") + SUMMARY, fail_fast=True)
        self.assertEqual(({"read/a": "fail"}, False), (noticed, complete))

    def test_dead_program_counts_where_no_script_failed_before(self):
        self.assertEqual(({WHOLE: "died"}, False), self.failures(VERDICT % ("read/a", "pass"), "kill -SEGV $$"))

    def test_dead_program_leaves_what_it_said_before(self):
        self.assertEqual(({"read/a": "fail"}, False), self.failures(VERDICT % ("read/a", "fail") + '{"kind":', "kill -SEGV $$"))

    def test_silent_program_hangs(self):
        with mock.patch.object(replaying, "LEAST", 0.5):
            self.assertEqual(({WHOLE: "hung"}, False), self.failures("", "exec sleep 60"))

    def test_line_may_hold_what_other_languages_take_for_the_end_of_one(self):
        noticed, _ = self.failures(VERDICT.replace('"verdict",', '"verdict","text":"\u0085\u2028",') % ("read/a", "fail"))
        self.assertEqual({"read/a": "fail"}, noticed)

    def test_problem_of_the_program_is_no_result(self):
        with self.assertRaises(BadInput):
            self.failures('{"kind":"problem","reason":"no such script"}\n', "exit 2")


if __name__ == "__main__":
    unittest.main()
