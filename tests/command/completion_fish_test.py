"""The completion of fish, asked by `complete -C`."""

import subprocess
import unittest

from command_case import CommandCase, need
from completion_case import Completions


class FishTest(Completions, CommandCase):
    SHELL = "fish"

    def candidates(self, line):
        done = subprocess.run(["fish", "--no-config", "-c", "source completion; complete -C $argv[1]", line], cwd=self.root,
                              env=self.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.assertEqual(done.stderr, "")
        return {offered.split("\t")[0] for offered in done.stdout.splitlines()}

    def test_values_with_commas_between_them(self):
        self.assertEqual(self.candidates("streamspec replay --aspects result,f"), {"result,flow"})

    def test_verbs_and_options_have_descriptions(self):
        done = subprocess.run(["fish", "--no-config", "-c", "source completion; complete -C 'streamspec li'"], cwd=self.root,
                              env=self.environment(), stdout=subprocess.PIPE, text=True)
        self.assertEqual(done.stdout, "list\tList scripts, with what each shows\n")


if __name__ == "__main__":
    need("fish")
    unittest.main()
