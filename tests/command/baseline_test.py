"""--baseline: only what has changed is told, and only what is worse counts."""

import json
import unittest
import xml.etree.ElementTree as ElementTree

from command_case import CommandCase

HONEST = ("certify", "honest", "--seed", "1", "--scripts", "20")


class BaselineTest(CommandCase):
    def keep(self, name, *arguments, format="json"):
        """Keeps the results of a run in a file, which is the baseline of a later one."""
        return self.put(name, self.run_program(*arguments, "--format", format).out)

    def replay(self, code, old, *arguments):
        return self.output_of(code, "replay", "--release", "3.12.1", "--baseline", old, *arguments)

    def keep_replay(self, **more):
        return self.keep("old.json", "replay", "--release", "3.12.1", **more)

    def refused(self, old, *arguments):
        """What is said of a baseline that cannot be used: nothing else is."""
        done = self.run_program("replay", "--release", "3.12.1", "--baseline", old, *arguments)
        self.assertEqual((done.code, done.out), (2, ""))
        return done.err

    def test_run_that_is_as_before_tells_nothing_and_exits_0(self):
        self.add("read/good")
        self.add("read/bad", at_eof=True)
        old = self.keep_replay()
        self.assertEqual(self.replay(0, old), f"compared with {old}: 0 new failures, 0 fail no longer, 0 changed otherwise, "
                                              "2 as before\n")

    def test_new_failure_alone_is_told_and_exits_1(self):
        self.add("read/bad", at_eof=True)
        self.add("read/new")
        old = self.keep_replay()
        self.add("read/new", at_eof=True)
        text = self.replay(1, old)
        self.assertTrue(text.startswith("NEW fail  read/new  in reference "), text)
        self.assertIn("(before: pass)  result, turn 0: returned", text)
        self.assertIn("see it alone        streamspec replay read/new --release 3.12.1", text)
        self.assertIn("1 new failures, 0 fail no longer, 0 changed otherwise, 1 as before", text)
        self.assertNotIn("read/bad", text)

    def test_script_that_is_new_and_fails_counts(self):
        self.add("read/good")
        old = self.keep_replay()
        self.add("read/new", at_eof=True)
        text = self.replay(1, old)
        self.assertIn("NEW fail  read/new", text)
        self.assertIn("(before: not there)", text)

    def test_failure_that_is_mended_is_told_and_exits_0(self):
        self.add("read/bad", at_eof=True)
        old = self.keep_replay()
        self.add("read/bad")
        text = self.replay(0, old)
        self.assertTrue(text.startswith("pass  read/bad  in reference "), text)
        self.assertIn("(before: fail)", text)
        self.assertIn("0 new failures, 1 fail no longer", text)

    def test_failure_in_a_further_aspect_counts(self):
        self.add("read/bad", at_eof=True)
        old = self.keep_replay()
        self.put("traces/read/bad.json", self.get("traces/read/bad.json").replace('"iterations": 0', '"iterations": 7'))
        self.assertIn("NEW fail  read/bad", self.replay(1, old))

    def test_failure_that_has_no_answer_now_counts(self):
        self.add("read/bad", "differ")
        old = self.keep("old.json", "replay", *self.adapter())
        self.add("read/bad", "error")
        self.assertIn("NEW error  read/bad", self.output_of(1, "replay", "--baseline", old, *self.adapter()))

    def test_script_that_is_gone_is_told(self):
        self.add("read/good")
        self.add("read/gone")
        old = self.keep_replay()
        (self.root / "spec/scripts/read/gone.json").unlink()
        self.assertIn("in the baseline, and there no longer: read/gone\n", self.replay(0, old))

    def test_script_that_is_not_asked_is_no_change(self):
        self.add("read/one")
        self.add("reed/two")
        old = self.keep_replay()
        self.assertIn("in the baseline, and not asked now: 1 further results\n", self.replay(0, old, "read"))

    def test_lines_of_json_are_a_baseline_too(self):
        self.add("read/bad", at_eof=True)
        self.add("read/new")
        old = self.keep_replay(format="jsonl")
        self.add("read/new", at_eof=True)
        self.assertIn("1 new failures, 0 fail no longer, 0 changed otherwise, 1 as before", self.replay(1, old))

    def test_each_format_tells_only_what_has_changed(self):
        self.add("read/bad", at_eof=True)
        self.add("read/good")
        self.add("read/new")
        old = self.keep_replay()
        self.add("read/new", at_eof=True)
        changes = json.loads(self.replay(1, old, "--format", "json"))
        self.assertEqual([(change["name"], change["before"], change["verdict"]) for change in changes["changes"]],
                         [("read/new", "pass", "fail")])
        lines = [json.loads(line) for line in self.replay(1, old, "--format", "jsonl").splitlines()]
        self.assertEqual([line["name"] for line in lines if line["kind"] == "verdict"], ["read/new"])
        junit = ElementTree.fromstring(self.replay(1, old, "--format", "junit"))
        self.assertEqual([case.get("name") for case in junit.iter("testcase")], ["read/new"])
        tap = self.replay(1, old, "--format", "tap")
        self.assertIn("\n1..1\nnot ok 1 - read/new in reference ", tap)
        github = self.replay(1, old, "--format", "github")
        self.assertEqual([line.split(",")[0] for line in github.splitlines()][:-1], ["::error file=spec/scripts/read/new.json"])
        markdown = self.replay(1, old, "--format", "markdown")
        self.assertRegex(markdown, r"\n\| read/new \| reference .* as 3.12.1 \| pass \| fail \|\n")
        self.assertNotIn("read/bad", github + tap + markdown)

    def test_mended_failure_is_no_failure_of_any_format(self):
        self.add("read/bad", "error")
        old = self.keep("old.json", "replay", *self.adapter())
        self.add("read/bad", "differ")
        told = ["replay", "--baseline", old, *self.adapter()]
        junit = ElementTree.fromstring(self.output_of(0, *told, "--format", "junit"))
        self.assertEqual(junit[0].get("failures"), "0")
        self.assertIn("not ok 1 - read/bad in told 1 as 3.12.1 # TODO", self.output_of(0, *told, "--format", "tap"))
        self.assertNotIn("::error", self.output_of(0, *told, "--format", "github"))

    def test_certificate_is_compared(self):
        old = self.keep("old.json", *HONEST, *self.adapter("liar"))
        self.assertIn("0 new failures", self.output_of(0, *HONEST, "--baseline", old, *self.adapter("liar")))
        self.put("old.json", old.read_text().replace('"verdict":"fail"', '"verdict":"pass"'))
        self.assertIn("NEW fail  honest  in liar 1 (before: pass)",
                      self.output_of(1, *HONEST, "--baseline", old, *self.adapter("liar")))

    def test_file_that_is_no_baseline_is_refused_with_a_pointer(self):
        self.add("read/good")
        self.assertIn("/none.json: the file cannot be read", self.refused(self.root / "none.json"))
        self.assertIn("old.json: not JSON", self.refused(self.put("old.json", "oops")))
        self.assertIn("old.json: there is no result in it", self.refused(self.put("old.json", "[]")))
        self.assertIn("old.json: expected what a verb of streamspec writes with --format json or jsonl",
                      self.refused(self.put("old.json", "{}")))
        old = self.keep_replay()
        self.put("old.json", old.read_text().replace('"verdict":"pass"', '"verdict":"fine"'))
        self.assertIn("old.json#/answers/0/verdict: expected pass, fail, unsupported, known or error", self.refused(old))
        self.put("old.jsonl", '{"kind":"verdict","name":"a"}\n')
        self.assertIn("old.jsonl, line 1: the member `subject_name` is missing", self.refused(self.root / "old.jsonl"))

    def test_baseline_of_another_subject_is_refused(self):
        self.add("read/good")
        old = self.keep_replay()
        for form in "text", "json", "junit", "tap", "github", "markdown":
            said = self.refused(old, *self.adapter(), "--format", form)
            self.assertIn("old.json: it has no result of anything that was asked", said)

    def test_run_that_ends_at_its_first_failure_has_no_baseline(self):
        self.add("read/good")
        self.assertIn("--fail-fast", self.refused(self.keep_replay(), "--fail-fast"))


if __name__ == "__main__":
    unittest.main()
