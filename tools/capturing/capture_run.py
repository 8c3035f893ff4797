"""One capture from the log to the folder: every life becomes a script that is proven, or is counted with the reason."""

import collections
import json

from capturing.lives import lives_of
from capturing.redaction import redact
from capturing.scripting import NotCaptured, Scripting
from capturing.verification import difference
from recorder import PROJECT
from recorder.canonical import digest
from recorder.driver_process import DriverFailed, DriverProcess, ScriptFailed
from recorder.scripts import Script
from recorder.validation import problems


class NotReproduced(Exception):
    """A script that does not show what the program saw; the text says where it differs."""

    def __init__(self, kind, difference_found):
        super().__init__(difference_found)
        self.kind = kind


class CaptureRun:
    """`report` says of every life what became of it; `put(identity, script, observed)` takes what is captured."""

    def __init__(self, python, name, hides_text, put):
        self._python = python
        self._name = name
        self._hides_text = hides_text
        self._put = put
        self._driver = None
        self._known = set()
        self.report = {"readers": 0, "writers": 0, "lives": 0, "scripts": 0, "same": 0, "excluded": {}, "not_reproduced": {}}
        self._epilogues = {layer: json.loads((PROJECT / "spec" / "epilogue" / f"{layer}.json").read_text(encoding="utf-8"))
                           for layer in ("reader", "writer")}

    def run(self, log):
        self.report["readers"] = sum(entry.get("new") == "reader" for entry in log)
        self.report["writers"] = sum(entry.get("new") == "writer" for entry in log)
        try:
            for number, life in enumerate(lives_of(log), 1):
                self.report["lives"] += 1
                self._one(number, life)
        finally:
            if self._driver:
                self._driver.close()
        return self.report

    def _one(self, number, life):
        identity = f"captured/{self._name}_{number:04}"
        if self._hides_text:
            redact(life)
        try:
            self._first_that_reproduces(identity, life, f"what stream {number} of {self._name} went through")
        except NotCaptured as reason:
            self._count("excluded", reason.flaw, identity, life, reason.detail)
        except NotReproduced as reason:
            self._count("not_reproduced", reason.kind, identity, life, str(reason))

    def _first_that_reproduces(self, identity, life, summary):
        scripting = self._made(life, summary)
        try:
            self._prove(identity, scripting)
        except NotReproduced:
            other = self._made(life, summary, soon_lost=True)
            if other.script == scripting.script:
                raise
            try:
                self._prove(identity, other)
            except NotReproduced:
                other = None
            if other is None:
                raise

    @staticmethod
    def _made(life, summary, **variant):
        scripting = Scripting(life, summary, **variant)
        found = problems(scripting.script)
        if found:
            raise NotCaptured("script that the format does not allow", ": ".join(found[0]))
        return scripting

    def _prove(self, identity, scripting):
        """Keeps the script, unless one like it was kept; raises NotReproduced where it shows something else than the program saw."""
        script = scripting.script
        key = digest({"script": dict(script, summary=""), "observed": scripting.observed})
        if key in self._known:
            self.report["same"] += 1
            return
        try:
            trace = self._trace(Script(identity, script, self._epilogues[script["layer"]]).request)
        except ScriptFailed as error:
            raise NotReproduced("the driver could not run it", str(error).splitlines()[-1])
        except DriverFailed as error:
            self._driver = None
            raise NotReproduced("the driver could not run it", str(error))
        found = difference(scripting.observed, trace, len(script["turns"]))
        if found:
            raise NotReproduced("another result or order", found)
        self._known.add(key)
        self._put(identity, script, scripting.observed)
        self.report["scripts"] += 1

    def _trace(self, request):
        if self._driver is None:
            self._driver = DriverProcess(self._python)
        return self._driver.run(request)

    def _count(self, outcome, reason, identity, life, detail):
        entry = self.report[outcome].setdefault(reason, {"count": 0, "lives": []})
        entry["count"] += 1
        entry["lives"].append({"life": identity, "made": life.made(), "detail": detail})


def summary(report):
    """The report for people."""
    lines = [f"{report['readers']} readers and {report['writers']} writers in {report['lives']} lives: "
             f"{report['scripts']} scripts captured and reproduced, {report['same']} more lives the same as one of them"]
    for outcome, what in (("excluded", "excluded"), ("not_reproduced", "not reproduced")):
        for reason, entry in sorted(report[outcome].items()):
            lines.append(f"  {entry['count']} {what}: {reason}")
            details = collections.Counter((life["made"], life["detail"]) for life in entry["lives"])
            lines += [f"    {times} made at {made}" + (f": {detail}" if detail else "") for (made, detail), times in sorted(details.items(), key=str)]
    return "\n".join(lines)
