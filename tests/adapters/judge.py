"""Puts scripts to an adapter and judges its answers by the golden traces, in the aspects result and flow.

    judge.py [--known FILE] [--release VERSION] [--quiet] 'COMMAND' [GLOB …]
"""

import argparse
import copy
import fnmatch
import json
import shlex
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(PROJECT / "tools"))

from recorder.canonical import digest  # noqa: E402
from recorder.releases import Releases  # noqa: E402
from recorder.scripts import expand, identities  # noqa: E402

FEATURE_OF_VERB = {
    "set_transport": "transport", "exception": "exception", "at_eof": "at_eof", "repr": "repr", "writer_repr": "repr", "try": "try",
    "cancel": "cancel", "cancel_all": "cancel", "watch": "scheduler", "call_soon": "scheduler", "call_later": "scheduler",
    "advance": "scheduler", "future_set_result": "scheduler", "future_set_exception": "scheduler", "future_cancel": "scheduler",
    "await": "scheduler", "sleep": "scheduler", "create": "create", "describe": "exception-copy", "copy": "exception-copy",
    "pickle": "pickle", "readline": "readline", "readuntil": "readuntil", "readexactly": "readexactly", "iterate": "iterate",
    "anext": "iterate", "wait_for_data": "private-wait", "is_closing": "is-closing", "wait_closed": "wait-closed",
    "start_tls": "start-tls", "wait_for": "wait-for", "gather": "gather", "drop": "refcount", "timeout": "timeout"}
BYTES_VERBS = ("feed_data", "data_received", "write", "readuntil")
INTEGER_VERBS = ("read", "readexactly")


def is_bytes(value):
    return isinstance(value, str) or isinstance(value, dict) and list(value) == ["bytes"]


def is_integer(value):
    return isinstance(value, int) and not isinstance(value, bool)


def needs_of_reader(declared):
    found = set()
    if "limit" in declared:
        found.add("limit")
        if not is_integer(declared["limit"]):
            found.add("dynamic-typing")
    if "loop" in declared:
        found.add("loopless")
    if declared.get("subclass"):
        found.add("subclass")
    return found


def needs_of_object(declared):
    kind = declared["type"]
    if kind == "reader":
        return needs_of_reader(declared)
    if kind == "exception":
        incomplete = declared["class"] == "IncompleteReadError"
        typed = [is_bytes(arg) or is_integer(arg) or isinstance(arg, dict) and ("str" in arg or incomplete and "none" in arg)
                 for arg in declared.get("args", [])]
        return {"dynamic-typing"} if declared.get("falsy") or not all(typed) else set()
    if kind == "protocol":
        client = declared.get("client", {})
        found = set() if declared["reader"] else {"protocol-without-reader"}
        found |= {"dynamic-typing"} if client.get("kind") == "generator" else set()
        found |= {"refcount"} if client.get("keep", True) is not True else set()
        return found.union(*[needs_of_step(step) for step in client.get("body", [])])
    return {"transport": {"transport"}, "exception_class": {"dynamic-typing"}, "future": {"scheduler"}}.get(kind, set())


def needs_of_step(step):
    found = {FEATURE_OF_VERB[verb] for verb in step if verb in FEATURE_OF_VERB and not (verb == "timeout" and "wait_for" in step)}
    if "cancel" in step and "message" in step:
        found.add("cancel-message")
    if "set_exception" in step:
        found.add("clear-exception" if step["set_exception"] is None else "set-exception")
    if "create" in step:
        found |= needs_of_reader(step["as"])
    for verb in BYTES_VERBS:
        if verb in step and step[verb] is not None and not is_bytes(step[verb]):
            tuple_of_bytes = verb == "readuntil" and isinstance(step[verb], dict) and "tuple" in step[verb]
            found.add("tuple-separator" if tuple_of_bytes else "dynamic-typing")
            if tuple_of_bytes and not all(map(is_bytes, step[verb]["tuple"])):
                found.add("dynamic-typing")
    for verb in INTEGER_VERBS:
        if verb in step and step[verb] is not None and not is_integer(step[verb]):
            found.add("dynamic-typing")
    for inner in step.get("body", []) + step.get("gather", []) + [step[verb] for verb in ("try", "wait_for") if verb in step]:
        found |= needs_of_step(inner)
    return found


def needs(content):
    found = set(content.get("requires", []))
    if content.get("layer", "reader") != "reader":
        found.add({"writer": "writer", "wire": "sockets"}[content["layer"]])
    for declared in content["objects"].values():
        found |= needs_of_object(declared)
    for turn in content["turns"]:
        for step in turn["do"]:
            found |= needs_of_step(step)
    return found


