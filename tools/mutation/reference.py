"""The C++ reference as a subject of mutation: one program, whose faults are switched on one at a time."""

import os
import subprocess
from pathlib import Path

from recorder import PROJECT
from recorder.driver_process import DriverProcess
from recorder.releases import Releases

from mutation.cpp_build import Build
from mutation.cpp_faults import SWITCH, cpp_faults
from mutation.script_judge import ScriptJudge

AREAS = {"stream_reader": "reader", "stream_writer": "writer", "stream_reader_protocol": "protocol", "flow_control": "protocol"}
FIRST = "3.13.0"  # of the releases of record, the one whose faults in streams.py were judged, too
SOURCES = [f"reference/core/src/{name}.cpp" for name in AREAS] + [f"reference/core/include/asyncio/{name}.hpp" for name in AREAS]


class ReferenceSubject:
    HELP = "faults in the C++ reference"
    name = "reference"

    @staticmethod
    def add_options(command):
        command.add_argument("--release", action="append", metavar="VERSION",
                             help="to behave as; of several the next is asked for what none noticed before (default: all of record)")
        command.add_argument("--build", type=Path, default=PROJECT / "build" / "mutation", metavar="DIR",
                             help="where the program with all faults is built (default: build/mutation)")

    def __init__(self, options, corpus):
        self._timeout, self._corpus = options.timeout, corpus
        self._build = Build(options.build.resolve(), SOURCES)
        self._judges = {release: self._judge_as(release) for release in options.release or recorded_releases()}

    def faults(self):
        return self._build.generate(cpp_faults(self._build.texts, lambda path: AREAS[Path(path).stem]))

    def check_without_fault(self):
        self._build.compile()
        self._switch(0)
        for release, judge in self._judges.items():
            judge.check(self._scripts_for(release, self._corpus.scripts))

    def judge(self, fault, scripts, enough):
        """As the first release that notices the fault: much of the code is only for some of them."""
        self._switch(fault.number)
        for release, judge in self._judges.items():
            judgement = judge.judge(fault, self._scripts_for(release, scripts), enough)
            if judgement.noticed:
                break
        return judgement

    def _scripts_for(self, release, scripts):
        """Sockets cost most, and the core is the same below them: they are asked once."""
        return scripts if release == next(iter(self._judges)) else [script for script in scripts if not script.is_wire]

    def _judge_as(self, release):
        return ScriptJudge(self._corpus.golden(release), lambda patience: self._start(release, patience),
                           lambda: self._start_sound(release), lambda script: script.whole, is_foreign=True)

    @staticmethod
    def _switch(number):
        os.environ[SWITCH] = str(number)

    def _start(self, release, patience):
        command = [str(self._build.program), "serve", "--release", release,
                   "--spec", str(PROJECT / "spec"), "--traces", str(PROJECT / "traces")]
        return DriverProcess(command[0], timeout=patience or self._timeout, arguments=command[1:], stderr=subprocess.DEVNULL)

    def _start_sound(self, release):
        faulty = os.environ[SWITCH]
        self._switch(0)
        try:
            return self._start(release, None)
        finally:
            os.environ[SWITCH] = faulty

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


def recorded_releases():
    """All releases of record, beginning with FIRST."""
    return sorted(Releases(PROJECT / "spec" / "releases.json").recorded, key=lambda release: release != FIRST)
