"""Programs of our own are captured whole, by each interpreter that is here, and do what they do without being captured."""

import subprocess
import sys
import textwrap

from capture_case import HERE, CaptureCase, find, recorded_releases, run

ECHO = str(HERE / "programs" / "echo.py")


class Programs(CaptureCase):
    def program(self, text):
        path = self.folder / "program.py"
        path.write_text("import asyncio, sys\n" + textwrap.dedent(text), encoding="utf-8")
        return str(path)

    def test_echo_is_captured_on_every_release(self):
        for release in recorded_releases():
            native = tuple(map(int, release.split(".")[:2]))
            python = find(release) if (3, 8) <= native < (3, 14) else None
            if python:
                with self.subTest(release=release):
                    report = self.capture(python, ECHO)
                    self.assertEqual((report["readers"], report["writers"], report["scripts"]), (2, 2, 2))
                    self.expect_replays(python)

    def test_program_prints_and_ends_as_without_capture(self):
        program = self.program("print(sys.argv, __name__, sys.path[0])\nsys.exit(3)\n")
        alone = subprocess.run([sys.executable, program, "a", "--b"], stdout=subprocess.PIPE, universal_newlines=True)
        captured = self.run_capture("--python", sys.executable, "--", program, "a", "--b")
        self.assertEqual(captured.stdout, alone.stdout)
        self.assertEqual(self.report()["status"], 3)

    def test_module_is_run_by_its_name(self):
        report = self.capture(sys.executable, "-m", "this")
        self.assertEqual(report["lives"], 0)

    def test_private_state_that_was_set_is_named_and_counted(self):
        report = self.capture(sys.executable, self.program("""
            async def meddles():
                reader = asyncio.StreamReader()
                reader.feed_data(b"abc")
                reader._buffer.clear()
                reader.feed_eof()
                print(await reader.read())
            asyncio.run(meddles())
            """))
        entry = report["excluded"]["private state was set"]
        self.assertEqual((entry["count"], entry["lives"][0]["detail"]), (1, "_buffer"))
        self.assertIn(" meddles", entry["lives"][0]["made"])
        self.assertEqual(report["scripts"], 0)

    def test_exception_that_no_script_names_is_named_and_counted(self):
        report = self.capture(sys.executable, self.program("""
            async def fails():
                reader = asyncio.StreamReader()
                reader.set_exception(ZeroDivisionError())
            asyncio.run(fails())
            """))
        self.assertEqual(report["excluded"]["exception of a class that no script names"]["lives"][0]["detail"], "ZeroDivisionError")

    def test_feed_between_two_tasks_keeps_its_place(self):
        self.capture(sys.executable, self.program("""
            async def main():
                reader = asyncio.StreamReader()
                first = asyncio.ensure_future(reader.readexactly(4))
                await asyncio.sleep(0)
                reader.feed_data(b"data")
                print(await reader.read(10))
                reader.feed_data(b"more")
                reader.feed_eof()
                await asyncio.wait([first])
            asyncio.run(main())
            """))
        self.assertEqual(self.report()["scripts"], 1, self.report())

    def test_redacted_script_keeps_separators_and_lengths(self):
        self.capture(sys.executable, self.program("""
            async def main():
                reader = asyncio.StreamReader()
                reader.feed_data(b"name=Alice17END\\n")
                print(await reader.readuntil(b"END"))
            asyncio.run(main())
            """), options=["--redact"])
        (script,) = self.scripts()
        feeds = [action["feed_data"] for turn in script["turns"] for step in turn["do"]
                 for action in step.get("body", [step]) if "feed_data" in action]
        self.assertEqual(feeds, ["xxxx=xxxxx00END\n"])

    def test_program_that_is_missing_is_a_clear_error(self):
        ended = self.run_capture("--", "nowhere.py")
        self.assertEqual(ended.returncode, 2)
        self.assertIn("nowhere.py: there is no such program", ended.stderr)

    def test_folder_that_is_no_capture_is_left_alone(self):
        self.output.mkdir()
        (self.output / "mine").write_text("mine", encoding="utf-8")
        ended = self.run_capture("--", ECHO)
        self.assertEqual(ended.returncode, 2)
        self.assertEqual([path.name for path in self.output.iterdir()], ["mine"])

    def test_second_capture_replaces_the_first(self):
        self.capture(sys.executable, ECHO)
        self.capture(sys.executable, "-m", "this")
        self.assertEqual(self.scripts(), [])
        self.assertEqual(sorted(path.name for path in self.folder.iterdir()), ["out"])


if __name__ == "__main__":
    run()
