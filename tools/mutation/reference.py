"""The C++ reference as a subject of mutation: one program, whose faults are switched on one at a time, and which replays the scripts."""

from pathlib import Path

from recorder import PROJECT, BadInput
from recorder.releases import Releases

from mutation.cpp_build import Build
from mutation.cpp_faults import cpp_faults
from mutation.judging import Judgement
from mutation.replaying import Replaying

AREAS = {"stream_reader": "reader", "stream_writer": "writer", "stream_reader_protocol": "protocol", "flow_control": "protocol"}
FIRST = "3.13.0"  # of the releases of record, the one whose own faults are judged, too
ON_SOCKETS = (FIRST, "3.11.2")  # the latter is the first with start_tls, and without some of its arguments
SOURCES = [f"reference/core/src/{name}.cpp" for name in AREAS] + [f"reference/core/include/asyncio/{name}.hpp" for name in AREAS]
SEVERAL = 5  # ids are shown of those that differ


class ReferenceSubject:
    HELP = "faults in the C++ reference"
    name = "reference"

    @staticmethod
    def add_options(command):
        command.add_argument("--release", action="append", metavar="VERSION",
                             help="to behave as; of several, the others are asked for what the first does not notice (default: all of record)")
        command.add_argument("--build", type=Path, default=PROJECT / "build" / "mutation", metavar="DIR",
                             help="where the program with all faults is built (default: build/mutation)")

    def __init__(self, options, corpus):
        self._corpus = corpus
        self._build = Build(options.build.resolve(), SOURCES)
        first, *others = options.release or recorded_releases()
        in_memory = [script.id for script in corpus.scripts if not script.is_wire]
        sockets = [script.id for script in corpus.scripts if script.is_wire]
        # Sockets cost most, and the core is the same below them: they are asked of what is left.
        on_sockets = [release for release in (first, *others) if release in ON_SOCKETS]
        self._steps = [step for step in ((in_memory, [first]), (in_memory, others), (sockets, on_sockets)) if all(step)]
        self._replaying = Replaying(self._build.program)

    def faults(self):
        return self._build.generate(cpp_faults(self._build.texts, lambda path: AREAS[Path(path).stem]))

    def check_without_fault(self):
        self._build.compile()
        differing = {}
        for scripts, releases in self._steps:
            differing.update(self._replaying.measure(scripts, releases))
        if differing:
            raise BadInput(f"without any fault {len(differing)} scripts differ from their traces: {', '.join(sorted(differing)[:SEVERAL])}")

    def judge(self, fault, _, enough):
        """Asks all scripts in memory; where none notices, as the other releases, for which much of the code is; then those on sockets."""
        judgement = Judgement()
        for scripts, releases in self._steps:
            judgement.noticed, judgement.complete = self._replaying.failures(fault.number, scripts, releases, enough == 1)
            if judgement.noticed:
                break
        return judgement

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass


def recorded_releases():
    """All releases of record, beginning with FIRST."""
    return sorted(Releases(PROJECT / "spec" / "releases.json").recorded, key=lambda release: release != FIRST)
