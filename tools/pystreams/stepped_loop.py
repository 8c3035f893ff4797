"""What the loops of the driver have in common: a clock that moves only when told, and one iteration at a time."""


class SteppedLoop:
    """To be put before one of asyncio's own loops, whose ready queue and timer heap it looks at."""

    def __init__(self):
        self._now = 0
        super().__init__()
        # What counts as "due now". The true resolution of a clock would vanish when added to a large virtual time.
        self._clock_resolution = 1e-6
        self.set_debug(False)

    def time(self):
        return self._now

    def advance(self, seconds):
        self._now += seconds

    def run_iteration(self):
        """Runs exactly the callbacks that are ready now, those of the timers and sockets that are included."""
        self.stop()
        self.run_forever()

    def is_idle(self):
        """Whether no callback waits to be run. Of sockets it says nothing."""
        if any(not handle._cancelled for handle in self._ready):
            return False
        due = self._now + self._clock_resolution
        return not any(handle._when < due and not handle._cancelled for handle in self._scheduled)
