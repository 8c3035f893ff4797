#!/usr/bin/env python3
"""How much of the reference's core the corpus reaches, line by line and branch by branch.

Builds the preset `coverage`, replays every script as every release of record, and asks gcovr (Debian's package) what ran. Every
line and every branch of reference/core is reached, or stands in tools/unreached.txt with a reason: what is neither is a failure, as is
an entry of that file which is reached by now, or is nowhere to be found.

A branch is one way that a condition of the source can go. What the compiler adds (the ways of exceptions, of destructors and of the
frames of coroutines) is no branch.
"""

import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "coverage"
CORE = "reference/core/"
LIST = ROOT / "tools" / "unreached.txt"
# Where the core's sources and the headers that they share are compiled: its own library and those that use it in a replay.
OBJECTS = ("reference", "harness/reference_subject", "harness/wire_subject")
CONDITION = re.compile(r"\b(if|for|while|switch)\b| && | \|\| | \? ")


class Problem(Exception):
    """What makes it impossible to tell."""


class Place:
    """A line, or the branches of one, named by its text: line numbers change too often."""

    def __init__(self, file, text, nth, number):
        self.file = file
        self.text = text
        self.nth = nth
        self.number = number

    def key(self):
        return "%s: %s%s" % (self.file, self.text, " #%d" % self.nth if self.nth > 1 else "")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0], epilog="Exit code: 0 all is reached or listed, 1 it is not, "
                                     "2 it could not be told.")
    parser.add_argument("--no-build", action="store_true", help="with what was built and replayed before")
    parser.add_argument("--listed", action="store_true", help="show what is listed, too")
    options = parser.parse_args()
    try:
        if not options.no_build:
            build()
            replay()
        return report(measure(), read_list(), options.listed)
    except Problem as problem:
        print("tools/coverage.py: %s" % problem, file=sys.stderr)
        return 2


def run(*command, **more):
    if subprocess.run(command, cwd=ROOT, **more).returncode != 0:
        raise Problem("failed: %s" % " ".join(map(str, command)))


def build():
    run("cmake", "--preset", "coverage", "-DSTREAMSPEC_BUILD_TESTS=OFF", "-DSTREAMSPEC_BUILD_BENCHMARKS=OFF", stdout=subprocess.DEVNULL)
    run("cmake", "--build", BUILD, "--target", "streamspec")


def replay():
    for counts in BUILD.rglob("*.gcda"):
        counts.unlink()
    run(BUILD / "bin" / "streamspec", "replay", "--jobs", "1")  # Threads would lose counts.


def measure():
    """Of each file of the core: what gcovr knows of its lines."""
    if shutil.which("gcovr") is None:
        raise Problem("needs gcovr (tools/ensure-packages full)")
    if not any(BUILD.rglob("*.gcda")):
        raise Problem("nothing was counted in %s: the replay did not run" % BUILD)
    with tempfile.TemporaryDirectory() as folder:
        out = pathlib.Path(folder) / "coverage.json"
        run("gcovr", "--root", ROOT, "--filter", str(ROOT / CORE), "--exclude-throw-branches", "--exclude-unreachable-branches",
            "--json", out, *[BUILD / part for part in OBJECTS], stderr=subprocess.DEVNULL)
        return json.loads(out.read_text())["files"]


def read_list():
    """The reasons by key. A line: what is not reached, two spaces and a dash, why."""
    reasons = {}
    try:
        text = LIST.read_text()
    except OSError as error:
        raise Problem("%s cannot be read: %s" % (LIST, error)) from None
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        key, dash, reason = line.rpartition("  -- ")
        if not dash or not reason.strip():
            raise Problem("%s:%d: expected 'FILE: LINE  -- REASON'" % (LIST, number))
        if key in reasons:
            raise Problem("%s:%d: listed twice" % (LIST, number))
        reasons[key] = reason
    return reasons


class Tally:
    """How many of one kind there are, and those that are not reached."""

    def __init__(self, kind):
        self.kind = kind
        self.all = 0
        self.missed = []

    def count(self, place, reached, of=1):
        self.all += of
        if reached < of:
            self.missed.append((place, of - reached))

    def summary(self, reasons):
        missed = sum(number for _, number in self.missed)
        listed = sum(number for place, number in self.missed if place.key() in reasons)
        return "%s: %d of %d reached by the corpus (%.1f %%), %d listed with a reason, %d not" % (
            self.kind, self.all - missed, self.all, 100.0 * (self.all - missed) / max(self.all, 1), listed, missed - listed)


def tally(files):
    lines, branches, texts = Tally("lines"), Tally("branches"), set()
    for file in files:
        name = file["file"][len(CORE):]
        source = (ROOT / file["file"]).read_text().splitlines()
        seen = {}
        nth = {}
        for number, text in enumerate(source, 1):
            seen[text.strip()] = seen.get(text.strip(), 0) + 1
            nth[number] = seen[text.strip()]
            texts.add(Place(name, text.strip(), nth[number], number).key())
        for line in file["lines"]:
            number = line["line_number"]
            text = source[number - 1].strip()
            place = Place(name, text, nth[number], number)
            if line.get("gcovr/noncode") or text in ("{", "}"):
                continue
            lines.count(place, 1 if line["count"] else 0)
            ways = line["branches"] if CONDITION.search(text) else []
            if ways and line["count"]:
                branches.count(place, sum(1 for way in ways if way["count"]), len(ways))
    return lines, branches, texts


def report(files, reasons, show_listed):
    lines, branches, texts = tally(files)
    failures = 0
    missed = set()
    for kind in (lines, branches):
        for place, number in kind.missed:
            missed.add(place.key())
            listed = reasons.get(place.key())
            if listed is None:
                failures += 1
                print("not reached, not listed: %s%s:%d: %s (%d %s)" % (CORE, place.file, place.number, place.key(), number, kind.kind))
            elif show_listed:
                print("listed: %s (%s)" % (place.key(), listed))
    for key in reasons:
        if key not in missed:
            failures += 1
            print("listed, but %s: %s" % ("reached by now" if key in texts else "no such line", key))
    print("reference/core, every script as every release of record")
    for kind in (lines, branches):
        print("  " + kind.summary(reasons))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
