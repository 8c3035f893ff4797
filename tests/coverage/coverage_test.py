"""What tools/coverage.py says of lines and branches that are not reached."""

import contextlib
import io
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "tools"))

import coverage  # noqa: E402

SOURCE = "int f(bool a) {\n    if (a) {\n        return 1;\n    }\n    return 2;\n}\n"


class Coverage(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        root = pathlib.Path(folder.name)
        (root / "reference/core/src").mkdir(parents=True)
        (root / "reference/core/src/f.cpp").write_text(SOURCE)
        for name, value in (("ROOT", root), ("LIST", root / "unreached.txt")):
            self.addCleanup(setattr, coverage, name, getattr(coverage, name))
            setattr(coverage, name, value)
        self.counts = {1: 5, 2: 5, 3: 0, 5: 5}
        self.ways = {2: [0, 5]}

    def judge(self, listed=""):
        """The exit code and what is written, where the list holds `listed`."""
        coverage.LIST.write_text(listed)
        lines = [{"line_number": number, "count": count, "branches": [{"count": way} for way in self.ways.get(number, [])]}
                 for number, count in self.counts.items()]
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            code = coverage.report([{"file": "reference/core/src/f.cpp", "lines": lines}], coverage.read_list(), False)
        return code, out.getvalue()

    def test_what_is_not_reached_and_not_listed_fails(self):
        code, said = self.judge()
        self.assertEqual(code, 1)
        self.assertIn("not reached, not listed: reference/core/src/f.cpp:3: src/f.cpp: return 1; (1 lines)", said)
        self.assertIn("not reached, not listed: reference/core/src/f.cpp:2: src/f.cpp: if (a) { (1 branches)", said)

    def test_what_is_listed_passes(self):
        code, said = self.judge("# why\nsrc/f.cpp: return 1;  -- none\nsrc/f.cpp: if (a) {  -- none\n")
        self.assertEqual(code, 0)
        self.assertIn("lines: 3 of 4 reached by the corpus (75.0 %), 1 listed with a reason, 0 not", said)
        self.assertIn("branches: 1 of 2 reached by the corpus (50.0 %), 1 listed with a reason, 0 not", said)

    def test_listed_line_that_is_reached_fails(self):
        self.counts[3] = 1
        self.ways[2] = [1, 4]
        code, said = self.judge("src/f.cpp: return 1;  -- none\n")
        self.assertEqual(code, 1)
        self.assertIn("listed, but reached by now: src/f.cpp: return 1;", said)

    def test_listed_line_that_is_not_in_the_source_fails(self):
        code, said = self.judge("src/f.cpp: return 1;  -- none\nsrc/f.cpp: if (a) {  -- none\nsrc/f.cpp: return 3;  -- none\n")
        self.assertEqual(code, 1)
        self.assertIn("listed, but no such line: src/f.cpp: return 3;", said)

    def test_entry_without_a_reason_is_refused(self):
        with self.assertRaisesRegex(coverage.Problem, "unreached.txt:1: expected 'FILE: LINE  -- REASON'"):
            self.judge("src/f.cpp: return 1;\n")

    def test_entry_that_stands_twice_is_refused(self):
        with self.assertRaisesRegex(coverage.Problem, "unreached.txt:2: listed twice"):
            self.judge("src/f.cpp: return 1;  -- none\nsrc/f.cpp: return 1;  -- none\n")

    def test_list_that_is_not_there_is_a_problem(self):
        with self.assertRaisesRegex(coverage.Problem, "cannot be read"):
            coverage.read_list()


if __name__ == "__main__":
    unittest.main()
