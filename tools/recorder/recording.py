"""Running scripts on interpreters, several at a time."""

import threading
from concurrent.futures import ThreadPoolExecutor

from recorder import VERSION
from recorder.driver_process import DriverFailed, DriverProcess, ScriptFailed

GIVE_UP_AFTER = 3  # failures of a driver in a row


class Subject:
    """A release, and how to run it."""

    def __init__(self, release, python, overlay=None, timeout=60):
        self.release = release
        self.python = python
        self.overlay = overlay
        self.timeout = timeout
        self.provenance = None

    def start(self):
        """A new driver that is proven to be what is wanted."""
        driver = DriverProcess(self.python, self.overlay, self.timeout)
        hello = driver.hello
        mistake = None
        if self.overlay and not hello["source"].startswith(str(self.overlay)):
            mistake = f"took asyncio from {hello['source']}, not from the overlay {self.overlay}"
        elif not self.overlay and hello["version"] != self.release:
            mistake = f"is {hello['version']}, not {self.release}"
        if mistake:
            driver.kill()
            raise DriverFailed(mistake)
        self.provenance = {"implementation": hello["implementation"], "kind": "native", "recorder": VERSION}
        if self.overlay:
            self.provenance.update(kind="emulated", host=hello["version"])
        return driver


class Recording:
    """The scripts each subject has to run, and what came of it."""

    def __init__(self, jobs, progress, took_trace):
        self._jobs = jobs
        self._progress = progress
        self._took_trace = took_trace
        self._stop = threading.Event()
        self.failures = []

    def run(self, work):
        """`work`: pairs of a subject and its scripts. Calls `took_trace(subject, script, trace)` for each, in any order."""
        with ThreadPoolExecutor(max_workers=self._jobs) as pool:
            results = [pool.submit(self._run_all, subject, scripts) for subject, scripts in work]
        for result in results:
            result.result()

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
                    trace = driver.run(script.request)
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
