"""Running scripts on interpreters, several at a time."""

import threading
from concurrent.futures import ThreadPoolExecutor

from recorder.driver_process import DriverFailed, ScriptFailed

GIVE_UP_AFTER = 3  # failures of a driver in a row
OF_THE_MACHINE = ("ipv6", "localhost")  # That a machine lacks them says nothing of the release that runs on it.


class Recording:
    """The scripts each subject has to run, and what came of it."""

    def __init__(self, jobs, progress, took_trace, fail_fast=False):
        self._jobs = jobs
        self._fail_fast = fail_fast
        self._progress = progress
        self._took_trace = took_trace
        self._stop = threading.Event()
        self.failures = []

    def run(self, work):
        """`work`: pairs of a subject and its scripts. Calls `took_trace(subject, script, trace)` for each, in any order."""
        with ThreadPoolExecutor(max_workers=self._jobs) as pool:
            results = [pool.submit(self._run_all, subject, scripts) for subject, scripts in work]
            try:
                for result in results:
                    result.result()
            except BaseException:
                self.stop()
                raise

    def stop(self):
        """No script is begun any more."""
        self._stop.set()

    def _run_all(self, subject, scripts):
        driver, in_a_row = None, 0
        try:
            for number, script in enumerate(scripts):
                if self._stop.is_set():
                    return
                try:
                    driver = driver or subject.start()
                    trace = unsupported(script, driver) or driver.run(script.request)
                    in_a_row = 0
                except ScriptFailed as error:
                    self._fail(subject, script, f"the driver could not run it:\n{error}")
                    continue
                except DriverFailed as error:
                    driver, in_a_row = None, in_a_row + 1
                    if subject.provenance is None or in_a_row == GIVE_UP_AFTER:
                        self._fail(subject, script, f"the driver {error}; gave up, {len(scripts) - number} scripts were not run")
                        return
                    self._fail(subject, script, f"the driver {error}")
                    continue
                self._progress.step()
                self._took_trace(subject, script, trace)
            self._progress.say(f"{subject.release}: {len(scripts)} scripts run")
        finally:
            if driver:
                driver.close()

    def _fail(self, subject, script, what):
        self.failures.append(f"{script.id}: {subject.release} ({subject.python}): {what}")
        self._progress.say("error: " + self.failures[-1])
        if self._fail_fast:
            self.stop()


def unsupported(script, driver):
    """What takes the place of a trace where the driver's release lacks what the script needs; else None."""
    has = set(driver.hello.get("features", []))
    lacking = sorted(script.needs - has)
    of_the_machine = [feature for feature in lacking if feature in OF_THE_MACHINE]
    if of_the_machine and "sockets" in has:
        raise ScriptFailed(f"it needs what this machine lacks: {', '.join(of_the_machine)}")
    return {"unsupported": lacking} if lacking else None
