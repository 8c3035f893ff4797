"""Canonical JSON (spec/trace-format.md), and reading JSON that can be brought into that form."""

import hashlib
import json

DEEPEST = 64


def canonical(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(value):
    return hashlib.sha256(canonical(value).encode("utf-8")).hexdigest()


def parse(text):
    """JSON as this project's files may hold it: integers only, no key twice, not nested too deep. Raises ValueError."""
    try:
        value = json.loads(text, object_pairs_hook=_unique, parse_float=_refuse, parse_constant=_refuse)
        if _depth(value) <= DEEPEST:
            return value
    except RecursionError:
        pass
    raise ValueError(f"objects and arrays are nested more than {DEEPEST} deep")


def _depth(value):
    if isinstance(value, (dict, list)):
        return 1 + max(map(_depth, value.values() if isinstance(value, dict) else value), default=0)
    return 0


def _unique(pairs):
    result = dict(pairs)
    if len(result) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"the key {next(key for key in keys if keys.count(key) > 1)!r} stands twice in one object")
    return result


def _refuse(number):
    raise ValueError(f"{number} is not an integer")
