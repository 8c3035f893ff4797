"""The lists of known divergences, and the judge that reads them."""

import fnmatch
import json
import shutil
import subprocess
import sys
import unittest

from judge import PROJECT, difference, judge
from pystreams.values import encode_bytes
from recorder.scripts import identities

KNOWN = PROJECT / "tools" / "adapters" / "known"
DRIVER = [sys.executable, str(PROJECT / "tools" / "streams_driver.py")]


class Lists(unittest.TestCase):
    def test_each_row_names_scripts_an_aspect_and_a_reason(self):
        scripts = identities(PROJECT / "spec" / "scripts")
        for path in sorted(KNOWN.glob("*.json")):
            for row in json.loads(path.read_text(encoding="utf-8")):
                with self.subTest(file=path.name, row=row["id"]):
                    self.assertLessEqual(set(row), {"id", "aspect", "reason", "except"})
                    self.assertTrue(fnmatch.filter(scripts, row["id"]))
                    self.assertIn(row["aspect"], ("result", "flow"))
                    self.assertRegex(row["reason"], r"^[A-Za-z`].{30,}\.$")


class Judge(unittest.TestCase):
    def trace(self, script, release):
        golden = json.loads((PROJECT / "traces" / f"{script}.json").read_text(encoding="utf-8"))
        return next(variant["trace"] for variant in golden["variants"] if release in variant["releases"])

    def test_trace_of_another_release_differs_where_that_has_another_outcome(self):
        script = "init/loopless_reader_made_outside_a_loop"
        found = difference(self.trace(script, "3.14.2"), self.trace(script, "3.13.0"), {"exception", "at_eof"})
        self.assertEqual(found[0], "result")

    def test_changed_bytes_differ(self):
        seen = json.loads(json.dumps(self.trace("readexactly/stolen_data_leaves_it_waiting", "3.13.0")).replace('"more"', '"mor"'))
        found = difference(self.trace("readexactly/stolen_data_leaves_it_waiting", "3.13.0"), seen, set())
        self.assertEqual(found[0], "result")

    def test_an_event_that_is_left_out_differs(self):
        trace = self.trace("flow_control/removed_long_line_resumes", "3.13.0")
        seen = json.loads(json.dumps(trace))
        for turn in seen["turns"]:
            turn["events"] = [event for event in turn["events"] if event.get("call") != "resume_reading"]
        self.assertEqual(difference(trace, seen, set())[0], "flow")

    def test_order_and_texts_are_not_judged(self):
        trace = self.trace("exceptions/does_not_undo_what_was_read", "3.13.0")
        seen = json.loads(json.dumps(trace).replace('"text": "v"', '"text": "w"'))
        for turn in seen["turns"]:
            turn["events"].sort(key=lambda event: event.get("by", event.get("task", "")))
        self.assertIsNone(difference(trace, seen, {"exception"}))

    def test_what_is_listed_and_passes_is_a_failure(self):
        path = PROJECT / "build" / "known_test.json"
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps([{"id": "eof/*", "aspect": "result", "reason": "it is not so"}]), encoding="utf-8")
        self.addCleanup(path.unlink)
        _, groups = judge(DRIVER, ["eof/wakes_a_waiting_read"], known=path)
        self.assertEqual(dict(groups["eof"]), {"fail": 1})


@unittest.skipUnless(shutil.which("node"), "node is missing")
class Values(unittest.TestCase):
    def test_javascript_writes_bytes_in_the_one_canonical_form(self):
        samples = [b"", b"text\n", b"\x00\xff", b"a" * 31, b"a" * 32, b"x" + b"\x00" * 40 + b"\xc3\xa9end", b"ab" * 40]
        program = (f"import {{ encodeBytes }} from {json.dumps(str(PROJECT / 'tools/adapters/node/values.mjs'))};"
                   "console.log(JSON.stringify(JSON.parse(process.argv[1]).map((hex) => encodeBytes(Buffer.from(hex, 'hex')))))")
        done = subprocess.run(["node", "--input-type=module", "-e", program, json.dumps([sample.hex() for sample in samples])],
                              stdout=subprocess.PIPE, check=True)
        self.assertEqual(json.loads(done.stdout.decode()), [encode_bytes(sample) for sample in samples])


if __name__ == "__main__":
    unittest.main()
