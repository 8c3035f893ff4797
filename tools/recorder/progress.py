"""How far the work is: one line that is rewritten on a terminal, plain lines elsewhere."""

import sys
import threading

ERASE_LINE = "\r\033[K"


class Progress:
    def __init__(self, stream=sys.stderr):
        self.done = 0
        self.total = 0
        self._stream = stream
        self._percent = None
        self._terminal = stream.isatty()
        self._lock = threading.Lock()

    def step(self):
        """One more script was run."""
        with self._lock:
            self.done += 1
            percent = 100 * self.done // self.total
            if self._terminal and percent != self._percent:
                self._percent = percent
                self._write(f"{ERASE_LINE}{percent:3} %  {self.done} of {self.total}")

    def say(self, line):
        """A line that stays."""
        with self._lock:
            self._clear()
            self._write(line + "\n")

    def result(self, text):
        """A line for whoever reads stdout."""
        with self._lock:
            self._clear()
            print(text, flush=True)

    def end(self):
        with self._lock:
            self._clear()

    def _clear(self):
        if self._terminal:
            self._write(ERASE_LINE)

    def _write(self, text):
        self._stream.write(text)
        self._stream.flush()
