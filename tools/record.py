#!/usr/bin/env python3
"""Records what CPython's stream reader does: runs the scripts of spec/scripts/ and writes traces/, its only writer.

examples:
  record.py                                       all scripts, all interpreters of record that are found
  record.py 'readexactly/*' --missing             what is not recorded yet, of some scripts
  record.py --python 3.13.0 --check --fail-fast   does 3.13.0 still do what is recorded?
  record.py --python 3.6.15 --overlay ~/asyncio-3.5.2 --as 3.5.2
  record.py --exhaustive reader --python 3.13.0   digests of every script of a universe (streamspec explore --exhaustive)
  record.py --exhaustive --python 3.13.0 --check --shard 7/100

exit code: 0 all done · 1 --check found a difference · 2 something could not be done (the rest was)
"""

import argparse
import os
import sys
from pathlib import Path

from recorder import PROJECT, BadInput
from recorder.checking import Check
from recorder.driver_process import DriverFailed
from recorder.exhaustive import UNIVERSES, ExhaustiveRecording
from recorder.interpreters import find, why_not_found
from recorder.progress import Progress
from recorder.recording import Recording
from recorder.releases import Releases
from recorder.scripts import identities, load, select
from recorder.subjects import Choice
from recorder.trace_files import TraceFile


def main():
    options = parse_options()
    releases = Releases(options.root / "spec" / "releases.json")
    if options.list_interpreters:
        return list_interpreters(releases)
    try:
        return record_exhaustively(options, releases) if options.exhaustive else Session(options, releases).run()
    except BadInput as error:
        complain(str(error))
        return 2
    except KeyboardInterrupt:
        return 130


def parse_options():
    description, _, epilog = __doc__.partition("\n\n")
    parser = argparse.ArgumentParser(description=description, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("globs", nargs="*", metavar="GLOB", help="ids of scripts, such as 'readline/*' (default: all)")
    parser.add_argument("--python", action="append", metavar="PATH|VERSION", help="only this interpreter (may be repeated)")
    parser.add_argument("--missing", action="store_true", help="only what is not recorded yet")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if anything differs from what is recorded")
    parser.add_argument("--fail-fast", action="store_true", help="end at the first script that differs or cannot be run")
    parser.add_argument("--overlay", metavar="DIR", type=Path, help="a folder with another asyncio package, put first on the path")
    parser.add_argument("--as", dest="overlay_release", metavar="VERSION", help="the release that the overlay is from")
    parser.add_argument("--prune", action="store_true", help="remove traces whose script is gone")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="interpreters at a time (default: %(default)s)")
    parser.add_argument("--timeout", type=float, default=60, metavar="SECONDS", help="for one script (default: %(default)s)")
    parser.add_argument("--exhaustive", action="store_true", help="instead of scripts, the universes that are named (default: all)")
    parser.add_argument("--shard", metavar="K/N", help="with --exhaustive --check: only every N-th block, beginning with the K-th")
    parser.add_argument("--streamspec", metavar="PATH", type=Path, help="the program that makes the scripts of --exhaustive (default: "
                        "that of build/release)")
    parser.add_argument("--list-interpreters", action="store_true", help="show which interpreter records which release")
    parser.add_argument("--root", type=Path, default=PROJECT, help="the folder that holds spec/ and traces/ (default: this project)")
    options = parser.parse_args()
    if (options.overlay is None) != (options.overlay_release is None):
        parser.error("--overlay and --as go together")
    if options.overlay and len(options.python or []) != 1:
        parser.error("--overlay needs exactly one --python, the interpreter that runs it")
    if options.check and (options.missing or options.prune):
        parser.error("--check writes nothing: --missing and --prune have no meaning with it")
    if options.exhaustive and (options.missing or options.prune or not options.python or len(options.python) != 1):
        parser.error("--exhaustive needs exactly one --python, and neither --missing nor --prune")
    if options.shard and not (options.exhaustive and options.check):
        parser.error("--shard goes with --exhaustive --check: what is recorded is recorded whole")
    if options.jobs < 1:
        parser.error("--jobs: at least 1")
    return options


def list_interpreters(releases):
    for release in releases.recorded:
        print(f"{release:10} {find(release) or not_found(release)}")
    return 0


def not_found(release):
    reason = why_not_found(release)
    return f"not found ({reason})" if reason else "not found"


def complain(text):
    print("record.py: " + text, file=sys.stderr, flush=True)


