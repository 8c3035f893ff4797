"""The completion of zsh: an interactive one is typed to."""

import os
import pty
import subprocess
import threading
import time
import unittest

from command_case import HERE, CommandCase, need
from completion_case import Completions

CLEAR_LINE, TAB = "\x15", "\t"


class ZshTest(Completions, CommandCase):
    SHELL = "zsh"

    def setUp(self):
        super().setUp()
        (self.root / "functions").mkdir()
        (self.root / "completion").rename(self.root / "functions" / "_streamspec")
        self.master, slave = pty.openpty()
        self.shell = subprocess.Popen(["zsh", "-f", "-i"], stdin=slave, stdout=slave, stderr=slave, cwd=self.root,
                                      env=self.environment(TERM="dumb"), start_new_session=True)
        os.close(slave)
        self.screen = []
        reader = threading.Thread(target=self.read_screen)
        reader.start()
        self.addCleanup(os.close, self.master)
        self.addCleanup(reader.join)
        self.addCleanup(self.shell.wait)
        self.addCleanup(self.shell.kill)
        self.type(f"source {HERE / 'ask_completion.zsh'}; print >ready\n")
        self.wait_until(lambda: (self.root / "ready").exists())

    def read_screen(self):
        try:
            while True:
                self.screen.append(os.read(self.master, 65536))
        except OSError:
            pass  # the shell has ended

    def type(self, text):
        os.write(self.master, text.encode())

    def wait_until(self, condition):
        deadline = time.monotonic() + 30
        while not condition():
            self.assertLess(time.monotonic(), deadline, b"".join(self.screen).decode("utf-8", "replace"))
            time.sleep(0.01)

    def candidates(self, line):
        offered = self.put("offered", "")
        self.type(line + TAB)
        self.wait_until(lambda: offered.read_text().endswith(".\n"))
        self.type(CLEAR_LINE)
        return set(offered.read_text().split("\n")) - {"", "."}

    def test_values_with_commas_between_them(self):
        self.assertEqual(self.candidates("streamspec replay --aspects result,f"), {"flow"})


if __name__ == "__main__":
    need("zsh")
    unittest.main()
