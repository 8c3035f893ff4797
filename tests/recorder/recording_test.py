"""record.py: what it writes, what it keeps, and what it says when something is amiss."""

import asyncio
import shutil
import unittest
from pathlib import Path

from recorder_case import HERE, READ_WHAT_IS_FED, RecorderCase

OTHER = "3.0.1"  # a release of record that no machine has


class Recording(RecorderCase):
    def test_record_writes_the_trace_with_its_provenance(self):
        self.record_well()
        file = self.trace_file()
        self.assertEqual(file["script"], "group/one")
        self.assertEqual(file["recordings"], {HERE: {"implementation": "CPython", "kind": "native", "recorder": 1}})
        self.assertEqual([variant["releases"] for variant in file["variants"]], [[HERE]])
        events = file["variants"][0]["trace"]["turns"][0]["events"]
        self.assertEqual(events[1], {"by": "turn", "call": "read", "i": 0, "on": "r", "returned": "ab"})

    def test_record_appends_the_epilogue(self):
        self.record_well()
        last = self.trace_file()["variants"][0]["trace"]["turns"][-1]["events"]
        self.assertEqual([event.get("returned") for event in last], ["c", True, None])

    def test_record_puts_one_event_on_each_line(self):
        self.record_well()
        lines = self.trace_path().read_text(encoding="utf-8").splitlines()
        self.assertEqual(sum('"call"' in line for line in lines), 7)
        self.assertFalse(any(line.count('"call"') > 1 for line in lines))

    def test_record_twice_changes_no_byte(self):
        self.record_well()
        before = self.trace_path().read_bytes(), self.trace_path().stat().st_mtime_ns
        done = self.record_well()
        self.assertEqual((self.trace_path().read_bytes(), self.trace_path().stat().st_mtime_ns), before)
        self.assertIn("0 files changed", done.out)

    def test_record_with_a_glob_leaves_other_scripts_alone(self):
        self.put_script("other/two", READ_WHAT_IS_FED)
        self.record_well("other/*")
        self.assertTrue(self.trace_path("other/two").exists())
        self.assertFalse(self.trace_path("group/one").exists())

    def test_record_with_a_glob_that_matches_nothing_fails(self):
        done = self.record("nothing/*")
        self.assertEqual(done.code, 2)
        self.assertIn("no script matches 'nothing/*'", done.err)

    def test_record_keeps_the_releases_it_does_not_record(self):
        self.record_well()
        self.add_recording_of(OTHER)
        self.record_well()
        self.assertEqual(list(self.trace_file()["recordings"]), [OTHER, HERE])
        self.assertEqual([variant["releases"] for variant in self.trace_file()["variants"]], [[OTHER, HERE]])

    def test_record_of_a_changed_script_drops_its_other_releases_and_says_so(self):
        self.record_well()
        self.add_recording_of(OTHER)
        self.put_script("group/one", READ_WHAT_IS_FED, summary="a read takes what was fed before")
        done = self.record_well()
        self.assertEqual(list(self.trace_file()["recordings"]), [HERE])
        self.assertIn(f"group/one: the script has changed; its traces of {OTHER} were dropped", done.err)

    def test_record_names_a_release_of_record_that_is_not_found(self):
        self.set_releases(OTHER)
        done = self.record(python=None)
        self.assertEqual(done.code, 0)
        self.assertIn(f"CPython {OTHER} is a release of record, but no interpreter of it was found", done.err)

    def test_missing_records_only_what_is_not_there(self):
        self.record_well()
        self.put_script("group/two", READ_WHAT_IS_FED)
        self.assertIn("1 traces of 1 scripts recorded", self.record_well("--missing").out)
        self.assertIn("0 traces of 0 scripts recorded", self.record_well("--missing").out)

    def test_missing_records_what_is_stale(self):
        self.record_well()
        self.put_script("group/one", READ_WHAT_IS_FED, summary="a read takes what was fed before")
        self.assertIn("1 traces of 1 scripts recorded", self.record_well("--missing").out)

    def test_trace_without_script_is_named_and_removed_on_request(self):
        self.record_well()
        (self.root / "spec/scripts/group/one.json").rename(self.root / "spec/scripts/group/renamed.json")
        self.assertIn("group/one: there are traces, but no such script", self.record_well().err)
        self.assertTrue(self.trace_path().exists())
        self.record_well("--prune")
        self.assertFalse(self.trace_path().exists())

    def test_file_that_is_no_trace_is_named(self):
        self.put_json("traces/group/one.json", {"script": 1})
        done = self.record()
        self.assertEqual(done.code, 2)
        self.assertIn("one.json: is no trace file", done.err)

    def test_python_that_is_not_of_record_is_refused(self):
        self.set_releases(OTHER)
        done = self.record()
        self.assertEqual(done.code, 2)
        self.assertIn(f"{HERE} is not a release of record", done.err)

    def test_python_that_is_not_found_is_refused(self):
        done = self.record(python=OTHER)
        self.assertEqual(done.code, 2)
        self.assertIn(f"--python {OTHER}: no interpreter of this release was found", done.err)

    def test_list_interpreters_shows_each_release_of_record(self):
        self.set_releases(OTHER)
        self.assertEqual(self.record_well("--list-interpreters", python=None).out.split(None, 1), [OTHER, "not found\n"])

    def add_recording_of(self, release):
        """As if another machine had recorded the same trace."""
        file = self.trace_file()
        file["recordings"][release] = file["recordings"][HERE]
        file["variants"][0]["releases"].append(release)
        self.put_json("traces/group/one.json", file)


