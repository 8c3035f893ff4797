"""What explore writes for CI: on the reference as two releases, which do not always do the same."""

import json
import shlex
import shutil
import unittest
import xml.etree.ElementTree as ElementTree

from command_case import PROGRAM, PROJECT, CommandCase

RANDOM = ("explore", "--random", "--seed", "1", "--count", "200", "--layer", "writer")
EXHAUSTIVE = ("explore", "--exhaustive", "--universe", "reader", "--shard", "1/100")
OLD = shlex.join([PROGRAM, "serve", "--release", "3.9.18"])
SAME = ("--expected", "reference", "--release", "3.9.18", "--adapter", OLD)
OTHER = ("--expected", "reference", "--release", "3.13.0", "--adapter", OLD)


class ExploreTest(CommandCase):
    def setUp(self):
        super().setUp()
        shutil.rmtree(str(self.root / "spec"))
        (self.root / "spec").symlink_to(PROJECT / "spec")

    def environment(self, **more):
        """No CPython is found."""
        return super().environment(PATH="/nowhere", PYENV_ROOT="/nowhere", **more)

    def change_digest(self, block):
        """What was recorded of the reader, with one block changed."""
        path = self.root / "traces/exhaustive/reader.json"
        content = json.loads((PROJECT / "traces/exhaustive/reader.json").read_text())
        if block is not None:
            content["blocks"]["3.13.0"][block] = "0" * 64
        self.put_json(path.relative_to(self.root), content)

    def test_same_subjects_are_one_result_that_passes(self):
        junit = ElementTree.fromstring(self.output_of(0, *RANDOM, *SAME, "--format", "junit"))
        self.assertEqual([(case.get("classname"), case.get("name"), list(case)) for case in junit.iter("testcase")],
                         [("streamspec.explore", "random", [])])
        tap = self.output_of(0, *RANDOM, *SAME, "--format", "tap")
        self.assertTrue(tap.startswith("TAP version 14\n1..1\nok 1 - random in reference "))
        self.assertIn("; seed 1\n", tap)

    def test_each_cause_is_a_failure_with_its_script_and_command(self):
        found = json.loads(self.output_of(1, *RANDOM, *OTHER, "--format", "json"))["findings"]
        self.assertGreater(len(found), 0)
        *lines, summary = [json.loads(line) for line in self.output_of(1, *RANDOM, *OTHER, "--format", "jsonl").splitlines()]
        failures = {line["name"]: line for line in lines if line["kind"] == "verdict"}
        self.assertEqual(set(failures), {"random"} | {f"random/{each['call']}, {each['aspect']}" for each in found})
        self.assertEqual(summary["fail"], len(found) + 1)
        first = failures[f"random/{found[0]['call']}, {found[0]['aspect']}"]
        self.assertEqual(first["differs_in"], [found[0]["aspect"]])
        script = first["detail"].split("script: ")[1].rstrip("\n")
        self.assertEqual(json.loads(script), found[0]["script"])

    def test_command_of_a_failure_shows_it_again(self):
        lines = self.output_of(1, *RANDOM, *OTHER, "--format", "jsonl").splitlines()
        first = json.loads(lines[0])
        self.assertTrue(first["command"].startswith("streamspec explore --random --seed 1 --from "))
        command = shlex.split(first["command"])
        again = json.loads(self.output_of(1, *command[1:], "--format", "json"))
        self.assertEqual((again["compared"], again["divergences"]), (1, 1))
        self.assertEqual(f"random/{again['findings'][0]['call']}, {again['findings'][0]['aspect']}", first["name"])

    def test_other_forms_tell_the_failures(self):
        junit = ElementTree.fromstring(self.output_of(1, *RANDOM, *OTHER, "--format", "junit"))
        self.assertEqual(len(junit.findall("testsuite/testcase/failure")), int(junit[0].get("failures")))
        self.assertIn("differ, in ", junit.find("testsuite/testcase/failure").get("message"))
        self.assertIn("::error title=random in reference ", self.output_of(1, *RANDOM, *OTHER, "--format", "github"))
        self.assertIn("## streamspec explore: ❌ failed", self.output_of(1, *RANDOM, *OTHER, "--format", "markdown"))

    def test_output_goes_to_a_file_and_the_text_to_stdout(self):
        text = self.output_of(1, *RANDOM, *OTHER, "--format", "junit", "--output", "explored.xml")
        self.assertRegex(text, "[0-9]+ scripts compared, 0 unsupported, [1-9][0-9]* divergences")
        self.assertTrue(self.get("explored.xml").startswith("<?xml"))
        refused = self.run_program(*RANDOM, *OTHER, "--output", "none/explored.xml")
        self.assertEqual((refused.code, refused.out), (2, ""))

    def test_what_was_found_before_is_no_new_failure(self):
        for form in "json", "jsonl":
            old = self.put("old." + form, self.run_program(*RANDOM, *OTHER, "--format", form).out)
            self.assertIn("0 new failures", self.output_of(0, *RANDOM, *OTHER, "--baseline", old))

    def test_cause_that_is_new_is_a_failure(self):
        old = json.loads(self.run_program(*RANDOM, *OTHER, "--format", "json").out)
        gone = old["findings"].pop()
        name = f"random/{gone['call']}, {gone['aspect']}"
        changed = self.output_of(1, *RANDOM, *OTHER, "--baseline", self.put_json("old.json", old))
        self.assertTrue(changed.startswith(f"NEW fail  {name}  in reference "), changed)
        self.assertIn("1 new failures", changed)

    def test_cause_that_is_gone_is_told(self):
        old = self.put("old.json", self.run_program(*RANDOM, *OTHER, "--format", "json").out)
        self.assertIn("in the baseline, and there no longer: random/", self.output_of(0, *RANDOM, *SAME, "--baseline", old))

    def test_block_that_differs_is_a_failure_with_its_command(self):
        self.change_digest(100)
        junit = ElementTree.fromstring(self.output_of(1, *EXHAUSTIVE, "--format", "junit"))
        cases = {case.get("name"): case for case in junit.iter("testcase")}
        self.assertEqual(list(cases), ["exhaustive/reader", "exhaustive/reader, block 100"])
        self.assertEqual(cases["exhaustive/reader"].find("failure").get("message"), "1 of 3 blocks differ")
        self.assertIn("reproduce: streamspec explore --exhaustive --universe reader --block 100 --expected cpython "
                      "--release 3.13.0\n", cases["exhaustive/reader, block 100"].find("failure").text)

    def test_blocks_that_are_the_same_pass(self):
        self.change_digest(None)
        *lines, summary = [json.loads(line) for line in self.output_of(0, *EXHAUSTIVE, "--format", "jsonl").splitlines()]
        self.assertEqual([(line.get("name"), line.get("verdict")) for line in lines if line["kind"] == "verdict"],
                         [("exhaustive/reader", "pass")])
        self.assertEqual((summary["verb"], summary["exit_code"]), ("explore", 0))

    def test_universe_that_was_not_begun_is_neither_passed_nor_failed(self):
        self.change_digest(0)
        shutil.copy(str(PROJECT / "traces/exhaustive/writer.json"), str(self.root / "traces/exhaustive"))
        *lines, summary = [json.loads(line) for line in self.output_of(
            1, "explore", "--exhaustive", "--universe", "reader", "--universe", "writer", "--jobs", "1", "--fail-fast",
            "--format", "jsonl").splitlines()]
        self.assertEqual([line["name"] for line in lines if line["kind"] == "verdict"],
                         ["exhaustive/reader", "exhaustive/reader, block 0"])
        self.assertEqual((summary["asked"], summary["not_run"]), (2, 1))

    def test_block_that_differed_before_is_no_new_failure(self):
        self.change_digest(100)
        old = self.put("old.json", self.run_program(*EXHAUSTIVE, "--format", "json").out)
        self.assertIn("0 new failures", self.output_of(0, *EXHAUSTIVE, "--baseline", old))
        self.change_digest(200)
        self.assertIn("NEW fail  exhaustive/reader, block 200", self.output_of(1, *EXHAUSTIVE, "--baseline", old))


if __name__ == "__main__":
    unittest.main()
