"""An adapter that breaks in one way, named by its argument, at the script that feeds b"break"; every other script it answers rightly.

It knows the scripts of the tests only: feed_data, then at_eof.
"""

import json
import os
import signal
import subprocess
import sys
import time

HELLO = {"protocol": 1, "name": "broken", "version": "1", "release": "3.12.1", "features": ["at_eof"], "aspects": ["result"]}
MEGABYTE = 1 << 20


def say(text):
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        os._exit(0)


def trace(script):
    calls = [next(verb for verb in action if verb != "on") for action in script["turns"][0]["do"]]
    answers = {"feed_data": None, "at_eof": False}
    events = [{"i": 0, "by": "turn", "call": call, "on": "r", "returned": answers[call]} for call in calls]
    return {"setup": [], "turns": [{"events": events, "iterations": 0, "state": {"pending": [], "readers": {"r": {"at_eof": False}}}}]}


def answer(request):
    return json.dumps({"id": request["id"], "trace": trace(request["script"])}) + "\n"


def babble():
    while True:
        say("x" * MEGABYTE)


def say_100_megabytes_of_lines():
    for _ in range(100):
        say("x" * (MEGABYTE - 1) + "\n")


def close_stdout():
    os.close(1)
    time.sleep(60)


def leave_a_child_with_the_pipe():
    subprocess.Popen(["sleep", "60"])
    os._exit(3)


def do_break(way, request):
    """Breaks; what returns goes on with the next request."""
    ways = {
        "crash": lambda: os.kill(os.getpid(), signal.SIGSEGV),
        "exit": lambda: os._exit(3),
        "hang": lambda: time.sleep(60),
        "garbage": lambda: say("Traceback (most recent call last):\n"),
        "binary": lambda: os.write(1, b"\xff\xfe\x00\n"),
        "truncated": lambda: (say('{"id": 1, "tr'), os._exit(0)),
        "array": lambda: say("[]\n"),
        "empty line": lambda: say("\n"),
        "other id": lambda: say(answer(dict(request, id=request["id"] + 7))),
        "no trace": lambda: say(json.dumps({"id": request["id"]}) + "\n"),
        "digest": lambda: say(json.dumps({"id": request["id"], "digest": "0" * 64}) + "\n"),
        "bad trace": lambda: say(json.dumps({"id": request["id"], "trace": {"setup": []}}) + "\n"),
        "twice": lambda: say(answer(request) + answer(request)),
        "endless line": babble,
        "many lines": say_100_megabytes_of_lines,
        "closed stdout": close_stdout,
        "child": leave_a_child_with_the_pipe,
        "error": lambda: say(json.dumps({"id": request["id"], "error": "no idea"}) + "\n"),
        "unsupported": lambda: say(json.dumps({"id": request["id"], "unsupported": ["limit"]}) + "\n"),
        "lacks what it declares": lambda: say(json.dumps({"id": request["id"], "unsupported": ["at_eof"]}) + "\n"),
        "lacks nothing": lambda: say(json.dumps({"id": request["id"], "unsupported": []}) + "\n"),
    }
    ways[way]()


def main():
    way = sys.argv[1]
    if way == "no hello":
        sys.exit("this adapter never starts")
    if way == "other protocol":
        HELLO["protocol"] = 99
    if way == "bad feature":
        HELLO["features"] = ["teleport"]
    say(json.dumps({"hello": HELLO}) + "\n")
    if way == "deaf":
        time.sleep(60)
    for line in sys.stdin:
        request = json.loads(line)
        if "bye" in request:
            break
        if request["script"]["turns"][0]["do"][0]["feed_data"] == "break":
            do_break(way, request)
        else:
            say(answer(request))
    if way == "stays":
        time.sleep(60)


if __name__ == "__main__":
    main()
