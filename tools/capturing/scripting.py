"""From a life to a script, and to what the program saw while it lived.

What a loop callback does to a stream stands in a turn; what a task does without being suspended elsewhere in between is the body
of one script task. A turn ends where a task of the program went on: so every entry happens after those that were before it.
"""

from recorder.value_forms import value_problem
from recorder.script_vocabulary import EXCEPTION_CLASSES

PREFIXES = {"reader": "r", "protocol": "p", "writer": "w", "transport": "t", "exception": "e", "exception_class": "e"}
CLAUSES = {"reader": "CAPTURED-1", "writer": "CAPTURED-2"}
NO_ARGUMENT = ("feed_eof", "exception", "at_eof", "readline", "anext", "eof_received", "pause_writing", "resume_writing",
               "write_eof", "can_write_eof", "close", "is_closing", "drain", "wait_closed")


class NotCaptured(Exception):
    """A life that cannot be a script: `flaw` is the kind of reason, `detail` says what in this one."""

    def __init__(self, flaw, detail=""):
        super().__init__(flaw + (": " + detail if detail else ""))
        self.flaw = flaw
        self.detail = detail


class Segment:
    """What one task did without a foreign suspension in between."""

    def __init__(self, name, callback):
        self.name = name
        self.callback = callback
        self.entries = []
        self.waiting = None  # the number of the call that is not yet over

    def awaits(self):
        return any("call" in entry for entry in self.entries)


