"""Runs scripts on a program that has a fault, and compares with what CPython did; a clock only guards against one that hangs."""

from recorder import BadInput
from recorder.driver_process import DriverFailed, ScriptFailed
from recorder.recording import unsupported

from mutation.judging import STARTING, Judgement, judge

SEVERAL = 5  # ids are shown of those that differ
PATIENCE = 60  # seconds for a script without a fault, which ends: beside other work the largest ones take long


class ScriptJudge:
    """`golden`: script id → trace; `start(patience)` gives a driver that has so many seconds for a script (None: what the user
    said), or raises DriverFailed; `start_sound()` one without a fault. A fault is said to hang only where the sound driver
    answers in the same time."""

    def __init__(self, golden, start, start_sound):
        self._golden, self._start, self._start_sound = golden, start, start_sound
        self._driver = self._patience = None

    def check(self, scripts):
        """Without a fault every script must do what is recorded: else nothing is learnt from differences."""
        self._patience = PATIENCE
        try:
            differing = [script.id for script in scripts if self._answer(script) and self._answer(script)]
        finally:
            self._patience = None
            self._stop()
        if differing:
            raise BadInput(f"without any fault {len(differing)} scripts differ from their traces: {', '.join(differing[:SEVERAL])}")

    def judge(self, fault, scripts, enough):
        """What came of the fault that is in the program now."""
        try:
            self._driver = self._start(None)
        except DriverFailed:
            judgement = Judgement()
            judgement.noticed[STARTING] = "died"
            return judgement
        try:
            return judge(fault, scripts, self._ask, enough)
        finally:
            self._stop()

    def _is_answered_without_fault(self, script):
        """Whether the machine is quick enough, just now, for this script to say anything by its silence."""
        try:
            driver = self._start_sound()
        except DriverFailed:
            return False
        try:
            return driver.run(script.request) == self._golden[script.id]
        except (DriverFailed, ScriptFailed):
            return False
        finally:
            driver.kill()

    def _stop(self):
        if self._driver:
            self._driver.kill()
            self._driver = None

    def _ask(self, script):
        """How the script notices the fault, or None."""
        how = self._answer(script)
        return None if how == "hung" and not self._is_answered_without_fault(script) else how

    def _answer(self, script):
        """How the answer is another one than is recorded, or None."""
        try:
            self._driver = self._driver or self._start(self._patience)
            trace = unsupported(script, self._driver) or self._driver.run(script.request)
        except ScriptFailed:
            return "refused"
        except DriverFailed as error:
            self._driver = None
            return "hung" if is_slow(error) else "died"
        return None if trace == self._golden[script.id] else "differs"


def is_slow(error):
    """Whether a driver failed by taking too long."""
    return "gave no answer" in str(error)
