"""How far the work is: one line that is rewritten on a terminal, plain lines elsewhere."""

import sys
import threading


class Progress:
    def __init__(self, total, stream=sys.stderr):
        self._total = total
        self._stream = stream
        self._done = 0
        self._shown = None
        self._terminal = stream.isatty()
        self._lock = threading.Lock()

    def step(self):
        """One more script was run."""
        with self._lock:
            self._done += 1
            percent = 100 * self._done // max(1, self._total)
            if self._terminal and percent != self._shown:
                self._shown = percent
                self._stream.write(f"\r\033[K{percent:3} %  {self._done} of {self._total}")
                self._stream.flush()

    def say(self, line):
        """A line that stays."""
        with self._lock:
            self._stream.write(("\r\033[K" if self._terminal else "") + line + "\n")
            self._stream.flush()

    def end(self):
        if self._terminal:
            self._stream.write("\r\033[K")
            self._stream.flush()
