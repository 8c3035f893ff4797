"""Comparing what is seen now with what is recorded."""

import difflib
import threading

from recorder.trace_files import trace_lines


class Check:
    """Collects the ids of the scripts that differ, and prints each difference when it is found."""

    def __init__(self, releases, files, say):
        self.differing = set()
        self._releases = releases
        self._files = files
        self._say = say
        self._stale = set()
        self._missing = {}  # script → releases
        self._lock = threading.Lock()

    def recorded(self, release, scripts):
        """Those of the scripts whose recording this release can be compared with."""
        stand_in, _ = self._releases.stand_in(release)
        usable = []
        for script in scripts:
            file = self._files[script.id]
            if file is not None and file.digest != script.digest:
                self._stale.add(script.id)
            elif file is None or stand_in not in file.recordings:
                self._missing.setdefault(script.id, []).append(release)
            else:
                usable.append(script)
        return usable

    def report_unrecorded(self):
        for script_id in sorted(self._stale):
            self.differ(script_id, f"{script_id}: stale, the script has changed since it was recorded")
        for script_id, releases in sorted(self._missing.items()):
            self.differ(script_id, f"{script_id}: not recorded for {', '.join(releases)}")

    def compare(self, release, script, trace):
        """Whether the trace is the recorded one."""
        stand_in, known_to_differ = self._releases.stand_in(release)
        file = self._files[script.id]
        recorded = file.traces[stand_in]
        if recorded == trace:
            return True
        if "unsupported" in recorded and "unsupported" not in trace and file.recordings[stand_in]["kind"] == "wasm":
            return True  # It was what the release ran on that lacked something; of the release itself nothing is recorded.
        lines = list(difflib.unified_diff(
            trace_lines(recorded), trace_lines(trace), lineterm="",
            fromfile=f"traces/{script.id}.json ({stand_in})", tofile=f"{release} now"))
        if known_to_differ:
            lines.append(f"(of {release}, for which {stand_in} stands in, it is known that {known_to_differ})")
        self.differ(script.id, "\n".join(lines))
        return False

    def differ(self, script_id, text):
        with self._lock:
            self.differing.add(script_id)
            self._say(text)
