"""TAP 14, read by Perl's TAP::Parser."""

import json
import subprocess
import unittest

from command_case import HERE, CommandCase, need


class TapTest(CommandCase):
    def tap(self, code, *arguments, errors=()):
        """What TAP::Parser makes of what is written: all of it is understood."""
        written = self.output_of(code, *arguments, "--format", "tap")
        self.assertEqual(written.splitlines()[0], "TAP version 14")
        done = subprocess.run(["perl", str(HERE / "read_tap.pl")], input=written.encode("utf-8"), stdout=subprocess.PIPE,
                              check=True)
        read = json.loads(done.stdout)
        self.assertEqual((read["errors"], read["unknown"]), (list(errors), []), written)
        return read

    def test_good_run_has_a_test_for_each_script_and_release(self):
        self.add("read/one")
        read = self.tap(0, "replay")
        self.assertEqual(read["planned"], 2)
        self.assertEqual([test["ok"] for test in read["tests"]], [True, True])
        self.assertTrue(read["tests"][0]["description"].startswith("- read/one in reference "))

    def test_replay_tells_each_verdict(self):
        self.add_one_of_each_verdict()
        error, fail, passed, unsupported = self.tap(1, "replay", *self.adapter())["tests"]
        self.assertFalse(error["ok"])
        self.assertEqual(error["yaml"]["verdict"], "error")
        self.assertFalse(fail["ok"])
        self.assertEqual(fail["yaml"]["message"], "result, turn 0: returned")
        self.assertEqual(fail["yaml"]["file"].split("spec/")[-1], "scripts/read/fail.json")
        self.assertIn("    seen      true", fail["yaml"]["detail"])
        self.assertTrue(fail["yaml"]["command"].startswith("streamspec replay read/fail --adapter '"))
        self.assertEqual((passed["ok"], passed["directive"]), (True, ""))
        self.assertEqual((unsupported["ok"], unsupported["directive"]), (True, "SKIP"))
        self.assertEqual(unsupported["explanation"], "unsupported for want of limit")

    def test_failed_tests_are_those_that_count(self):
        self.add_one_of_each_verdict()
        self.assertEqual(self.tap(1, "replay", *self.adapter())["failed"], [1, 2])

    def test_known_divergence_is_todo_and_no_failure(self):
        self.add("read/fail", "differ")
        known = self.put_json("known.json", [{"id": "read/*", "aspect": "result", "reason": "#1 it is so"}])
        read = self.tap(0, "replay", "--known", known, *self.adapter())
        self.assertEqual((read["tests"][0]["ok"], read["tests"][0]["directive"]), (False, "TODO"))
        self.assertIn("1 it is so", read["tests"][0]["explanation"])
        self.assertEqual(read["failed"], [])

    def test_number_sign_in_a_name_is_no_directive(self):
        self.add("read/fail", "differ")
        read = self.tap(1, "replay", *self.adapter("a # TODO b \\ # SKIP\n1..7\r"))
        self.assertEqual((read["failed"], read["planned"]), ([1], 1))
        self.assertEqual(read["tests"][0]["directive"], "")

    def test_nothing_that_could_be_asked_bails_out(self):
        read = self.tap(2, "replay", "--release", "twelve", errors=["No plan found in TAP output"])
        self.assertIn("expected a release such as 3.11.7", read["bail_out"])

    def test_problem_beside_results_is_a_failed_test(self):
        self.add("read/one")
        read = self.tap(2, "replay", "--release", "3.12.1", "--release", "twelve")
        self.assertEqual(read["failed"], [2])
        self.assertIn("expected a release", read["tests"][1]["description"])

    def test_run_without_a_change_since_its_baseline_is_a_plan_of_nothing(self):
        self.add("read/one")
        old = self.put("old.json", self.output_of(0, "replay", "--format", "json"))
        read = self.tap(0, "replay", "--baseline", old)
        self.assertEqual((read["tests"], read["planned"]), ([], 0))
        self.assertIn("0 new failures", read["comments"][0])

    def test_certify_has_a_test_for_each_certificate(self):
        read = self.tap(1, "certify", "honest", "--seed", "1", "--scripts", "20", *self.adapter("liar"), *self.adapter("fool"))
        self.assertEqual(read["failed"], [1, 2])
        self.assertEqual(read["tests"][0]["description"], "- honest in liar 1")


if __name__ == "__main__":
    need("perl")
    unittest.main()
