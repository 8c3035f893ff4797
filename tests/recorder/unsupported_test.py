"""Scripts that a release cannot play, as it lacks a feature: recorded, read again and checked as such."""

import unittest

from recorder_case import HERE, READ_WHAT_IS_FED, RecorderCase
from recorder.needs import needs

LACKS_ALL = "for _ in requests: sys.exit(3)"  # Its hello declares no feature; asked to play a script, it dies.


class Unsupported(RecorderCase):
    def setUp(self):
        super().setUp()
        self.put_script("group/one", READ_WHAT_IS_FED, requires=["transport", "at_eof"])

    def test_script_is_not_played_and_the_features_are_named(self):
        self.record_well(python=self.fake_interpreter(LACKS_ALL))
        file = self.trace_file()
        self.assertEqual(file["variants"], [{"releases": [HERE], "unsupported": ["at_eof", "transport"]}])
        self.assertEqual(list(file["recordings"]), [HERE])

    def test_check_agrees_as_long_as_the_features_are_lacking(self):
        self.record_well(python=self.fake_interpreter(LACKS_ALL))
        self.assertIn("no difference", self.record_well("--check", python=self.fake_interpreter(LACKS_ALL)).out)
        done = self.record("--check")
        self.assertEqual(done.code, 1)
        self.assertIn('-{"unsupported":["at_eof","transport"]}', done.out)

    def test_check_finds_a_feature_that_went(self):
        self.record_well()
        done = self.record("--check", python=self.fake_interpreter(LACKS_ALL))
        self.assertEqual(done.code, 1)
        self.assertIn('+{"unsupported":["at_eof","transport"]}', done.out)

    def test_record_twice_changes_no_file(self):
        self.record_well(python=self.fake_interpreter(LACKS_ALL))
        self.assertIn("0 files changed", self.record_well(python=self.fake_interpreter(LACKS_ALL)).out)


class Needs(unittest.TestCase):
    def expect(self, needed, *steps, **changes):
        script = dict(READ_WHAT_IS_FED, turns=[{"do": [{"start": "A", "body": list(steps)}]}], **changes)
        self.assertEqual(needs(script), set(needed))

    def test_nothing_that_every_release_has(self):
        self.expect([], {"read": 1}, {"wait_for": {"read": 1}, "timeout": 1}, {"gather": [{"read": 1}]})

    def test_methods_of_the_writer(self):
        self.expect(["is-closing", "start-tls", "wait-closed"], {"is_closing": None}, {"start_tls": "t"}, {"wait_closed": None})

    def test_calls_within_others(self):
        self.expect(["wait-closed"], {"gather": [{"wait_for": {"wait_closed": None}, "timeout": 1}]})
        self.expect(["is-closing", "timeout"], {"timeout": 1, "body": [{"is_closing": None}]})
        self.expect(["wait-closed"], {"try": {"wait_closed": None}})

    def test_body_of_a_client(self):
        client = {"as": "C", "writer": "cw", "body": [{"wait_closed": None, "on": "cw"}]}
        self.expect(["wait-closed"], objects={"p": {"type": "protocol", "reader": None, "client": client}})

    def test_what_the_script_requires(self):
        self.expect(["limit"], requires=["limit"])


if __name__ == "__main__":
    unittest.main()
