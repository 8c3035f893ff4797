"""--output: the form for machines in a file, which is written whole or not at all, and the one for people on stdout."""

import os
import signal
import stat
import subprocess
import tempfile
import time
import unittest

from command_case import CommandCase


class OutputTest(CommandCase):
    def start_and_wait_in_the_middle(self, *arguments):
        """Starts a replay, and returns when its adapter has been asked a script that it does not answer yet."""
        self.add("read/a")
        self.add("read/b", "wait")
        process = subprocess.Popen(self.command(["replay", *arguments, *self.adapter(folder=self.root)]), cwd=self.root,
                                   env=self.environment(), stdout=subprocess.PIPE)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        deadline = time.monotonic() + 30
        while not (self.root / "asked").exists():
            self.assertLess(time.monotonic(), deadline, "the adapter was not asked")
            time.sleep(0.01)
        return process

    def files(self):
        return sorted(path.name for path in self.root.iterdir() if path.is_file() and path.name != "asked")

    def test_file_has_the_form_and_stdout_the_one_for_people(self):
        self.add("read/one", at_eof=True)
        told = self.output_of(1, "replay")
        formats = {"json": "{", "jsonl": "{", "junit": "<?xml", "tap": "TAP version 14\n", "github": "::error", "markdown": "##"}
        for form, begin in formats.items():
            self.assertEqual(self.output_of(1, "replay", "--format", form, "--output", "results"), told)
            self.assertTrue(self.get("results").startswith(begin), form)
        self.assertEqual(self.files(), ["results"])

    def test_file_has_what_stdout_would_have_had(self):
        self.add("read/one")
        self.output_of(0, "replay", "--format", "tap", "-o", "results.tap")
        self.assertEqual(self.get("results.tap"), self.output_of(0, "replay", "--format", "tap"))

    def test_certify_writes_a_file_too(self):
        told = self.output_of(1, "certify", "honest", "--seed", "1", "--scripts", "20", "--format", "tap", "-o", "results.tap",
                              *self.adapter("liar"))
        self.assertIn("honest: no", told)
        self.assertIn("not ok 1 - honest in liar 1\n", self.get("results.tap"))

    def test_earlier_file_stays_until_the_new_one_is_whole(self):
        self.put("results", "earlier")
        process = self.start_and_wait_in_the_middle("--format", "json", "--output", "results")
        self.assertEqual(self.get("results"), "earlier")
        self.put("go", "")
        process.stdout.read()
        self.assertEqual(process.wait(), 0)
        self.assertTrue(self.get("results").endswith("}\n"))

    def test_run_that_is_killed_leaves_the_earlier_file_and_nothing_else(self):
        self.put("results", "earlier")
        process = self.start_and_wait_in_the_middle("--format", "json", "--output", "results")
        process.send_signal(signal.SIGKILL)
        process.wait()
        self.put("go", "")
        self.assertEqual(self.get("results"), "earlier")
        self.assertEqual(self.files(), ["go", "results"])

    def test_folder_that_is_missing_is_told_before_anything_is_asked(self):
        self.add("read/one")
        done = self.run_program("replay", "--output", "none/results", "--adapter", "echo was started >&2")
        self.assertEqual((done.code, done.out), (2, ""))
        self.assertIn("none/results: the file cannot be written: No such file or directory", done.err)
        self.assertNotIn("was started", done.err)

    def test_file_that_takes_nothing_exits_2(self):
        self.add("read/one")
        done = self.run_program("replay", "--format", "json", "--output", "/dev/full")
        self.assertEqual(done.code, 2)
        self.assertIn("/dev/full: the file cannot be written", done.err)

    def test_pipe_is_written_to(self):
        self.add("read/one")
        written = self.output_of(0, "replay", "--format", "tap", "--output", "/dev/stdout")
        self.assertTrue(written.startswith("TAP version 14\n"))
        self.assertIn("\ntotal ", written)

    def test_stdout_that_is_a_file_is_written_to(self):
        self.add("read/one")
        for name in "/proc/self/fd/1", "/dev/stdout":
            with self.subTest(name), tempfile.TemporaryFile() as file:  # It has no name: what leads to it leads nowhere.
                command = self.command(["replay", "--format", "tap", "--output", name])
                code = subprocess.run(command, cwd=self.root, env=self.environment(), stdout=file, timeout=60).returncode
                file.seek(0)
                written = file.read().decode("utf-8")
                self.assertEqual(code, 0)
                self.assertTrue(written.startswith("TAP version 14\n"), written)
                self.assertIn("\ntotal ", written)

    def test_link_that_leads_nowhere_stays_a_link(self):
        self.add("read/one")
        (self.root / "link").symlink_to("new")
        self.output_of(0, "replay", "--format", "tap", "--output", "link")
        self.assertTrue((self.root / "link").is_symlink())
        self.assertTrue(self.get("new").startswith("TAP"))

    def test_link_stays_a_link(self):
        self.add("read/one")
        self.put("real", "earlier")
        (self.root / "link").symlink_to("real")
        self.output_of(0, "replay", "--format", "tap", "--output", "link")
        self.assertTrue((self.root / "link").is_symlink())
        self.assertTrue(self.get("real").startswith("TAP"))

    def test_permissions_are_those_of_the_earlier_file_or_of_any_new_one(self):
        self.add("read/one")
        self.put("earlier", "").chmod(0o604)
        mask = os.umask(0o027)
        self.addCleanup(os.umask, mask)
        for name, permissions in ("earlier", 0o604), ("new", 0o640):
            self.output_of(0, "replay", "--format", "tap", "--output", name)
            self.assertEqual(stat.S_IMODE((self.root / name).stat().st_mode), permissions)


if __name__ == "__main__":
    unittest.main()