class Question:
    """A script, its epilogue, and what is expected of a subject that has these features."""

    def __init__(self, content, golden, features, epilogue):
        own = len(content["turns"])
        whole = content["turns"] + expand(epilogue, content["objects"])
        self.request = {"objects": content["objects"], "turns": copy.deepcopy(whole)}
        self.golden = copy.deepcopy(golden)
        for number in range(own, len(whole)):
            turn, left_out = self.request["turns"][number], set()
            for step in turn["do"]:
                for inner in step.get("body", []):
                    if needs_of_step(inner) - features:
                        left_out |= set(inner) & set(FEATURE_OF_VERB)
                step["body"] = [inner for inner in step["body"] if not needs_of_step(inner) - features] if "body" in step else None
                if step["body"] is None:
                    del step["body"]
            removed = [step for step in turn["do"] if needs_of_step(step) - features]
            turn["do"] = [step for step in turn["do"] if step not in removed]
            if len(self.golden["turns"]) <= number:
                continue
            before = self.golden["turns"][number - 1]["state"]
            if any(self._matters(step, before) for step in removed):
                del self.golden["turns"][number:]
            if len(self.golden["turns"]) > number:
                left_out |= {verb for step in removed for verb in step}
                kept = [event for event in self.golden["turns"][number]["events"] if not (
                    event.get("call") in left_out and (event.get("by") == "turn" or event.get("by", "").startswith("epilogue.")))]
                self.golden["turns"][number]["events"] = kept

    @staticmethod
    def _matters(step, before):
        if "cancel_all" in step:
            return bool(before["pending"])
        if "set_exception" in step:
            return before["readers"].get(step["on"], {}).get("exception") is not None
        return True


# Comparing

FLOW = ("transport", "override", "client", "start_tls")
NOTICES = ("warning", "log", "handler", "unraisable")
RESULT_KEYS = ("call", "on", "returned", "raised", "blocked", "yielded", "ended", "error", "callback", "spins", "args", "override", "transport")


class Identities:
    def __init__(self):
        self._of, self._back = {}, {}

    def match(self, a, b):
        if not a.startswith("#") or not b.startswith("#"):
            return a == b
        return self._of.setdefault(a, b) == b and self._back.setdefault(b, a) == a


def written_out(trace):
    """The trace with every error in full."""
    known = {}

    def walk(value):
        if isinstance(value, list):
            return [walk(item) for item in value]
        if not isinstance(value, dict):
            return value
        if isinstance(value.get("id"), str):
            if "type" in value:
                known[value["id"]] = value
                return {key: walk(value[key]) for key in sorted(value, key=lambda key: ("id", "type", "cause").index(key) if key in ("id", "type", "cause") else 9)}
            return known.get(value["id"], value)
        return {key: walk(value[key]) for key in sorted(value)}

    return {"setup": walk(trace["setup"]),
            "turns": [{"events": walk(turn["events"]), "state": walk(turn["state"])} for turn in trace["turns"]]}


def same(a, b, ids):
    if isinstance(a, dict) and isinstance(b, dict):
        if isinstance(a.get("id"), str) and "type" in a:
            if not isinstance(b.get("id"), str) or a["type"] != b.get("type") or not ids.match(a["id"], b["id"]):
                return False
            return all(same(a.get(key), b.get(key), ids) for key in ("attributes", "cause", "context", "suppressed", "module", "bases"))
        return a.keys() == b.keys() and all(same(a[key], b[key], ids) for key in sorted(a))
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and all(same(x, y, ids) for x, y in zip(a, b))
    return a == b and isinstance(a, bool) == isinstance(b, bool)


def lane(event):
    if any(key in event for key in FLOW) and "by" not in event:
        return ("flow", next(event[key] for key in FLOW if key in event) if "transport" in event else "")
    return ("result", event.get("by") or event.get("task") or event.get("callback") or "")


def lanes(events):
    found = {}
    for event in events:
        if not any(key in event for key in NOTICES):
            found.setdefault(lane(event), []).append({key: event[key] for key in RESULT_KEYS if key in event and event.get("call") not in ("repr", "writer_repr")
                                                      or key in ("call", "on") and key in event})
    return found


def difference(golden, seen, features):
    """(aspect, text) of the first difference, or None."""
    golden, seen, ids = written_out(golden), written_out(seen), Identities()
    if len(seen["turns"]) < len(golden["turns"]):
        return "result", f"{len(seen['turns'])} turns, not {len(golden['turns'])}"
    pairs = [("setup", golden["setup"], seen["setup"], None, None)]
    pairs += [(f"turn {number}", a["events"], b["events"], a["state"], b["state"])
              for number, (a, b) in enumerate(zip(golden["turns"], seen["turns"]))]
    for where, a, b, state_a, state_b in pairs:
        lanes_a, lanes_b = lanes(a), lanes(b)
        for aspect in ("result", "flow"):
            for key in sorted(set(lanes_a) | set(lanes_b)):
                if key[0] == aspect and not same(lanes_a.get(key, []), lanes_b.get(key, []), ids):
                    return aspect, f"{where}, {key[1]}: expected {json.dumps(lanes_a.get(key, []))}, seen {json.dumps(lanes_b.get(key, []))}"
            if aspect == "result" and state_a is not None:
                if state_a["pending"] != state_b["pending"]:
                    return aspect, f"{where}: expected pending {state_a['pending']}, seen {state_b['pending']}"
                for name in state_a["readers"]:
                    for fact in ("at_eof", "exception"):
                        if fact in features and not same(state_a["readers"][name][fact], state_b["readers"].get(name, {}).get(fact), ids):
                            return aspect, f"{where}: {name}.{fact}: expected {state_a['readers'][name][fact]}, seen {state_b['readers'].get(name, {}).get(fact)}"
    return None


