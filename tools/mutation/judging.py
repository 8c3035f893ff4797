"""Who notices a fault: the scripts, asked in the order in which they are likely to, until one (or two, or all) did."""

STARTING = "(starting)"  # Noticed before any script was run: the program with the fault does not start.


class Order:
    """The scripts, those first that noticed faults of the same function, then those that are about its method, wire last."""

    def __init__(self, scripts):
        self._scripts = scripts
        self._noticed = {}  # function → script → how often
        self._everywhere = {}

    def noticed(self, fault, script_id):
        for counts in (self._noticed.setdefault(fault.function, {}), self._everywhere):
            counts[script_id] = counts.get(script_id, 0) + 1

    def of(self, fault):
        own = self._noticed.get(fault.function, {})
        method = fault.function.split(".")[-1].strip("_")

        def key(script):
            return (-own.get(script.id, 0), script.is_wire, method not in script.text, -self._everywhere.get(script.id, 0), script.id)

        return sorted(self._scripts, key=key)


class Judgement:
    """What came of one fault: who noticed it, and how (`differs`, `refused`, `died`, `hung`); whether every script was asked."""

    def __init__(self):
        self.noticed = {}
        self.complete = False

    def as_json(self, fault):
        return {"id": fault.id, "area": fault.area, "kind": fault.kind, "line": fault.line, "before": fault.before,
                "after": fault.after, "noticed": self.noticed, "complete": self.complete}


def judge(fault, scripts, ask, enough):
    """Asks the scripts until `enough` have noticed the fault. `ask(script)` says how the script noticed it, or None."""
    judgement = Judgement()
    for script in scripts:
        how = ask(script)
        if how == "hung" or how and script.is_wire:
            how = ask(script)  # A machine or a socket can be slow for other reasons: what is the fault's is seen again.
        if how:
            judgement.noticed[script.id] = how
            if 0 < enough <= len(judgement.noticed) or enough and how == "hung":  # Hanging again and again takes long.
                return judgement
    judgement.complete = True
    return judgement
