"""How far a long run is: done, rate, time left, what was found."""

import sys
import time


class Estimate:
    """On a terminal one line that is rewritten; elsewhere a line now and then."""

    SELDOM = 30  # seconds

    def __init__(self, total, stream=sys.stderr):
        self._total, self._done, self._skipped, self._stream = total, 0, 0, stream
        self._begun = self._shown = time.monotonic()

    def skip(self, count):
        """So many were done by an earlier run."""
        self._skipped = count

    def step(self, found):
        self._done += 1
        now = time.monotonic()
        if not self._stream.isatty() and now - self._shown < self.SELDOM:
            return
        self._shown = now
        rate = self._done / max(now - self._begun, 1e-9)
        left = (self._total - self._skipped - self._done) / rate
        line = f"{self._skipped + self._done} of {self._total}, {rate:.2f}/s, {left:.0f} s left, {found}"
        self._stream.write(f"\r\033[K{line}" if self._stream.isatty() else line + "\n")
        self._stream.flush()

    def end(self):
        if self._stream.isatty():
            self._stream.write("\r\033[K")