# Running

class Adapter:
    def __init__(self, command, timeout=60):
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=str(PROJECT))
        self._timeout = timeout
        self._id = 0
        self.hello = self._receive()["hello"]
        self.features = set(self.hello["features"])

    def ask(self, request):
        self._id += 1
        self._process.stdin.write(json.dumps({"id": self._id, "script": request}).encode() + b"\n")
        self._process.stdin.flush()
        return self._receive()

    def _receive(self):
        watch = threading.Timer(self._timeout, self._process.kill)
        watch.start()
        line = self._process.stdout.readline()
        watch.cancel()
        if not line:
            raise EOFError(f"the adapter ended, exit status {self._process.wait()}")
        return json.loads(line.decode())

    def close(self):
        self._process.stdin.close()
        self._process.wait(self._timeout)
        self._process.stdout.close()


class Known:
    """A list of known divergences."""

    def __init__(self, path):
        self._rows = json.loads(Path(path).read_text(encoding="utf-8")) if path else []

    def find(self, script, aspect):
        for row in self._rows:
            if row["aspect"] == aspect and fnmatch.fnmatchcase(script, row["id"]) and not any(
                    fnmatch.fnmatchcase(script, glob) for glob in row.get("except", [])):
                return row
        return None

    def listed(self, script):
        return any(self.find(script, aspect) for aspect in ("result", "flow"))


def judge(command, globs=(), known=None, release=None, report=None):
    """Counts of verdicts by group. `report(script, verdict, text)` hears of each."""
    releases = Releases(PROJECT / "spec" / "releases.json")
    known = Known(known)
    adapter = Adapter(command)
    stand_in, _ = releases.stand_in(release or adapter.hello.get("release") or releases.recorded[-1])
    epilogue = {layer: json.loads((PROJECT / "spec" / "epilogue" / f"{layer}.json").read_text()) for layer in ("reader", "writer", "wire")}
    groups = {}
    try:
        for name in identities(PROJECT / "spec" / "scripts"):
            if globs and not any(fnmatch.fnmatchcase(name, glob) for glob in globs):
                continue
            content = json.loads((PROJECT / "spec" / "scripts" / f"{name}.json").read_text(encoding="utf-8"))
            verdict, text = _verdict(adapter, content, name, stand_in, epilogue[content.get("layer", "reader")], known)
            groups.setdefault(name.split("/")[0], Counter())[verdict] += 1
            if report:
                report(name, verdict, text)
    finally:
        adapter.close()
    return adapter.hello, groups


def _verdict(adapter, content, name, release, epilogue, known):
    golden = json.loads((PROJECT / "traces" / f"{name}.json").read_text(encoding="utf-8"))
    assert golden["digest"] == digest(content), f"{name}: stale"
    variant = next(variant for variant in golden["variants"] if release in variant["releases"])
    if "unsupported" in variant:
        return "unsupported", ", ".join(variant["unsupported"])
    if content.get("layer") == "wire" and "sockets" not in adapter.features or content.get("layer") == "writer" and "writer" not in adapter.features:
        return "unsupported", content["layer"]
    lacking = needs(content) - adapter.features
    if lacking:
        return "unsupported", ", ".join(sorted(lacking))
    question = Question(content, variant["trace"], adapter.features, epilogue)
    if content.get("layer") == "wire":
        question.request["layer"] = "wire"
    answer = adapter.ask(question.request)
    if "unsupported" in answer:
        return "unsupported", ", ".join(answer["unsupported"])
    if "error" in answer:
        return "error", answer["error"]
    found = difference(question.golden, answer["trace"], adapter.features)
    if found is None:
        return ("fail", "listed as known, but it passes") if known.listed(name) else ("pass", "")
    row = known.find(name, found[0])
    return ("known", row["reason"]) if row else ("fail", ": ".join(found))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("command", help="the adapter's command, as one string")
    parser.add_argument("globs", nargs="*")
    parser.add_argument("--known")
    parser.add_argument("--release")
    parser.add_argument("--quiet", action="store_true")
    options = parser.parse_args()

    def report(script, verdict, text):
        if verdict in ("fail", "error") and not options.quiet:
            print(f"{verdict.upper():5} {script}: {text}")

    hello, groups = judge(shlex.split(options.command), options.globs, options.known, options.release, report)
    print(f"{hello['name']} {hello['version']}")
    total = Counter()
    for group, counts in sorted(groups.items()):
        total += counts
        print(f"{group:20}" + "".join(f"{verdict} {counts[verdict]:<6}" for verdict in ("pass", "fail", "known", "unsupported", "error")))
    print(f"{'total':20}" + "".join(f"{verdict} {total[verdict]:<6}" for verdict in ("pass", "fail", "known", "unsupported", "error")))
    return 1 if total["fail"] or total["error"] else 0


if __name__ == "__main__":
    sys.exit(main())
