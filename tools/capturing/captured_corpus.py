"""The folder that a capture leaves: a small corpus that the recorder and `streamspec` take as it is, and what was observed."""

import json
import os
import shutil
import tempfile
from pathlib import Path

from recorder import PROJECT, BadInput

REPORT = "capture.json"
CLAUSES = """# CAPTURED: what the streams of a program went through

Scripts that tools/capture.py made. They show no clause of the specification in particular.

### CAPTURED-1
Releases: all
Source: observed

A reader does for a script what it did for the program.

### CAPTURED-2
Releases: all
Source: observed

A writer and its protocol do for a script what they did for the program.
"""


class CapturedCorpus:
    """Built beside its place and put there in one step, so that nobody ever finds half of it."""

    def __init__(self, folder):
        self._place = Path(os.path.abspath(str(folder)))
        if self._place.exists() and (not self._place.is_dir() or any(self._place.iterdir()) and not (self._place / REPORT).exists()):
            raise BadInput(f"--output {folder}: is there, and is no earlier capture; name another folder")
        self._place.parent.mkdir(parents=True, exist_ok=True)
        self._new = None

    def __enter__(self):
        self._new = Path(tempfile.mkdtemp(prefix=f".{self._place.name}.", dir=str(self._place.parent)))
        self._new.chmod(0o755)
        spec = self._new / "spec"
        spec.mkdir()
        for name in ("epilogue", "schemas"):
            shutil.copytree(str(PROJECT / "spec" / name), str(spec / name))
        shutil.copy(str(PROJECT / "spec" / "releases.json"), str(spec))
        (spec / "clauses").mkdir()
        (spec / "clauses" / "CAPTURED.md").write_text(CLAUSES, encoding="utf-8")
        (spec / "scripts").mkdir()
        (self._new / "traces").mkdir()
        return self

    def put(self, identity, script, observed):
        self._write(f"spec/scripts/{identity}.json", _script_text(script))
        self._write(f"observed/{identity}.json", "[\n  " + ",\n  ".join(map(json.dumps, observed)) + "\n]\n")

    def finish(self, report):
        self._write(REPORT, json.dumps(report, indent=2) + "\n")
        old = None
        if self._place.exists():
            old = Path(tempfile.mkdtemp(prefix=f".{self._place.name}.", dir=str(self._place.parent)))
            self._place.rename(old / "old")
        self._new.rename(self._place)
        self._new = None
        if old:
            shutil.rmtree(str(old))

    def __exit__(self, *_):
        if self._new:
            shutil.rmtree(str(self._new))

    def _write(self, path, text):
        (self._new / path).parent.mkdir(parents=True, exist_ok=True)
        (self._new / path).write_text(text, encoding="utf-8")


def _script_text(script):
    """One object and one turn a line, as in the scripts that people write."""
    objects = ",\n    ".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in script["objects"].items())
    turns = ",\n    ".join(json.dumps(turn) for turn in script["turns"])
    return (f'{{ "summary": {json.dumps(script["summary"])},\n  "clauses": {json.dumps(script["clauses"])},\n'
            f'  "layer": {json.dumps(script["layer"])},\n  "objects": {{\n    {objects} }},\n  "turns": [\n    {turns} ] }}\n')