def record_exhaustively(options, releases):
    choice = Choice(releases, options.timeout, options.check)
    subject = choice.overlaid(options.python[0], options.overlay, options.overlay_release) if options.overlay else \
        choice.named(options.python[0])
    streamspec = options.streamspec or PROJECT / "build" / "release" / "bin" / "streamspec"
    different = False
    for universe in options.globs or UNIVERSES:
        recording = ExhaustiveRecording(options.root, streamspec, universe, subject, complain)
        try:
            if not options.check:
                print(f"{universe}: {recording.record()} blocks recorded")
                continue
            checked, differing = recording.check(options.shard or "1/1")
        except DriverFailed as error:
            raise BadInput(f"{subject.python}: {error}")
        different = different or bool(differing)
        print(f"{universe}: {len(checked)} blocks checked, " + (f"these differ: {differing}" if differing else "no difference"))
    return 1 if different else 0


class Session:
    """One run of the recorder."""

    def __init__(self, options, releases):
        self._options = options
        self._releases = releases
        self._spec = options.root / "spec"
        self._traces = options.root / "traces"

    def run(self):
        options = self._options
        scripts, complaints = load(self._spec, select(self._spec / "scripts", options.globs))
        for complaint in complaints:
            complain(complaint)
        subjects = self._subjects()
        self._files = {script.id: TraceFile.read(self._path(script.id)) for script in scripts}
        self._failures = []
        differing = self._check(subjects, scripts) if options.check else self._record(subjects, scripts)
        if complaints or self._failures:
            return 2
        return 1 if differing else 0

    def _path(self, script_id):
        return self._traces / f"{script_id}.json"

    def _subjects(self):
        options = self._options
        choice = Choice(self._releases, options.timeout, options.check)
        if options.overlay:
            return [choice.overlaid(options.python[0], options.overlay, options.overlay_release)]
        if options.python:
            return [choice.named(python) for python in options.python]
        subjects, not_found = choice.of_record()
        for release in not_found:
            complain(f"CPython {release} is a release of record, but no interpreter of it was found: it is left out"
                     + (f" ({why_not_found(release)})" if why_not_found(release) else ""))
        return subjects

    def _wanted(self, subject, scripts):
        if not self._options.missing:
            return scripts
        return [script for script in scripts if not self._is_recorded(script, subject.release)]

    def _is_recorded(self, script, release):
        file = self._files[script.id]
        return file is not None and file.digest == script.digest and release in file.recordings

    def _run_all(self, work, progress, took_trace):
        """Runs the scripts of each subject; calls `took_trace(subject, script, trace)` in whatever order they end."""
        progress.total = sum(len(scripts) for _, scripts in work)
        self._recording = Recording(self._options.jobs, progress, took_trace, self._options.fail_fast)
        try:
            self._recording.run(work)
        finally:
            progress.end()
            self._failures = self._recording.failures

    # Recording

    def _record(self, subjects, scripts):
        work = [(subject, self._wanted(subject, scripts)) for subject in subjects]
        seen = {}

        def took_trace(subject, script, trace):
            seen.setdefault(script.id, []).append((subject, trace))

        self._run_all(work, Progress(), took_trace)
        changed = 0
        for script in scripts:
            if script.id in seen:
                changed += self._updated(script, seen[script.id]).write(self._path(script.id))
        for orphan in self._orphans():
            if self._options.prune:
                self._path(orphan).unlink()
                print(f"{orphan}: removed, as there is no such script any more")
            else:
                complain(f"{orphan}: there are traces, but no such script (--prune removes them)")
        print(f"{sum(map(len, seen.values()))} traces of {len(seen)} scripts recorded; {changed} files changed")
        return False

    def _updated(self, script, seen):
        file = self._files[script.id]
        if file is None or file.digest != script.digest:
            dropped = set(file.releases() if file else []) - {subject.release for subject, _ in seen}
            file = TraceFile(script.id, script.digest)
            if dropped:
                complain(f"{script.id}: the script has changed; its traces of {', '.join(sorted(dropped))} were dropped, record them again")
        for subject, trace in seen:
            file.put(subject.release, subject.provenance, trace)
        return file

    def _orphans(self):
        if self._options.globs:
            return []
        traces = {trace for trace in identities(self._traces) if not trace.startswith("exhaustive/")}
        return sorted(traces - set(identities(self._spec / "scripts")))

    # Checking

    def _check(self, subjects, scripts):
        progress = Progress()
        check = Check(self._releases, self._files, progress.result)
        work = [(subject, check.recorded(subject.release, scripts)) for subject in subjects]
        check.report_unrecorded()
        for orphan in self._orphans():
            check.differ(orphan, f"{orphan}: there are traces, but no such script")
        if check.differing and self._options.fail_fast:
            return True

        def took_trace(subject, script, trace):
            if not check.compare(subject.release, script, trace) and self._options.fail_fast:
                self._recording.stop()

        self._run_all(work, progress, took_trace)
        different = f"{len(check.differing)} scripts differ" if check.differing else "no difference"
        print(f"{progress.done} traces checked: {different}")
        return bool(check.differing)


if __name__ == "__main__":
    sys.exit(main())
