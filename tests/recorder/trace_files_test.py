"""Files in traces/: laid out the same way each time, and never half written."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from recorder_case import TOOLS
from recorder.releases import version_key
from recorder.trace_files import TraceFile, write_atomically

WRITE_FOR_EVER = """
import sys
sys.path.insert(0, sys.argv[1])
from pathlib import Path
from recorder.trace_files import write_atomically
while True:
    for letter in "ab":
        write_atomically(Path(sys.argv[2]), letter * 3000000)
"""


class Writing(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "trace.json"

    def test_write_killed_half_way_leaves_a_whole_file(self):
        for attempt in range(5):
            writer = subprocess.Popen([sys.executable, "-c", WRITE_FOR_EVER, str(TOOLS), str(self.path)])
            while not self.path.exists():
                time.sleep(0.01)
            time.sleep(0.02 + 0.003 * attempt)
            os.kill(writer.pid, signal.SIGKILL)
            writer.wait()
            text = self.path.read_text()
            self.assertIn(text, ("a" * 3000000, "b" * 3000000))

    def test_write_that_fails_leaves_the_old_file_alone(self):
        write_atomically(self.path, "old")
        with self.assertRaises(UnicodeEncodeError):
            write_atomically(self.path, "new \ud800")
        self.assertEqual(self.path.read_text(), "old")
        self.assertEqual(os.listdir(str(self.path.parent)), ["trace.json"])


class Layout(unittest.TestCase):
    def file(self, **traces):
        file = TraceFile("group/one", "00")
        for release, value in traces.items():
            turn = {"events": [{"i": 0, "returned": value}, {"i": 1}], "iterations": 1, "state": {"pending": [], "readers": {}}}
            file.put(release.replace("_", ".")[1:], {"kind": "native"}, {"setup": [{"i": 0}], "turns": [turn, turn]})
        return file

    def test_text_is_json(self):
        content = json.loads(self.file(v3_9_18=1).text())
        self.assertEqual(content["variants"][0]["trace"]["turns"][1]["events"][0], {"i": 0, "returned": 1})

    def test_trace_without_turns_is_json(self):
        file = TraceFile("group/one", "00")
        file.put("3.9.18", {}, {"setup": [], "turns": []})
        self.assertEqual(json.loads(file.text())["variants"][0]["trace"], {"setup": [], "turns": []})

    def test_equal_traces_are_one_variant(self):
        variants = self.file(v3_10_2=1, v3_9_18=1, v3_6_15=2).variants()
        self.assertEqual([releases for releases, _ in variants], [["3.6.15"], ["3.9.18", "3.10.2"]])

    def test_release_that_lacks_a_feature_is_a_variant(self):
        file = self.file(v3_9_18=1)
        for release in ("3.6.15", "3.6.14"):
            file.put(release, {}, {"unsupported": ["timeout"]})
        variants = json.loads(file.text())["variants"]
        self.assertEqual(variants[0], {"releases": ["3.6.14", "3.6.15"], "unsupported": ["timeout"]})
        self.assertEqual(list(variants[1]), ["releases", "trace"])

    def test_order_of_recording_does_not_show(self):
        self.assertEqual(self.file(v3_10_2=1, v3_9_18=2).text(), self.file(v3_9_18=2, v3_10_2=1).text())

    def test_versions_are_ordered_as_released(self):
        versions = ["3.9.18", "3.10.2", "3.15.0a1", "3.15.0b4", "3.15.0rc1", "3.15.0", "3.15.1"]
        self.assertEqual(sorted(versions, key=version_key), versions)


if __name__ == "__main__":
    unittest.main()
