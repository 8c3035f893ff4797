"""What each shell's completion must offer; how a shell is asked is said in a test of its own."""

import os
import re

from command_case import PROGRAM, CommandCase


class Completions:
    """Mixed into a test of one shell, which has `candidates(line)`: the words that the shell offers for the last one of a line."""

    SHELL = None

    def setUp(self):
        super().setUp()
        self.add("read/good")
        self.add("read/great")
        self.put("old.json", "")
        self.put("folder/inside", "")
        (self.root / "bin").mkdir()
        (self.root / "bin" / "streamspec").symlink_to(PROGRAM)
        self.put("completion", self.output_of(0, "completion", self.SHELL))

    def environment(self, **more):
        """The completion asks the program, which it finds by its name."""
        path = f"{self.root / 'bin'}:{os.environ['PATH']}"
        return super().environment(**dict({"PATH": path, "HOME": str(self.root), "XDG_CONFIG_HOME": str(self.root)}, **more))

    def assert_offers(self, line, *words):
        self.assertEqual(self.candidates("streamspec " + line), set(words))

    def options_of(self, *verb):
        """Those that --help tells."""
        return set(re.findall(r"(?m)^  (?:-\w, *)?(--[\w-]+)", self.output_of(0, *verb, "--help").replace(",--", ", --")))

    def test_verbs(self):
        self.assert_offers("re", "replay", "report")

    def test_verbs_that_help_hides_are_not_offered(self):
        self.assertTrue(self.candidates("streamspec ") >= {"replay", "list", "show", "drift", "serve", "certify", "explore", "report"})
        self.assertFalse(self.candidates("streamspec ") & {"man", "completion"})

    def test_options_of_a_verb(self):
        self.assert_offers("replay --form", "--format")
        for verb in "replay", "explore", "report":
            told = self.options_of(verb)
            self.assertGreater(len(told), 5)
            self.assertTrue(told <= self.candidates(f"streamspec {verb} --"), (verb, told))

    def test_values_of_an_option(self):
        self.assert_offers("replay --format j", "json", "jsonl", "junit")
        self.assert_offers("explore --format ma", "markdown")
        self.assert_offers("certify hon", "honest")

    def test_scripts_clauses_and_releases_are_those_of_the_specification(self):
        self.assert_offers("replay read/g", "read/good", "read/great")
        self.assert_offers("show read/goo", "read/good")
        self.assert_offers("list --clause READ", "READ-1")
        self.assert_offers("replay --release 3.12", "3.12.1")
        self.assert_offers("drift 3.9", "3.9.18")

    def test_files_and_folders(self):
        self.assert_offers("replay --baseline ol", "old.json")
        self.assertEqual({word.rstrip("/") for word in self.candidates("streamspec report --html fol")}, {"folder"})

    def test_nothing_is_offered_where_a_number_stands(self):
        self.assert_offers("replay --jobs ")