class Overlay(RecorderCase):
    """Another asyncio package, put first on the path."""

    def setUp(self):
        super().setUp()
        self.set_releases(OTHER, HERE)
        self.put_turn("group/one", {"feed_eof": None}, {"feed_data": "a"})
        self.folder = self.root / "overlay"
        shutil.copytree(str(Path(asyncio.__file__).parent), str(self.folder / "asyncio"), ignore=shutil.ignore_patterns("__pycache__"))
        streams = self.folder / "asyncio" / "streams.py"
        streams.write_text(streams.read_text(encoding="utf-8").replace("feed_data after feed_eof", "too late"), encoding="utf-8")

    def test_overlay_is_recorded_as_emulated(self):
        self.record_well()
        self.record_well("--overlay", str(self.folder), "--as", OTHER)
        file = self.trace_file()
        self.assertEqual(file["recordings"][OTHER], {"host": HERE, "implementation": "CPython", "kind": "emulated", "recorder": 1})
        texts = [variant["trace"]["turns"][0]["events"][1]["raised"]["text"] for variant in file["variants"]]
        self.assertEqual([variant["releases"] for variant in file["variants"]], [[OTHER], [HERE]])
        self.assertEqual(texts, ["too late", "feed_data after feed_eof"])

    def test_overlay_can_be_checked(self):
        self.record_well()
        done = self.record("--check", "--overlay", str(self.folder), "--as", HERE)
        self.assertEqual(done.code, 1)
        self.assertIn("too late", done.out)

    def test_overlay_without_asyncio_is_refused(self):
        done = self.record("--overlay", str(self.root), "--as", OTHER)
        self.assertEqual(done.code, 2)
        self.assertIn("there is no package asyncio in this folder", done.err)

    def test_overlay_without_as_is_refused(self):
        self.assertEqual(self.record("--overlay", str(self.folder)).code, 2)


class Drivers(RecorderCase):
    """A driver that does not do its work is named, and does not keep the others from being recorded."""

    def expect_error(self, behaviour, text, *arguments):
        done = self.record("--python", self.fake_interpreter(behaviour), *arguments)
        self.assertEqual(done.code, 2, done.out)
        self.assertIn("group/one", done.err)
        self.assertIn("fake-python", done.err)
        self.assertIn(text, done.err)
        self.assertTrue(self.trace_path().exists(), "the good interpreter was not recorded")

    def test_dead_driver_is_named(self):
        self.expect_error("next(requests); sys.exit(3)", "ended without an answer (exit status 3)")

    def test_driver_that_dies_at_once_is_named(self):
        self.expect_error("sys.exit(4)", "ended without an answer (exit status 4)")

    def test_babbling_driver_is_named(self):
        self.expect_error("next(requests); say('Hello, world')", "is not an answer: b'Hello, world")

    def test_driver_that_answers_another_question_is_named(self):
        self.expect_error("next(requests); say('{\"id\": 7, \"trace\": {}}')", "is not an answer")

    def test_hanging_driver_is_named(self):
        self.expect_error("next(requests); time.sleep(60)", "gave no answer within 1.0 s", "--timeout", "1")

    def test_driver_with_an_error_goes_on_with_the_next_script(self):
        self.put_script("group/two", READ_WHAT_IS_FED)
        done = self.record(python=self.fake_interpreter(
            "for number, _ in enumerate(requests, 1):\n"
            "    say(json.dumps({'id': number, 'error': 'cannot'} if number == 1 else {'id': number, 'trace': {'setup': [], 'turns': []}}))"))
        self.assertEqual(done.code, 2)
        self.assertIn("group/one", done.err)
        self.assertFalse(self.trace_path("group/one").exists())
        self.assertTrue(self.trace_path("group/two").exists())

    def test_driver_that_fails_again_and_again_is_given_up(self):
        for number in range(6):
            self.put_script(f"many/{number}", READ_WHAT_IS_FED)
        done = self.record("many/*", python=self.fake_interpreter("next(requests); sys.exit(3)"))
        self.assertEqual(done.code, 2)
        self.assertIn("many/2", done.err)
        self.assertIn("gave up, 4 scripts were not run", done.err)

    def test_interpreter_that_is_none_is_refused(self):
        done = self.record(python=str(self.root / "no-python"))
        self.assertEqual(done.code, 2)
        self.assertIn("no Python interpreter that runs", done.err)


if __name__ == "__main__":
    unittest.main()
