"""The man pages: clean for those who read them, the same on every machine, and as complete as --help."""

import os
import re
import subprocess
import unittest

from command_case import PROGRAM, CommandCase, need

VERBS = ["replay", "list", "show", "drift", "serve", "certify", "explore", "report"]


class ManTest(CommandCase):
    def setUp(self):
        super().setUp()
        (self.root / "man").mkdir()
        self.output_of(0, "man", "--all", "man")
        self.pages = sorted((self.root / "man").iterdir())

    def read(self, page):
        """The page as a person reads it, on a wide terminal."""
        done = subprocess.run(["mandoc", "-T", "utf8", "-O", "width=500", str(page)], stdout=subprocess.PIPE, check=True)
        return re.sub(".\x08", "", done.stdout.decode("utf-8"))

    def test_page_for_the_command_and_for_each_verb(self):
        self.assertEqual([page.name for page in self.pages],
                         sorted(["streamspec.1"] + [f"streamspec-{verb}.1" for verb in VERBS]))

    def test_mandoc_has_nothing_to_say(self):
        for page in self.pages:
            said = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", str(page)], stdout=subprocess.PIPE, text=True)
            # A page that is made from the program has the program's version, and no date of its own.
            lines = [line for line in said.stdout.splitlines() if 'missing date, using "": TH' not in line]
            self.assertEqual(lines, [])

    def test_groff_has_nothing_to_say(self):
        for page in self.pages:
            done = subprocess.run(["groff", "-man", "-ww", "-T", "utf8", str(page)], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.PIPE, text=True)
            self.assertEqual((done.returncode, done.stderr), (0, ""))

    def test_page_has_what_help_has(self):
        for verb in VERBS:
            text = self.read(self.root / "man" / f"streamspec-{verb}.1")
            told = re.findall(r"--[a-z][\w-]*", self.output_of(0, verb, "--help").split("Examples:")[0])
            self.assertGreater(len(told), 2)
            for option in told:
                self.assertIn(option, text)
            for section in "NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXAMPLES", "SEE ALSO":
                self.assertRegex(text, f"(?m)^{section}$")

    def test_text_of_an_option_is_whole(self):
        text = self.read(self.root / "man" / "streamspec-replay.1")
        self.assertIn("-j, --jobs N\n              How many scripts to replay at a time (default: one for each processor).\n", text)
        self.assertIn("streamspec replay '*cancel*' --aspects result,flow\n", text)
        self.assertRegex(text, "(?m)^EXIT STATUS\n +0 nothing failed, 1 something did, 2 something could not be asked.$")

    def test_pages_lead_to_pages_that_are_there(self):
        for page in self.pages:
            for other in re.findall(r"(streamspec[\w-]*)\(1\)", self.read(page).split("SEE ALSO")[1]):
                self.assertTrue((self.root / "man" / f"{other}.1").exists() or other.isupper(), other)

    def test_pages_are_the_same_on_every_machine(self):
        other = self.root / "other"
        other.mkdir()
        processor = str(min(os.sched_getaffinity(0)))
        subprocess.run(["taskset", "-c", processor, PROGRAM, "man", "--all", str(other)], check=True,
                       env={"STREAMSPEC_HOME": "/nowhere", "HOME": "/nowhere", "TERM": "dumb"}, cwd="/")
        for page in self.pages:
            self.assertEqual(page.read_text(), (other / page.name).read_text())


if __name__ == "__main__":
    need("mandoc", "groff", "taskset")
    unittest.main()
