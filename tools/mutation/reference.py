"""The C++ reference as a subject of mutation: one program, whose faults are switched on one at a time."""

import os
import subprocess
from pathlib import Path

from recorder import PROJECT
from recorder.driver_process import DriverProcess

from mutation.cpp_build import Build
from mutation.cpp_faults import SWITCH, cpp_faults
from mutation.script_judge import ScriptJudge

AREAS = {"stream_reader": "reader", "stream_writer": "writer", "stream_reader_protocol": "protocol", "flow_control": "protocol"}
SOURCES = [f"reference/core/src/{name}.cpp" for name in AREAS] + [f"reference/core/include/asyncio/{name}.hpp" for name in AREAS]


class ReferenceSubject:
    HELP = "faults in the C++ reference"
    name = "reference"

    @staticmethod
    def add_options(command):
        command.add_argument("--release", default="3.13.0", metavar="VERSION", help="to behave as (default: %(default)s)")
        command.add_argument("--build", type=Path, default=PROJECT / "build" / "mutation", metavar="DIR",
                             help="where the program with all faults is built (default: build/mutation)")

    def __init__(self, options, corpus):
        self._release, self._timeout, self._corpus = options.release, options.timeout, corpus
        self._build = Build(options.build.resolve(), SOURCES)
        self._judge = ScriptJudge(corpus.golden(options.release), self._start, self._start_sound, lambda script: script.whole,
                                  is_foreign=True)

    def faults(self):
        return self._build.generate(cpp_faults(self._build.texts, lambda path: AREAS[Path(path).stem]))

    def check_without_fault(self):
        self._build.compile()
        self._switch(0)
        self._judge.check(self._corpus.scripts)

    def judge(self, fault, scripts, enough):
        self._switch(fault.number)
        return self._judge.judge(fault, scripts, enough)

    @staticmethod
    def _switch(number):
        os.environ[SWITCH] = str(number)

    def _start(self, patience):
        command = [str(self._build.program), "serve", "--release", self._release,
                   "--spec", str(PROJECT / "spec"), "--traces", str(PROJECT / "traces")]
        return DriverProcess(command[0], timeout=patience or self._timeout, arguments=command[1:], stderr=subprocess.DEVNULL)

    def _start_sound(self):
        faulty = os.environ[SWITCH]
        self._switch(0)
        try:
            return self._start(None)
        finally:
            os.environ[SWITCH] = faulty

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass
