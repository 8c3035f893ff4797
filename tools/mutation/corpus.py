"""The scripts that judge, as the recorder reads them."""

import hashlib

from recorder import PROJECT, BadInput
from recorder.canonical import canonical
from recorder.scripts import load, select
from recorder.trace_files import TraceFile


class Corpus:
    """`scripts`: those chosen by the globs (all, by default), each with `text` and `is_wire`, which say in which order
    to ask."""

    def __init__(self, globs):
        self.scripts, complaints = load(PROJECT / "spec", select(PROJECT / "spec" / "scripts", globs))
        if complaints:
            raise BadInput("\n".join(complaints))
        for script in self.scripts:
            script.text = script.id + canonical(script.request)
            script.is_wire = script.request.get("layer") == "wire"
        self.digest = hashlib.sha256("".join(script.id + script.digest for script in self.scripts).encode("utf-8")).hexdigest()[:16]

    def golden(self, release):
        """Script id → what this release did. A script that is not recorded cannot judge."""
        traces = {}
        for script in self.scripts:
            file = TraceFile.read(PROJECT / "traces" / f"{script.id}.json")
            if file is None or file.digest != script.digest or release not in file.traces:
                raise BadInput(f"{script.id}: is not recorded for CPython {release} as it stands; tools/record.py does that")
            traces[script.id] = file.traces[release]
        return traces
