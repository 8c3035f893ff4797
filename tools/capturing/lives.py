"""From the log of a program to lives: a reader, with the protocol and the writer that belong to it, and what they went through."""

import json


class Life:
    """One connected group of objects, its entries in their order, and the flaws for which it cannot be a script."""

    def __init__(self):
        self.objects = {}  # number → the entry of its birth
        self.entries = []
        self.flaws = []  # (flaw, detail)

    def made(self):
        """Where in the program the first of its objects was made: file, line and function."""
        return self.objects[min(number for number, birth in self.objects.items() if "made" in birth)]["made"]

    def of_type(self, kind):
        return [number for number, birth in sorted(self.objects.items()) if birth["new"] == kind]


def read_log(path):
    """The entries of a log. A program that was killed leaves its last line unfinished; that one is left out."""
    with open(str(path), "rb") as file:
        return [json.loads(line.decode("utf-8")) for line in file if line.endswith(b"\n")]


def lives_of(log):
    """The lives in a log, in the order of their beginning."""
    births = {entry["id"]: entry for entry in log if "new" in entry}
    groups = _groups(log, births)
    lives = {}
    for number, birth in sorted(births.items()):
        if birth["new"] in ("reader", "protocol", "writer"):
            lives.setdefault(groups[number], Life()).objects[number] = birth
            if birth.get("loop"):
                lives[groups[number]].flaws.append(("loop that is not asyncio's own", birth["loop"]))
    begun = {}
    for entry in log:
        life = _life_of(entry, groups, lives, begun)
        if life is None:
            continue
        if "flaw" in entry:
            life.flaws.append((entry["flaw"], entry["detail"]))
        else:
            life.entries.append(entry)
        for key in ("transport", "exception"):
            if entry.get(key) is not None:
                life.objects[entry[key]] = births[entry[key]]
    for life in lives.values():
        for writer in life.of_type("writer"):
            transport = life.objects[writer]["transport"]
            if transport is not None:
                life.objects[transport] = births[transport]
    return [lives[number] for number in sorted(lives)]


def _groups(log, births):
    """Object → the first of those that it belongs together with."""
    group = {number: number for number in births}

    def first(number):
        while group[number] != number:
            number = group[number]
        return number

    def join(one, other):
        if other is not None:
            low, high = sorted((first(one), first(other)))
            group[high] = low

    for number, birth in births.items():
        if birth["new"] in ("protocol", "writer"):
            for key in ("reader", "protocol"):
                join(number, birth.get(key))
    return {number: first(number) for number in group}


def _life_of(entry, groups, lives, begun):
    """The life that an entry is of; None for births, and for a transport that closes (each life of it is told: see below)."""
    if "new" in entry:
        return None
    for key in ("act", "call"):
        if key in entry:
            begun[entry[key]] = lives[groups[entry["on"]]]
            return begun[entry[key]]
    for key in ("step", "end"):
        if key in entry:
            return begun.get(entry[key])
    if "closing" in entry:
        for life in lives.values():
            if any(life.objects[writer]["transport"] == entry["on"] for writer in life.of_type("writer")):
                begun[entry["closing"]] = life
                return life
        return None
    return lives.get(groups.get(entry.get("on"))) if "flaw" in entry else None
