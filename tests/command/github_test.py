"""Annotations of GitHub Actions: workflow commands, in which `%`, line breaks, `:` and `,` are escaped."""

import re
import unittest

from command_case import CommandCase

COMMAND = re.compile(r"::(?P<command>error|notice) (?P<properties>[^:]*)::(?P<message>.*)")
ESCAPES = {"%25": "%", "%0D": "\r", "%0A": "\n", "%3A": ":", "%2C": ","}


def unescaped(text):
    """As the runner reads it."""
    return re.sub("%(?:25|0D|0A|3A|2C)", lambda found: ESCAPES[found.group()], text)


class GitHubTest(CommandCase):
    def annotations(self, code, *arguments):
        """The annotations that are written, a line each."""
        written = self.output_of(code, *arguments, "--format", "github")
        found = []
        for line in written.rstrip("\n").split("\n"):
            self.assertNotIn("\r", line)
            match = COMMAND.fullmatch(line)
            self.assertIsNotNone(match, line)
            properties = dict(each.split("=", 1) for each in match["properties"].split(","))
            found.append(dict({name: unescaped(value) for name, value in properties.items()},
                              command=match["command"], message=unescaped(match["message"])))
        return found

    def test_good_run_has_a_notice_with_the_counts_alone(self):
        self.add("read/one")
        self.assertEqual(self.annotations(0, "replay"),
                         [{"command": "notice", "title": "streamspec replay", "message": "2 asked, 2 pass"}])

    def test_failure_is_an_error_at_its_script(self):
        self.add("read/fail", "differ")
        error, notice = self.annotations(1, "replay", *self.adapter())
        self.assertEqual((error["command"], error["file"]), ("error", "spec/scripts/read/fail.json"))
        self.assertEqual(error["title"], "read/fail in told 1 as 3.12.1")
        self.assertTrue(error["message"].startswith("result, turn 0: returned\n\n  something\n"))
        self.assertIn("\nreproduce: streamspec replay read/fail", error["message"])
        self.assertEqual(notice["message"], "1 asked, 1 fail")

    def test_same_failure_in_several_releases_is_one_annotation(self):
        self.add("read/fail", "abc", at_eof=True)
        error, notice = self.annotations(1, "replay")
        self.assertRegex(error["title"], "as 3.9.18, reference .* as 3.12.1$")
        self.assertEqual(notice["message"], "2 asked, 2 fail")

    def test_what_means_something_to_the_runner_is_escaped(self):
        self.add("read/error", "error 100%: a,b\r\n::error::no%0Ainjection")
        error, _ = self.annotations(1, "replay", *self.adapter("a:b,c=100%\r\n"))
        self.assertEqual(error["title"], "read/error in a:b,c=100%\r\n 1 as 3.12.1")
        self.assertIn("100%: a,b\r\n::error::no%0Ainjection", error["message"])

    def test_verdicts_that_are_no_failure_are_not_annotated(self):
        self.add("read/pass")
        self.add("read/unsupported", "unsupported")
        self.assertEqual(len(self.annotations(0, "replay", *self.adapter())), 1)

    def test_bad_input_is_an_error(self):
        self.add("read/one")
        error, _ = self.annotations(2, "replay", "--release", "3.12.1", "--release", "twelve")
        self.assertIn("expected a release such as 3.11.7", error["message"])

    def test_certificate_that_is_not_held_is_an_error(self):
        error, notice = self.annotations(1, "certify", "honest", "--seed", "1", "--scripts", "20", *self.adapter("liar"))
        self.assertEqual(error["title"], "honest in liar 1")
        self.assertNotIn("file", error)
        self.assertEqual(notice["title"], "streamspec certify")


if __name__ == "__main__":
    unittest.main()
