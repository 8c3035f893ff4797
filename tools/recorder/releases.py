"""The releases of record, and which of them stands for a release that is not recorded (spec/releases.json)."""

import json
import re

STAGES = {"a": 0, "b": 1, "rc": 2, "": 3}


def version_key(version):
    """Orders versions as they were released: 3.9.18 < 3.10.2 < 3.15.0rc1 < 3.15.0."""
    match = re.fullmatch(r"(\d+)\.(\d+)\.(\d+)(?:(a|b|rc)(\d+))?\+?", version)
    if not match:
        raise ValueError(f"{version!r} is not a version such as 3.12.1")
    major, minor, micro, stage, serial = match.groups()
    return int(major), int(minor), int(micro), STAGES[stage or ""], int(serial or 0)


class Releases:
    def __init__(self, path):
        data = json.loads(path.read_text(encoding="utf-8"))
        self.recorded = sorted(data["recorded"], key=version_key)
        self._ranges = data["unrecorded"]

    def stand_in(self, version):
        """The release whose recordings answer for `version`, and what is known to differ (or None)."""
        if version in self.recorded:
            return version, None
        key = version_key(version)
        for row in self._ranges:
            if version_key(row["from"]) <= key <= version_key(row["to"]):
                return row["as"], row.get("differs")
        return None, None
