"""CPython's own asyncio/streams.py as a subject of mutation."""

import os
import subprocess

from recorder import BadInput
from recorder.driver_process import DriverProcess
from recorder.interpreters import find

from mutation.overlay import Overlay
from mutation.python_faults import python_faults
from mutation.script_judge import ScriptJudge

AREAS = {"StreamReader": "reader", "": "reader", "StreamWriter": "writer", "StreamReaderProtocol": "protocol",
         "FlowControlMixin": "protocol"}  # The module's only constant is the reader's default limit.


def area_of(name):
    return AREAS.get(name, "functions")


class CPythonSubject:
    HELP = "faults in the asyncio/streams.py of an installed CPython"

    @staticmethod
    def add_options(command):
        command.add_argument("--release", default="3.13.0", metavar="VERSION", help="of CPython (default: %(default)s)")
        command.add_argument("--timeout", type=float, default=5, metavar="SECONDS", help="for one script (default: %(default)s)")

    def __init__(self, options, corpus):
        python = find(options.release)
        if python is None:
            raise BadInput(f"no interpreter of CPython {options.release} was found")
        self.name = f"cpython-{options.release}"
        self._corpus = corpus
        self._overlay = Overlay(python)
        self._python, self._timeout = python, options.timeout
        self._judge = ScriptJudge(corpus.golden(options.release), self._start, self._start_sound)

    def faults(self):
        return python_faults(self._overlay.source, area_of)

    def check_without_fault(self):
        self._overlay.put(self._overlay.source)
        self._judge.check(self._corpus.scripts)
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"  # From now on: the modules that do not change are compiled.

    def judge(self, fault, scripts, enough):
        self._overlay.put(fault.apply())
        return self._judge.judge(fault, scripts, enough)

    def _start(self, patience):
        driver = DriverProcess(self._python, self._overlay.folder, patience or self._timeout, stderr=subprocess.DEVNULL)
        if not driver.hello["source"].startswith(str(self._overlay.folder) + os.sep):
            driver.kill()
            raise BadInput(f"asyncio was taken from {driver.hello['source']}, not from the overlay")
        return driver

    def _start_sound(self):
        return DriverProcess(self._python, None, self._timeout, stderr=subprocess.DEVNULL)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._overlay.__exit__()
