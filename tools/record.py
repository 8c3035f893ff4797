#!/usr/bin/env python3
"""Records what CPython's stream reader does: runs the scripts of spec/scripts/ and writes traces/, its only writer.

examples:
  record.py                                       all scripts, all interpreters of record that are found
  record.py 'readexactly/*' --missing             what is not recorded yet, of some scripts
  record.py --python 3.13.0 --check --fail-fast   does 3.13.0 still do what is recorded?
  record.py --python 3.6.15 --overlay ~/asyncio-3.5.2 --as 3.5.2

exit code: 0 all done · 1 --check found a difference · 2 something could not be done (the rest was)
"""

import argparse
import os
import sys
from pathlib import Path

from recorder import PROJECT, BadInput
from recorder.interpreters import find, version_of
from recorder.progress import Progress
from recorder.recording import Recording, Subject
from recorder.releases import Releases
from recorder.scripts import identities, load, select
from recorder.trace_files import TraceFile, trace_lines


def main():
    options = parse_options()
    try:
        return Recorder(options).run()
    except BadInput as error:
        complain(str(error))
        return 2


def parse_options():
    description, _, epilog = __doc__.partition("\n\n")
    parser = argparse.ArgumentParser(description=description, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("globs", nargs="*", metavar="GLOB", help="ids of scripts, such as 'readline/*' (default: all)")
    parser.add_argument("--python", action="append", metavar="PATH|VERSION", help="only this interpreter (may be repeated)")
    parser.add_argument("--missing", action="store_true", help="only what is not recorded yet")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if anything differs from what is recorded")
    parser.add_argument("--fail-fast", action="store_true", help="with --check: end at the first script that differs")
    parser.add_argument("--overlay", metavar="DIR", type=Path, help="a folder with another asyncio package, put first on the path")
    parser.add_argument("--as", dest="claimed", metavar="VERSION", help="the release that the overlay is from")
    parser.add_argument("--prune", action="store_true", help="remove traces whose script is gone")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="interpreters at a time (default: %(default)s)")
    parser.add_argument("--timeout", type=float, default=60, metavar="SECONDS", help="for one script (default: %(default)s)")
    parser.add_argument("--list-interpreters", action="store_true", help="show what would be recorded with what")
    parser.add_argument("--root", type=Path, default=PROJECT, help="the folder that holds spec/ and traces/ (default: this project)")
    options = parser.parse_args()
    if (options.overlay is None) != (options.claimed is None):
        parser.error("--overlay and --as go together")
    if options.overlay and len(options.python or []) != 1:
        parser.error("--overlay needs exactly one --python, which runs it")
    if options.jobs < 1:
        parser.error("--jobs: at least 1")
    return options


def complain(text):
    print("record.py: " + text, file=sys.stderr, flush=True)


