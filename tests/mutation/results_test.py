"""Files of results, what is made of them, and shards."""

import json
import shutil
import tempfile
import unittest
from pathlib import Path

import mutation_case  # noqa: F401  (finds the package)
from mutation.fault import Fault, shard, with_ids
from mutation.judging import Judgement
from mutation.report import Report
from mutation.results import ResultFile, merge
from recorder import BadInput

HEADER = {"subject": "cpython-3.13.0", "corpus": "c", "scripts": 2, "faults": 2, "chosen": "x", "shard": [1, 1], "enough": 2}


def result(name, *noticed, area="reader"):
    return {"id": name, "area": area, "kind": "text", "line": 1, "before": "a", "after": "b",
            "noticed": dict.fromkeys(noticed, "differs"), "complete": len(noticed) < 2}


class Results(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, str(self.folder))

    def write(self, name, *results, **changes):
        file = ResultFile(self.folder / name, dict(HEADER, **changes))
        for item in results:
            file.add(item)
        file.close()
        return self.folder / name

    def report(self, *results, argued=None, **changes):
        return Report(dict(HEADER, **changes), {item["id"]: item for item in results}, argued or {}, ["s", "t"])

    def test_run_goes_on_where_it_was(self):
        path = self.write("a", result("one"))
        again = ResultFile(path, HEADER)
        again.close()
        self.assertEqual(list(again.done), ["one"])

    def test_half_a_line_is_done_again(self):
        path = self.write("a", result("one"))
        with path.open("a") as file:
            file.write(json.dumps(result("two"))[:20])
        again = ResultFile(path, HEADER)
        again.add(result("two"))
        again.close()
        self.assertEqual(sorted(merge([path])[1]), ["one", "two"])

    def test_file_of_another_run_is_not_touched(self):
        path = self.write("a", result("one"))
        before = path.read_text()
        with self.assertRaisesRegex(BadInput, "another run"):
            ResultFile(path, dict(HEADER, corpus="d"))
        self.assertEqual(path.read_text(), before)

    def test_shards_merge(self):
        header, results = merge([self.write("a", result("one"), shard=[1, 2]), self.write("b", result("two"), shard=[2, 2])])
        self.assertEqual(Report(header, results, {}).missing, 0)

    def test_missing_shard_is_told(self):
        self.assertIn("NOT JUDGED: 1 of 2", self.report(result("one", "s", "t")).text())

    def test_files_of_different_runs_do_not_merge(self):
        with self.assertRaisesRegex(BadInput, "different runs"):
            merge([self.write("a", result("one")), self.write("b", result("two"), corpus="d")])

    def test_other_files_are_refused(self):
        (self.folder / "a").write_text("hello\n")
        with self.assertRaisesRegex(BadInput, "no file of results"):
            merge([self.folder / "a"])

    def test_equivalents_are_not_counted_as_survivors(self):
        report = self.report(result("one", "s", "t"), result("two"), argued={"two": "no"})
        self.assertEqual(report.survivors, [])
        self.assertRegex(report.text(), r"reader +2 +1 +1 +0 +100.00 %")

    def test_survivor_is_told_and_counts(self):
        report = self.report(result("one", "s", "t"), result("two"))
        self.assertEqual([item["id"] for item in report.survivors], ["two"])
        self.assertRegex(report.text(), r"reader +2 +0 +1 +1 +50.00 %")

    def test_listed_fault_that_is_noticed_is_refuted(self):
        self.assertEqual([item["id"] for item in self.report(result("one", "s"), argued={"one": "no"}).refuted], ["one"])

    def test_what_only_one_script_notices_is_told(self):
        self.assertIn("1 faults, 1 scripts)\n  s\n", self.report(result("one", "s"), result("two", "s", "t")).text())

    def test_script_that_notices_nothing_is_told_by_the_matrix(self):
        self.assertIn("Scripts that notice nothing (1)\n  t\n", self.report(result("one", "s"), enough=0).text())

    def test_shards_are_all_faults_each_once(self):
        faults = with_ids([Fault("reader", "f", "text", n, str(n), "x", None) for n in range(10)])
        parts = [shard(faults, (k, 3)) for k in (1, 2, 3)]
        self.assertEqual(sorted(fault.line for part in parts for fault in part), list(range(10)))

    def test_judgement_says_what_the_fault_was(self):
        fault = with_ids([Fault("reader", "f", "text", 7, "a", "b", None)])[0]
        self.assertEqual(Judgement().as_json(fault)["line"], 7)


if __name__ == "__main__":
    unittest.main()
