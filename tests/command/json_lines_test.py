"""JSON Lines: each line is an object of its own, written when its result arrives."""

import json
import subprocess
import time
import unittest

from command_case import CommandCase


class JsonLinesTest(CommandCase):
    def lines(self, code, *arguments):
        written = self.output_of(code, *arguments, "--format", "jsonl")
        self.assertTrue(written.endswith("\n"))
        return [json.loads(line) for line in written.rstrip("\n").split("\n")]

    def wait_for(self, path):
        deadline = time.monotonic() + 30
        while not path.exists():
            self.assertLess(time.monotonic(), deadline, "the adapter was not asked")
            time.sleep(0.01)

    def test_line_for_each_verdict_and_a_summary_at_the_end(self):
        self.add_one_of_each_verdict()
        *verdicts, summary = self.lines(1, "replay", *self.adapter())
        self.assertEqual({line["name"]: line["verdict"] for line in verdicts},
                         {"read/" + verdict: verdict for verdict in ("pass", "fail", "error", "unsupported")})
        self.assertTrue(all(line["kind"] == "verdict" for line in verdicts))
        self.assertEqual(summary, {"kind": "summary", "verb": "replay", "asked": 4, "pass": 1, "fail": 1, "error": 1,
                                   "unsupported": 1, "known": 0, "not_run": 0, "exit_code": 1})

    def test_failure_tells_how_it_differs_and_how_to_see_it(self):
        self.add("read/fail", "differ")
        failure = self.lines(1, "replay", *self.adapter())[0]
        self.assertEqual(failure["differs_in"], ["result"])
        self.assertIn("seen      true", failure["detail"])
        self.assertTrue(failure["command"].startswith("streamspec replay read/fail --adapter"))

    def test_line_breaks_within_a_text_are_no_ends_of_lines(self):
        self.add("read/error", "error a\nb\r")
        self.assertIn("a\nb\r", self.lines(1, "replay", *self.adapter("a\nb"))[0]["message"])

    def test_problem_is_a_line(self):
        self.add("read/one")
        lines = self.lines(2, "replay", "--release", "3.12.1", "--release", "twelve")
        self.assertEqual([line["kind"] for line in lines], ["verdict", "problem", "summary"])
        self.assertEqual(lines[-1]["exit_code"], 2)

    def start(self, *arguments):
        process = subprocess.Popen(self.command(arguments), env=self.environment(), cwd=self.root, stdout=subprocess.PIPE)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def test_result_is_written_while_the_next_one_is_not_there_yet(self):
        self.add("read/a")
        self.add("read/b", "wait")
        process = self.start("replay", "--format", "jsonl", "--jobs", "1", *self.adapter(folder=self.root))
        self.assertEqual(json.loads(process.stdout.readline())["name"], "read/a")
        self.wait_for(self.root / "asked")
        self.put("go", "")
        self.assertEqual([json.loads(line)["kind"] for line in process.stdout], ["verdict", "summary"])

    def test_result_reaches_the_file_while_the_next_one_is_not_there_yet(self):
        self.add("read/a")
        self.add("read/b", "wait")
        process = self.start("replay", "--format", "jsonl", "--jobs", "1", "--output", "lines", *self.adapter(folder=self.root))
        self.wait_for(self.root / "asked")
        self.assertEqual([json.loads(line)["name"] for line in self.get("lines").splitlines()], ["read/a"])
        self.put("go", "")
        self.assertIn(b"total", process.stdout.read())
        self.assertEqual(len(self.get("lines").splitlines()), 3)

    def test_certify_has_a_line_for_each_certificate(self):
        first, second, summary = self.lines(1, "certify", "honest", "--seed", "1", "--scripts", "20", *self.adapter("liar"),
                                            *self.adapter("fool"))
        self.assertEqual((first["name"], first["subject_name"], second["subject_name"]), ("honest", "liar", "fool"))
        self.assertEqual((summary["verb"], summary["asked"], summary["fail"]), ("certify", 2, 2))


if __name__ == "__main__":
    unittest.main()
