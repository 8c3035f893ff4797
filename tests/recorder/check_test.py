"""record.py --check: whether it notices, what it says, and with which exit code it ends."""

import unittest

from recorder_case import HERE, READ_WHAT_IS_FED, RecorderCase


class Check(RecorderCase):
    def setUp(self):
        super().setUp()
        self.record_well()

    def change_recorded(self, old, new, name="group/one"):
        text = self.trace_path(name).read_text(encoding="utf-8")
        self.assertIn(old, text)
        self.trace_path(name).write_text(text.replace(old, new, 1), encoding="utf-8")

    def test_check_of_what_was_just_recorded_finds_nothing(self):
        done = self.record_well("--check")
        self.assertIn("1 traces checked: no difference", done.out)

    def test_check_finds_one_changed_value(self):
        self.change_recorded('"returned":"ab"', '"returned":"xy"')
        done = self.record("--check")
        self.assertEqual(done.code, 1)
        self.assertIn('-   {"by":"turn","call":"read","i":0,"on":"r","returned":"xy"}', done.out)
        self.assertIn('+   {"by":"turn","call":"read","i":0,"on":"r","returned":"ab"}', done.out)

    def test_check_finds_a_changed_iteration(self):
        self.change_recorded('"iterations":0', '"iterations":1')
        self.assertEqual(self.record("--check").code, 1)

    def test_check_writes_nothing(self):
        self.change_recorded('"returned":"ab"', '"returned":"xy"')
        before = self.trace_path().read_bytes()
        self.record("--check")
        self.assertEqual(self.trace_path().read_bytes(), before)

    def test_check_finds_a_stale_trace(self):
        self.put_script("group/one", READ_WHAT_IS_FED, summary="another sentence")
        done = self.record("--check")
        self.assertEqual(done.code, 1)
        self.assertIn("group/one: stale", done.out)

    def test_check_finds_a_script_that_is_not_recorded(self):
        self.put_script("group/two", READ_WHAT_IS_FED)
        done = self.record("--check")
        self.assertEqual(done.code, 1)
        self.assertIn(f"group/two: not recorded for {HERE}", done.out)

    def test_check_finds_a_trace_without_script(self):
        (self.root / "spec/scripts/group/one.json").rename(self.root / "spec/scripts/group/two.json")
        done = self.record("--check")
        self.assertEqual(done.code, 1)
        self.assertIn("group/one: there are traces, but no such script", done.out)

    def test_fail_fast_ends_at_the_first_difference(self):
        self.put_script("group/two", READ_WHAT_IS_FED)
        self.record_well()
        for name in ("group/one", "group/two"):
            self.change_recorded('"returned":"ab"', '"returned":"xy"', name)
        self.assertIn("2 scripts differ", self.record("--check").out)
        done = self.record("--check", "--fail-fast")
        self.assertEqual(done.code, 1)
        self.assertIn("1 scripts differ", done.out)

    def test_release_that_is_not_recorded_is_checked_against_its_stand_in(self):
        self.change_recorded(f'"{HERE}"', '"2.0.0"')
        self.change_recorded(f'"{HERE}"', '"2.0.0"')
        row = {"from": "3.0.0", "to": "3.99.0", "as": "2.0.0", "differs": "reads return other bytes"}
        self.set_releases("2.0.0", unrecorded=[row])
        self.record_well("--check")
        self.change_recorded('"returned":"ab"', '"returned":"xy"')
        done = self.record("--check")
        self.assertEqual(done.code, 1)
        self.assertIn("2.0.0 stands in, it is known that reads return other bytes", done.out)


if __name__ == "__main__":
    unittest.main()