class Recorder:
    def __init__(self, options):
        self._options = options
        self._traces = options.root / "traces"
        self._releases = Releases(options.root / "spec" / "releases.json")
        self._failed = False
        self._files = {}
        self._differing = set()

    def run(self):
        if self._options.list_interpreters:
            return self._list_interpreters()
        spec = self._options.root / "spec"
        scripts, complaints = load(spec, select(spec / "scripts", self._options.globs))
        for complaint in complaints:
            self._fail(complaint)
        subjects = self._subjects()
        for script in scripts:
            self._files[script.id] = TraceFile.read(self._path(script.id))
        work = [(subject, self._wanted(subject, scripts)) for subject in subjects]
        work = [(subject, wanted) for subject, wanted in work if wanted]
        progress = Progress(sum(len(wanted) for _, wanted in work))
        self._progress = progress
        took_trace = self._compare if self._options.check else self._keep
        self._new = {}
        self._recording = Recording(self._options.jobs, progress, took_trace)
        try:
            self._recording.run(work)
        finally:
            progress.end()
        self._failed = self._failed or bool(self._recording.failures)
        if self._options.check:
            self._report_check(work)
        else:
            self._write(scripts)
        self._look_for_orphans()
        return 2 if self._failed else 1 if self._differing else 0

    def _fail(self, text):
        self._failed = True
        complain(text)

    def _path(self, script_id):
        return self._traces / f"{script_id}.json"

    # Which interpreters

    def _subjects(self):
        options = self._options
        if options.overlay:
            return [self._overlay_subject(options.python[0])]
        if options.python:
            subjects = [self._named_subject(python) for python in options.python]
        else:
            subjects = [self._subject_of_record(release) for release in self._releases.recorded]
        return [subject for subject in subjects if subject]

    def _subject_of_record(self, release):
        path = find(release)
        if path is None:
            complain(f"no interpreter found for CPython {release}, a release of record: not recorded")
            return None
        return Subject(release, path, timeout=self._options.timeout)

    def _path_of(self, python):
        is_path = os.sep in python or not python[:1].isdigit()
        path = python if is_path else find(python)
        if path is None:
            raise BadInput(f"--python {python}: no interpreter of that release was found (see --list-interpreters)")
        return path

    def _named_subject(self, python):
        path = self._path_of(python)
        version = python if path != python else version_of(path)
        if version is None:
            raise BadInput(f"--python {python}: does not run")
        if version not in self._releases.recorded and not self._options.check:
            raise BadInput(f"--python {python}: {version} is not a release of record (spec/releases.json)")
        return Subject(version, path, timeout=self._options.timeout)

    def _overlay_subject(self, python):
        folder = self._options.overlay.resolve()
        if not (folder / "asyncio" / "__init__.py").exists():
            raise BadInput(f"--overlay {self._options.overlay}: holds no package asyncio")
        if self._options.claimed not in self._releases.recorded and not self._options.check:
            raise BadInput(f"--as {self._options.claimed}: is not a release of record (spec/releases.json)")
        return Subject(self._options.claimed, self._path_of(python), folder, self._options.timeout)

    def _list_interpreters(self):
        for release in self._releases.recorded:
            print(f"{release:10} {find(release) or 'not found'}")
        return 0

    # What is to be done

    def _wanted(self, subject, scripts):
        if not self._options.missing or self._options.check:
            return scripts
        return [script for script in scripts if not self._is_recorded(script, subject.release)]

    def _is_recorded(self, script, release):
        file = self._files[script.id]
        return file is not None and file.digest == script.digest and release in file.recordings

    # Recording

    def _keep(self, subject, script, trace):
        self._new.setdefault(script.id, []).append((subject, trace))

    def _write(self, scripts):
        changed = 0
        for script in scripts:
            if script.id not in self._new:
                continue
            file = self._files[script.id]
            if file is None or file.digest != script.digest:
                stale = file.releases() if file else []
                file = TraceFile(script.id, script.digest)
                lost = [release for release in stale if release not in [subject.release for subject, _ in self._new[script.id]]]
                if lost:
                    complain(f"{script.id}: the script has changed; dropped its recordings of {', '.join(lost)}, which are to be made again")
            for subject, trace in self._new[script.id]:
                file.put(subject.release, subject.provenance, trace)
            changed += file.write(self._path(script.id))
        print(f"{sum(map(len, self._new.values()))} recordings of {len(self._new)} scripts; {changed} files changed")

    # Checking

    def _compare(self, subject, script, trace):
        release, differs = self._releases.stand_in(subject.release)
        file = self._files[script.id]
        if file is None or release not in file.recordings:
            return self._differ(script, f"{script.id}: not recorded for {subject.release}")
        if file.digest != script.digest:
            return self._differ(script, f"{script.id}: stale, the script has changed since it was recorded")
        if file.traces[release] == trace:
            return None
        import difflib
        lines = difflib.unified_diff(
            trace_lines(file.traces[release]), trace_lines(trace), lineterm="",
            fromfile=f"traces/{script.id}.json: {release}, recorded", tofile=f"{subject.release}, now")
        note = f"\n({differs})" if differs else ""
        return self._differ(script, "\n".join(lines) + note)

    def _differ(self, script, text):
        self._differing.add(script.id)
        self._progress.end()
        print(text, flush=True)
        if self._options.fail_fast:
            self._recording.stop()

    def _report_check(self, work):
        runs = sum(len(wanted) for _, wanted in work)
        print(f"{runs} traces checked; " + (f"{len(self._differing)} scripts differ" if self._differing else "no difference"))

    def _look_for_orphans(self):
        if self._options.globs:
            return
        for orphan in sorted(set(identities(self._traces)) - set(identities(self._options.root / "spec" / "scripts"))):
            if self._options.prune and not self._options.check:
                self._path(orphan).unlink()
                print(f"{orphan}: removed, its script is gone")
            elif self._options.check:
                self._differing.add(orphan)
                print(f"{orphan}: recorded, but there is no such script")
            else:
                complain(f"{orphan}: recorded, but there is no such script (--prune removes it)")


if __name__ == "__main__":
    sys.exit(main())
