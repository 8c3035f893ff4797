"""Who is recorded: a release of CPython, the interpreter that runs it, and perhaps another asyncio package put before its own."""

import os

from recorder import VERSION, BadInput
from recorder.driver_process import DriverFailed, DriverProcess
from recorder.interpreters import find, version_of


class Subject:
    """A release, and how to run it."""

    def __init__(self, release, python, overlay=None, timeout=60):
        self.release = release
        self.python = python
        self.provenance = None  # Known once a driver was started.
        self._overlay = overlay
        self._timeout = timeout

    def start(self):
        """A new driver that is proven to be what is wanted."""
        driver = DriverProcess(self.python, self._overlay, self._timeout)
        mistake = self._mistake(driver.hello)
        if mistake:
            driver.kill()
            raise DriverFailed(mistake)
        self.provenance = {"implementation": driver.hello["implementation"], "kind": "native", "recorder": VERSION}
        if self._overlay:
            self.provenance.update(kind="emulated", host=driver.hello["version"])
        elif "host" in driver.hello:
            self.provenance.update(kind="wasm", host=driver.hello["host"])
        return driver

    def _mistake(self, hello):
        if hello["implementation"] != "CPython":
            return f"is {hello['implementation']}, not CPython"
        if self._overlay:
            if not hello["source"].startswith(str(self._overlay) + os.sep):
                return f"took asyncio from {hello['source']}, not from the overlay {self._overlay}"
        elif hello["version"] != self.release:
            return f"is {hello['version']}, not {self.release}"
        return None


class Choice:
    """Turns the command line's `--python`, `--overlay` and `--as` into subjects."""

    def __init__(self, releases, timeout, only_checking):
        self._releases = releases
        self._timeout = timeout
        self._only_checking = only_checking

    def of_record(self):
        """All releases of record that are there, and those that are not."""
        found = {release: find(release) for release in self._releases.recorded}
        subjects = [Subject(release, path, timeout=self._timeout) for release, path in found.items() if path]
        return subjects, [release for release, path in found.items() if not path]

    def named(self, python):
        """The subject for a `--python`, be it a path or a version."""
        path = self._path(python)
        version = python if path != python else version_of(path)
        if version is None:
            raise BadInput(f"--python {python}: this is no Python interpreter that runs")
        self._expect_of_record(f"--python {python}", version)
        return Subject(version, path, timeout=self._timeout)

    def overlaid(self, python, folder, release):
        """The subject for an `--overlay` that holds the asyncio of `release`."""
        if not (folder / "asyncio" / "__init__.py").exists():
            raise BadInput(f"--overlay {folder}: there is no package asyncio in this folder")
        self._expect_of_record("--as", release)
        return Subject(release, self._path(python), folder.resolve(), self._timeout)

    def _path(self, python):
        path = find(python) if python[:1].isdigit() else python
        if path is None:
            raise BadInput(f"--python {python}: no interpreter of this release was found; --list-interpreters shows which there are")
        return path

    def _expect_of_record(self, what, version):
        if version in self._releases.recorded or self._only_checking and self._releases.stand_in(version)[0]:
            return
        raise BadInput(f"{what}: {version} is not a release of record (spec/releases.json)")
