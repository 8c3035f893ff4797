"""One small fault: where it is, what it changes, and an identity that lasts as long as the code that it changes."""

import hashlib


class Fault:
    """A change to a program. `apply()` gives what the judge needs to run the changed program.

    The id is made of what is changed, not of where it stands: a fault keeps it when other code changes, and loses it when its
    own does, so that what was once argued about it is not believed of something else.
    """

    def __init__(self, area, function, kind, line, before, after, apply):
        self.area = area
        self.function = function
        self.kind = kind
        self.line = line
        self.before = before
        self.after = after
        self.apply = apply
        self.id = None

    def describe(self):
        return f"{self.id}  line {self.line}: {self.before}  →  {self.after}"


def with_ids(faults):
    """The faults, each once, with their ids: two that make the same of the same text are told apart by their order."""
    seen, kept = {}, []
    for fault in faults:
        what = (fault.function, fault.kind, fault.before, fault.after)
        seen[what] = seen.get(what, 0) + 1
        digest = hashlib.sha256("\0".join(what + (str(seen[what]),)).encode("utf-8")).hexdigest()
        fault.id = f"{fault.function}:{fault.kind}:{digest[:8]}"
        kept.append(fault)
    clashes = len(kept) - len({fault.id for fault in kept})
    assert not clashes, f"{clashes} faults share an id: the digest is too short"
    return kept


def shard(faults, part):
    """Every N-th fault beginning with the K-th, for `part` = (K, N): near each other in the code, they are spread evenly."""
    number, of = part
    return faults[number - 1::of]
