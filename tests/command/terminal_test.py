"""The command on a terminal, and where there is none: colours, progress, width, the pager, the last lines of a failing run."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios
import threading
import time
import unittest

from command_case import PROJECT, CommandCase

RED_FAIL = "\x1b[31mFAIL\x1b[0m"


class TerminalCase(CommandCase):
    def setUp(self):
        super().setUp()
        self.add("read/good")
        self.add("read/bad", "differ")

    def on_terminal(self, *arguments, columns=80, out=True, err=True, **environment):
        """Runs the program with stdin, and stdout and stderr where they are wanted, on a terminal of that width. The result has
        `code`, `screen`, all that was written to the terminal, and `piped`, what was not."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        done = subprocess.Popen(self.command(arguments), env=self.environment(**dict({"TERM": "xterm"}, **environment)),
                                cwd=self.root, stdin=slave, stdout=slave if out else subprocess.PIPE,
                                stderr=slave if err else subprocess.PIPE, start_new_session=True)
        os.close(slave)
        written = []
        reader = threading.Thread(target=self.read_to_end, args=(master, written))
        reader.start()
        piped = b"".join(part or b"" for part in done.communicate(timeout=60))
        reader.join()
        done.code, done.screen, done.piped = done.returncode, b"".join(written).decode("utf-8"), piped.decode("utf-8")
        done.screen = done.screen.replace("\r\n", "\n")
        return done

    @staticmethod
    def read_to_end(master, written):
        try:
            while True:
                piece = os.read(master, 65536)
                if not piece:
                    break
                written.append(piece)
        except OSError:
            pass  # nobody has the other end any more
        os.close(master)

    def fails(self, *arguments):
        """A replay in which one of two scripts fails."""
        return ["replay", *self.adapter(), *arguments]


class ColourTest(TerminalCase):
    def assert_coloured(self, done):
        self.assertEqual(done.code, 1)
        self.assertIn(RED_FAIL, done.screen if done.screen else done.piped)

    def assert_plain(self, done):
        self.assertEqual(done.code, 1)
        text = done.screen if "FAIL" in done.screen else done.piped
        self.assertIn("FAIL", text)
        self.assertNotIn("\x1b[3", text)

    def test_terminal_has_colours(self):
        self.assert_coloured(self.on_terminal(*self.fails()))

    def test_pipe_has_none(self):
        self.assertNotIn("\x1b", self.output_of(1, *self.fails()))

    def test_no_color_turns_them_off(self):
        self.assert_plain(self.on_terminal(*self.fails(), NO_COLOR="1"))

    def test_empty_no_color_says_nothing(self):
        self.assert_coloured(self.on_terminal(*self.fails(), NO_COLOR=""))

    def test_dumb_terminal_has_none(self):
        self.assert_plain(self.on_terminal(*self.fails(), TERM="dumb"))

    def test_color_never_turns_them_off(self):
        self.assert_plain(self.on_terminal(*self.fails("--color", "never")))

    def test_color_always_turns_them_on(self):
        self.assertIn(RED_FAIL, self.output_of(1, *self.fails("--color", "always")))
        self.assertIn(RED_FAIL, self.run_program(*self.fails("--color", "always"), NO_COLOR="1").out)

    def test_color_auto_is_the_default(self):
        self.assert_coloured(self.on_terminal(*self.fails("--color", "auto")))
        self.assertNotIn("\x1b", self.output_of(1, *self.fails("--color", "auto")))

    def test_color_of_another_name_is_refused(self):
        self.assertEqual(self.run_program("replay", "--color", "pink").code, 2)

    def test_machines_get_none(self):
        for form in "json", "jsonl", "junit", "tap", "github", "markdown":
            self.assertNotIn("\x1b", self.output_of(1, *self.fails("--color", "always", "--format", form)), form)

    def test_file_gets_none_while_stdout_has_them(self):
        done = self.on_terminal(*self.fails("--format", "markdown", "--output", "summary.md"))
        self.assertIn(RED_FAIL, done.screen)
        self.assertNotIn("\x1b", self.get("summary.md"))


