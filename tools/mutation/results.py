"""What a run found, one line of JSON a fault, written as it goes: an interrupted run goes on, and the files of shards merge."""

import json

from recorder import BadInput

SAME = ("subject", "corpus", "faults", "enough")  # in all files that are read together


class ResultFile:
    """The file of one run. Its first line says of what; a file of another run is not touched."""

    def __init__(self, path, header):
        self._path = path
        self.done = {}
        if path.exists():
            known, self.done = _read(path)
            if known != header:
                raise BadInput(f"{path}: holds the results of another run ({_difference(known, header)}); remove it or name another")
            path.write_text("".join(_line(item) for item in [header] + list(self.done.values())), encoding="utf-8")
            self._file = path.open("a", encoding="utf-8")
        else:
            self._file = path.open("w", encoding="utf-8")
            self._put(header)

    def add(self, result):
        self.done[result["id"]] = result
        self._put(result)

    def _put(self, item):
        self._file.write(_line(item))
        self._file.flush()

    def close(self):
        self._file.close()


def merge(paths):
    """The common header and all results of these files. Files that do not belong together are a mistake."""
    first, results = None, {}
    for path in paths:
        header, found = _read(path)
        first = first or header
        for key in SAME:
            if header[key] != first[key]:
                raise BadInput(f"{path}: its {key} is {header[key]}, but that of {paths[0]} is {first[key]}: they are of different runs")
        results.update(found)
    return first, results


def _line(item):
    return json.dumps(item, ensure_ascii=False, sort_keys=True) + "\n"


def _difference(known, header):
    return ", ".join(f"{key}: {known.get(key)}, not {header[key]}" for key in header if known.get(key) != header[key])


def _read(path):
    try:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        if lines and not lines[-1].endswith("\n"):
            lines.pop()  # The run was ended while it wrote this line.
        items = [json.loads(line) for line in lines]
        header, results = items[0], {item["id"]: item for item in items[1:]}
        [header[key] for key in SAME]
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise BadInput(f"{path}: is no file of results ({error!r})")
    return header, results