class Scripting:
    """Makes the script of one life. `observed` is what the program saw: an event for each action and call that ended.

    With `soon_lost`, what closes a transport also schedules, by `call_soon`, the `connection_lost` that followed, as transports do: it
    comes then at its place between two steps of a task, where no turn can.
    """

    def __init__(self, life, summary, soon_lost=False):
        if life.flaws:
            raise NotCaptured(*life.flaws[0])
        if not any("act" in entry or "call" in entry for entry in life.entries):
            raise NotCaptured("nothing was ever done with it")
        self._life = life
        self._entries = life.entries
        self._begun = {}
        self._of_call = {}
        self._names = {}
        self._ends = {entry["end"]: entry for entry in self._entries if "end" in entry}
        self._name_objects()
        self._losses = self._losses_by_cause() if soon_lost else {}
        segments = self._segments()
        layer = "writer" if life.of_type("protocol") or life.of_type("writer") else "reader"
        self.observed = []
        self.script = {"summary": summary, "clauses": [CLAUSES[layer]], "layer": layer, "objects": self._objects(),
                       "turns": self._turns(segments)}

    # Objects

    def _name_objects(self):
        counts = {}
        for number, birth in sorted(self._life.objects.items()):
            prefix = PREFIXES[birth["new"]]
            counts[prefix] = counts.get(prefix, 0) + 1
            self._names[number] = prefix + str(counts[prefix])

    def _objects(self):
        return {name: getattr(self, "_" + self._life.objects[number]["new"])(self._life.objects[number])
                for number, name in sorted(self._names.items(), key=lambda pair: pair[1])}

    def _reader(self, birth):
        return {"type": "reader"} if birth["limit"] is None else {"type": "reader", "limit": _value(birth["limit"])}

    def _protocol(self, birth):
        return {"type": "protocol", "reader": self._names.get(birth["reader"])}

    def _writer(self, birth):
        if birth["protocol"] is None:
            raise NotCaptured("writer without a StreamReaderProtocol")
        if birth["transport"] is None:
            raise NotCaptured("writer whose transport cannot be followed")
        if birth["has_reader"] and birth["reader"] is None:
            raise NotCaptured("writer whose reader is no StreamReader")
        return {"type": "writer", "transport": self._names[birth["transport"]], "protocol": self._names[birth["protocol"]],
                "reader": self._names.get(birth["reader"])}

    def _transport(self, birth):
        declared = {"type": "transport"}
        if self._life.of_type("protocol") or self._life.of_type("writer"):
            declared.update((key, value) for key, value, usual in (
                ("ssl", birth.get("ssl"), False), ("closing", birth.get("closing"), False),
                ("write_eof", birth.get("write_eof"), True)) if value is not None and value != usual)
        return declared

    def _exception(self, birth):
        if birth["cls"] not in EXCEPTION_CLASSES or birth["args"] is None:
            raise NotCaptured("exception of a class that no script names", birth["cls"])
        declared = {"type": "exception", "class": birth["cls"], "args": [_value(arg) for arg in birth["args"]]}
        return dict(declared, falsy=True) if birth["falsy"] else declared

    def _exception_class(self, birth):
        if birth["cls"] not in EXCEPTION_CLASSES:
            raise NotCaptured("exception of a class that no script names", birth["cls"])
        return {"type": "exception_class", "class": birth["cls"]}

    # Losses

    def _losses_by_cause(self):
        """Cause → (name of a callback, the loss): what closed a transport, by its number, and the `connection_lost` that came of it."""
        transport_of = {number: self._life.objects[number]["transport"] for number in self._life.of_type("writer")}
        losses, cause = {}, {}
        for entry in self._entries:
            if "closing" in entry:
                cause[entry["on"]] = entry["closing"]
            elif entry.get("verb") == "close":
                cause.setdefault(transport_of[entry["on"]], entry["act"])
            elif entry.get("verb") == "connection_made":
                transport_of[entry["on"]] = entry["transport"]
            elif entry.get("verb") == "connection_lost" and transport_of.get(entry["on"]) in cause:
                losses[cause.pop(transport_of[entry["on"]])] = ("loss%d" % (len(losses) + 1), entry)
        return losses

    # Turns

    def _segments(self):
        """Which entry belongs to which segment; those of no task to none."""
        last, counts, of_entry = {}, {}, {}
        for position, entry in enumerate(self._entries):
            task = entry.get("task")
            if "step" in entry:
                segment = self._of_call[entry["step"]]
                segment.callback = entry["callback"]
            elif "end" in entry and entry["end"] in self._of_call:
                segment = self._of_call[entry["end"]]
                segment.waiting = None
            elif "end" in entry:
                continue
            elif task is None:
                if "call" in entry:
                    raise NotCaptured("call awaited outside of a task", entry["verb"])
                continue
            else:
                segment = last.get(task)
                if segment is not None and segment.waiting is not None:
                    raise NotCaptured("two calls of one task at a time")
                if segment is None or segment.callback != entry["callback"] or entry["callback"] is None:
                    counts[task] = counts.get(task, 0) + 1
                    segment = last[task] = Segment("task%d_%d" % (list(counts).index(task) + 1, counts[task]), entry["callback"])
                segment.entries.append(entry)
                if "call" in entry:
                    self._of_call[entry["call"]] = segment
                    segment.waiting = entry["call"]
            of_entry[position] = segment
        return of_entry

    def _turns(self, of_entry):
        turns, begun = [], set()
        starts, acts = [], []

        def end_turn():
            if starts or acts:
                turns.append({"do": starts + acts})
                starts.clear()
                acts.clear()

        for position, entry in enumerate(self._entries):
            segment = of_entry.get(position)
            in_body = segment is not None and segment.awaits()
            if "end" in entry:
                if entry["end"] in self._of_call:
                    self._observe(entry["end"], segment.name, self._begun[entry["end"]])
            elif "step" in entry:
                if entry["cancelled"]:
                    if any(start["start"] == segment.name for start in starts):
                        end_turn()  # It has to wait before it can be cancelled.
                    acts.append({"cancel": segment.name})
                end_turn()
            else:
                lost = next((name for name, loss in self._losses.values() if loss is entry), None)
                by = lost or (segment.name if in_body else "turn")
                if "call" in entry:
                    self._begun[entry["call"]] = entry
                elif "act" in entry:
                    self._observe(entry["act"], by, entry)
                else:
                    self.observed.append({"by": by, "call": "close", "on": self._closer(entry), "returned": None})
                if lost:
                    continue
                if not in_body:
                    if starts:
                        end_turn()
                    acts.extend(self._steps(entry))
                elif segment not in begun:
                    begun.add(segment)
                    starts.append(self._start(segment))
        end_turn()
        return turns

    def _start(self, segment):
        start = {"start": segment.name, "body": [step for entry in segment.entries for step in self._steps(entry)]}
        ends = [self._ends.get(entry.get("call", entry.get("act")), {}) for entry in segment.entries[:-1]]
        for key, is_cancel in (("on_error", False), ("on_cancel", True)):
            if any("raised" in end and (end["raised"]["type"] == "CancelledError") == is_cancel for end in ends):
                start[key] = "continue"
        return start

    def _steps(self, entry):
        """What an entry is in a script: one step, and the loss of the connection that it leads to."""
        name, loss = self._losses.get(entry.get("closing", entry.get("act")), (None, None))
        return [self._step(entry)] + ([{"call_soon": name, "body": [self._step(loss)]}] if loss else [])

    def _step(self, entry):
        if "closing" in entry:
            return {"close": None, "on": self._closer(entry)}
        verb = entry["verb"]
        step = {verb: None, "on": self._names[entry["on"]]}
        if "transport" in entry:
            step[verb] = self._names.get(entry["transport"])
        elif "exception" in entry:
            step[verb] = self._names.get(entry["exception"])
        elif "items" in entry:
            if entry["items"] is None:
                raise NotCaptured("writelines of something that can be read only once")
            step[verb] = [_value(item) for item in entry["items"]]
        elif "argument" in entry and verb not in NO_ARGUMENT:
            step[verb] = _value(entry["argument"])
            if verb == "wait_for_data":
                step[verb] = entry["argument"].get("str") if isinstance(entry["argument"], dict) else None
        return step

    def _closer(self, entry):
        """A transport that closed by itself is told to close through its writer, which does nothing else."""
        return next(self._names[number] for number in self._life.of_type("writer")
                    if self._life.objects[number]["transport"] == entry["on"])

    def _observe(self, number, by, entry):
        end = self._ends.get(number)
        if end is not None:
            event = {"by": by, "call": entry["verb"], "on": self._names[entry["on"]]}
            event.update((key, end[key]) for key in ("returned", "raised") if key in end)
            self.observed.append(event)


def _value(form):
    """A value as it was noted, for a script: None that was given is written otherwise there."""
    if form is None:
        return {"none": True}
    problem = value_problem(form)
    if problem:
        raise NotCaptured("argument that no script can hold", str(form)[:60])
    return form
