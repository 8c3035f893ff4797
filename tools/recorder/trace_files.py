"""The files in traces/: what stands in them, how they are laid out, and writing them so that none is ever half there."""

import json
import os

from recorder import BadInput
from recorder.canonical import canonical
from recorder.releases import version_key


class TraceFile:
    """The traces of one script, by release. Where a release cannot play it, the trace is `{"unsupported": [feature, …]}`."""

    def __init__(self, script, digest):
        self.script = script
        self.digest = digest
        self.recordings = {}
        self.traces = {}

    @classmethod
    def read(cls, path):
        """The file as it stands, or None where there is none."""
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            self = cls(content["script"], content["digest"])
            self.recordings = content["recordings"]
            for variant in content["variants"]:
                trace = variant["trace"] if "trace" in variant else {"unsupported": variant["unsupported"]}
                self.traces.update((release, trace) for release in variant["releases"])
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput(f"{path}: is no trace file ({error!r}); remove it and record again")
        return self

    def put(self, release, provenance, trace):
        self.recordings[release] = provenance
        self.traces[release] = trace

    def releases(self):
        return sorted(self.recordings, key=version_key)

    def variants(self):
        """The distinct traces, each with the releases that showed it."""
        releases_of, trace_of = {}, {}
        for release in self.releases():
            form = canonical(self.traces[release])
            releases_of.setdefault(form, []).append(release)
            trace_of[form] = self.traces[release]
        return [(releases, trace_of[form]) for form, releases in releases_of.items()]

    def text(self):
        """The file's text: one event a line, so that people and diffs can read it."""
        recordings = ",\n  ".join(f"{canonical(release)}:{canonical(self.recordings[release])}" for release in self.releases())
        variants = ",\n  ".join(_variant_text(releases, trace) for releases, trace in self.variants())
        return (f'{{"script":{canonical(self.script)},\n "digest":{canonical(self.digest)},\n'
                f' "recordings":{{\n  {recordings}}},\n "variants":[\n  {variants}]}}\n')

    def write(self, path):
        """Brings the file up to date; true if that changed it."""
        text = self.text()
        try:
            if path.read_text(encoding="utf-8") == text:
                return False
        except FileNotFoundError:
            pass
        write_atomically(path, text)
        return True


def _variant_text(releases, trace):
    if "unsupported" in trace:
        return f'{{"releases":{canonical(releases)},\n   "unsupported":{canonical(trace["unsupported"])}}}'
    lines = trace_lines(trace)
    return f'{{"releases":{canonical(releases)},\n   "trace":' + "\n    ".join(lines) + "}"


def trace_lines(trace):
    """The lines of one trace; joined they are its JSON."""
    if "unsupported" in trace:
        return [canonical(trace)]
    text = '{"setup":' + _one_a_line(trace["setup"]) + ',\n"turns":[' + ",".join(map(_turn_text, trace["turns"])) + "]}"
    return text.split("\n")


def _turn_text(turn):
    return (f'\n {{"events":{_one_a_line(turn["events"])},\n'
            f'  "iterations":{turn["iterations"]},"state":{canonical(turn["state"])}}}')


def _one_a_line(events):
    return "[" + ",".join("\n   " + canonical(event) for event in events) + "]"


def write_atomically(path, text):
    """The file has its old content or the new one, whenever this is interrupted."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with unfinished.open("w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        unfinished.replace(path)
    finally:
        if unfinished.exists():
            unfinished.unlink()