class ProgressTest(TerminalCase):
    def test_bar_on_a_terminal_is_taken_away_at_the_end(self):
        done = self.on_terminal("replay", out=False)
        self.assertEqual(done.code, 0)
        self.assertIn("█", done.screen)
        self.assertIn("100%, 2 of 2 scripts", done.screen.replace("100%, 4 of 4", "100%, 2 of 2"))
        self.assertTrue(done.screen.endswith("\r\x1b[K"))
        self.assertNotIn("█", done.piped)

    def test_bar_fits_the_terminal(self):
        for columns in 16, 30, 44, 200:
            screen = self.on_terminal("replay", out=False, columns=columns).screen
            shown = [re.sub(r"\x1b\[K", "", part) for part in screen.split("\r")]
            self.assertGreater(max(map(len, shown)), 0)
            self.assertLess(max(map(len, shown)), columns, screen)

    def test_lines_of_json_are_not_torn_by_a_bar(self):
        done = self.on_terminal("replay", "--format", "jsonl")
        self.assertNotIn("█", done.screen)

    def test_short_run_without_a_terminal_says_nothing(self):
        self.assertEqual(self.run_program("replay").err, "")
        self.assertEqual(self.on_terminal("replay", TERM="dumb", out=False).screen, "")

    def test_exploration_tells_how_far_it_is_in_one_line(self):
        done = self.on_terminal("explore", "--random", "--time", "1.3", "--expected", "reference", "--spec", PROJECT / "spec",
                                out=False, columns=40)
        self.assertEqual(done.code, 0)
        shown = done.screen.split("\r")
        self.assertRegex(shown[1], r"^[0-9]+ compared, [0-9]+/s, 0 s left")
        self.assertLess(len(shown[1].replace("\x1b[K", "")), 40)
        self.assertEqual(shown[-1], "\x1b[K")

    def test_long_run_without_a_terminal_says_a_plain_line_from_time_to_time(self):
        self.add("read/wait", "wait")
        process = subprocess.Popen(self.command(["replay", "--jobs", "1", *self.adapter(folder=self.root)]), cwd=self.root,
                                   env=self.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        time.sleep(10.2)  # it is silent for ten seconds
        self.put("go", "")
        self.assertEqual(process.communicate(timeout=60)[1].decode(), "streamspec: 100%, 3 of 3 scripts\n")


class WidthTest(TerminalCase):
    def side_by_side(self, columns):
        screen = self.on_terminal(*self.fails("--color", "never"), columns=columns, err=False).screen
        lines = [line for line in screen.splitlines() if "│" in line]
        self.assertGreater(len(lines), 0)
        return lines

    def test_sides_are_as_wide_as_the_terminal_lets_them(self):
        narrow, wide = self.side_by_side(60), self.side_by_side(160)
        self.assertLessEqual(max(map(len, narrow)), 60)
        self.assertLessEqual(max(map(len, wide)), 160)
        self.assertIn("…", "".join(narrow))
        self.assertNotIn("…", "".join(wide))


class LastLinesTest(TerminalCase):
    def test_failing_run_ends_with_what_failed_how_to_see_it_and_what_is_right(self):
        self.add("read/bad", at_eof=True)
        lines = self.output_of(1, "replay", "--release", "3.12.1").splitlines()
        self.assertRegex(lines[-3], "^1 of 2 failed, first read/bad in 3.12.1: result, turn 0: returned$")
        self.assertEqual(lines[-2:], ["see it alone:       streamspec replay read/bad --release 3.12.1",
                                      "what CPython does:  streamspec show read/bad"])

    def test_command_of_the_last_lines_shows_the_failure_alone(self):
        self.add("read/bad", at_eof=True)
        command = self.output_of(1, "replay", "--release", "3.12.1").splitlines()[-2].split("streamspec ")[1]
        again = self.output_of(1, *command.split())
        self.assertIn("1 of 1 failed, first read/bad", again)

    def test_good_run_ends_with_its_table(self):
        self.assertRegex(self.output_of(0, "replay").splitlines()[-1], "^total ")


class PagerTest(TerminalCase):
    PAGER = "sed s/^/paged:/"

    def test_list_and_show_are_paged_on_a_terminal(self):
        listed = self.on_terminal("list", PAGER=self.PAGER).screen.splitlines()
        self.assertEqual(len(listed), 2)
        self.assertTrue(all(line.startswith("paged:") for line in listed), listed)
        shown = self.on_terminal("show", "read/good", PAGER=self.PAGER).screen.splitlines()
        self.assertTrue(all(line.startswith("paged:") for line in shown), shown)

    def test_paged_text_has_colours(self):
        self.assertIn("\x1b[1m", self.on_terminal("list", PAGER=self.PAGER).screen)

    def test_pipe_is_not_paged(self):
        self.assertNotIn("paged:", self.run_program("list", PAGER=self.PAGER).out)
        self.assertNotIn("paged:", self.on_terminal("list", out=False, PAGER=self.PAGER).piped)

    def test_no_pager_and_cat_page_nothing(self):
        self.assertNotIn("paged:", self.on_terminal("list", "--no-pager", PAGER=self.PAGER).screen)
        self.assertIn("read/good", self.on_terminal("list", PAGER="cat").screen)

    def test_json_is_not_paged(self):
        for arguments in ["list"], ["show", "read/good"]:
            self.assertNotIn("paged:", self.on_terminal(*arguments, "--format", "json", PAGER=self.PAGER).screen)

    def test_less_is_the_default_and_lets_colours_pass(self):
        less = self.put("bin/less", '#!/bin/sh\nwhile read -r line; do echo "less -$LESS: $line"; done\n')
        less.chmod(0o755)
        done = self.on_terminal("list", PATH=f"{less.parent}:{os.environ['PATH']}")
        self.assertTrue(done.screen.startswith("less -FRX: "), done.screen)

    def test_pager_that_is_left_early_is_no_error(self):
        for number in range(2000):
            self.put(f"spec/scripts/many/a{number}.json", self.get("spec/scripts/read/good.json"))
        done = self.on_terminal("list", PAGER="head -n 1")
        self.assertEqual((done.code, len(done.screen.splitlines())), (0, 1))


class UnknownVerbTest(CommandCase):
    def test_verb_that_was_probably_meant_is_named(self):
        for mistyped, meant in {"reply": "replay", "replai": "replay", "lst": "list", "exlpore": "explore"}.items():
            done = self.run_program(mistyped)
            self.assertEqual(done.code, 2)
            self.assertIn(f"streamspec: there is no verb `{mistyped}`; did you mean `{meant}`?\n", done.err)

    def test_verb_that_is_like_none_gets_the_list(self):
        done = self.run_program("quaternion")
        self.assertEqual(done.code, 2)
        self.assertNotIn("did you mean", done.err)
        self.assertIn("The verbs are replay, list, show, drift, serve, certify, explore, report; ", done.err)


if __name__ == "__main__":
    unittest.main()
