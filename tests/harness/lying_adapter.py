"""An adapter that lies. It stands between the harness and an honest adapter, and changes what that one says.

usage: lying_adapter.py WAY COMMAND…
"""

import functools
import json
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
OTHER_RELEASE = "3.12.1"


def events(trace):
    return [event for turn in trace["turns"] for event in turn["events"]]


def drops_an_event(trace):
    for turn in trace["turns"]:
        for event in turn["events"]:
            if "by" in event and event["by"] != "turn":
                turn["events"].remove(event)
                return


def swallows_an_exception(trace):
    """The call and the task that failed are said to have done well."""
    for event in events(trace):
        if "raised" in event and "by" in event:
            del event["raised"]
            event["returned"] = ""
        elif event.get("ended") == "raised":
            event["ended"] = "returned"
            del event["error"]


def reorders_wake_ups(trace):
    """The events of tasks come in the order of their names, whatever the order in which they woke."""
    for turn in trace["turns"]:
        of_tasks = [i for i, event in enumerate(turn["events"]) if event.get("by", event.get("task")) not in ("turn", None)]
        turned = sorted((turn["events"][i] for i in of_tasks), key=lambda event: event.get("by", event.get("task")), reverse=True)
        for i, event in zip(of_tasks, turned):
            turn["events"][i] = event


WAYS = {"drops": drops_an_event, "swallows": swallows_an_exception, "reorders": reorders_wake_ups}


def success_without_running(script):
    """Every call returns what was fed to its reader, and every task ends well at once."""
    fed, turns = {}, []
    for turn in script["turns"]:
        noted = []
        for action in turn["do"]:
            verb = next(verb for verb in ("start", "feed_data", "feed_eof", "at_eof", "cancel", "cancel_all", "set_exception") if verb in action)
            if verb == "start":
                name = action["start"]
                for step in action["body"]:
                    call = next(key for key in step if key not in ("on", "max"))
                    noted.append({"i": 1, "by": name, "call": call, "on": step["on"], "returned": fed.get(step["on"], "")})
                noted.append({"i": 1, "task": name, "ended": "returned"})
            else:
                if verb == "feed_data":
                    fed[action["on"]] = action["feed_data"]
                event = {"i": 0, "by": "turn", "call": verb, "returned": None}
                noted.append(dict(event, on=action["on"]) if "on" in action else event)
        readers = {name: {"at_eof": False, "exception": None} for name in script["objects"]}
        turns.append({"events": noted, "iterations": 1, "state": {"pending": [], "readers": readers}})
    return {"setup": [], "turns": turns}


@functools.lru_cache(maxsize=None)
def scripts_by_summary():
    files = (ROOT / "spec/scripts").rglob("*.json")
    return {json.loads(file.read_text("utf-8"))["summary"]: file.relative_to(ROOT / "spec/scripts") for file in files}


def golden_trace_of_another_release(script):
    """What CPython once did; of a script that nobody has recorded, what it did with another one."""
    by_summary = scripts_by_summary()
    file = by_summary.get(script["summary"]) or next(iter(by_summary.values()))
    golden = json.loads((ROOT / "traces" / file).read_text("utf-8"))
    return next(variant["trace"] for variant in golden["variants"] if OTHER_RELEASE in variant["releases"] and "trace" in variant)


def main():
    way = sys.argv[1]
    with subprocess.Popen(sys.argv[2:], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as honest:
        print(honest.stdout.readline(), end="", flush=True)
        for line in sys.stdin:
            request = json.loads(line)
            if "bye" in request:
                break
            honest.stdin.write(line)
            honest.stdin.flush()
            answer = json.loads(honest.stdout.readline())
            if way == "success":
                answer = {"id": request["id"], "trace": success_without_running(request["script"])}
            elif way == "echo" and "trace" in answer:
                answer["trace"] = golden_trace_of_another_release(request["script"])
            elif way in WAYS and "trace" in answer:
                WAYS[way](answer["trace"])
            print(json.dumps(answer), flush=True)
        honest.stdin.close()


if __name__ == "__main__":
    main()
