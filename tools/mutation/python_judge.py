"""Runs the corpus on CPython with a fault in its streams, and compares with what the release itself did."""

import os
import subprocess

from recorder import BadInput
from recorder.driver_process import DriverFailed, DriverProcess, ScriptFailed
from recorder.recording import unsupported

from mutation.judging import STARTING, Judgement, judge


class PythonJudge:
    """Judges faults of one release. `golden`: script id → trace."""

    def __init__(self, python, overlay, golden, timeout):
        self._python, self._overlay, self._golden, self._timeout = python, overlay, golden, timeout
        self._driver = None

    def check_without_fault(self, scripts):
        """The release itself must do what is recorded, also from the overlay: else nothing is learnt from differences."""
        self._overlay.put(self._overlay.source)
        differing = [script.id for script in scripts if self._ask(script) and self._ask(script)]
        self._stop()
        if differing:
            raise BadInput(f"without any fault {len(differing)} scripts differ from their traces: {', '.join(differing[:5])}")
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"  # From now on: the modules that do not change are compiled.

    def judge(self, fault, scripts, enough):
        self._overlay.put(fault.apply())
        try:
            self._start()
        except DriverFailed:
            judgement = Judgement()
            judgement.noticed[STARTING] = "died"
            return judgement
        try:
            return judge(fault, scripts, self._ask, enough)
        finally:
            self._stop()

    def _start(self):
        driver = DriverProcess(self._python, self._overlay.folder, self._timeout, stderr=subprocess.DEVNULL)
        if not driver.hello["source"].startswith(str(self._overlay.folder) + os.sep):
            driver.kill()
            raise BadInput(f"asyncio was taken from {driver.hello['source']}, not from the overlay")
        self._driver = driver

    def _stop(self):
        if self._driver:
            self._driver.kill()
            self._driver = None

    def _ask(self, script):
        try:
            if not self._driver:
                self._start()
            trace = unsupported(script, self._driver) or self._driver.run(script.request)
        except ScriptFailed:
            return "refused"
        except DriverFailed as error:
            self._driver = None
            return "hung" if "gave no answer" in str(error) else "died"
        return None if trace == self._golden[script.id] else "differs"
