"""An adapter that does what the fed text tells it; it knows the scripts of these tests only: feed_data, then at_eof. Of others
it says that they did the same.

usage: told_adapter.py NAME [FOLDER]

"differ…"       at_eof returns True
"unsupported…"  the script needs what it has not
"error…"        it has no answer, and says so in the words that follow
"wait…"         it answers once FOLDER/go is there, and makes FOLDER/asked before
anything else   at_eof returns False, which is right
"""

import json
import os
import sys
import time


def answer(fed):
    if fed.startswith("unsupported"):
        return {"unsupported": ["limit"]}
    if fed.startswith("error"):
        return {"error": fed[len("error"):]}
    if fed.startswith("wait"):
        wait_for_the_test()
    calls = [("feed_data", None), ("at_eof", fed.startswith("differ"))]
    events = [{"i": 0, "by": "turn", "call": call, "on": "r", "returned": returned} for call, returned in calls]
    state = {"pending": [], "readers": {"r": {"at_eof": False, "exception": None}}}
    return {"trace": {"setup": [], "turns": [{"events": events, "iterations": 0, "state": state}]}}


def wait_for_the_test():
    open(os.path.join(sys.argv[2], "asked"), "w").close()
    while not os.path.exists(os.path.join(sys.argv[2], "go")):
        if not os.path.isdir(sys.argv[2]):
            os._exit(0)  # the test is over
        time.sleep(0.01)


def main():
    hello = {"protocol": 1, "name": sys.argv[1], "version": "1", "release": "3.12.1", "features": ["at_eof"],
             "aspects": ["result"]}
    print(json.dumps({"hello": hello}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        if "bye" in request:
            break
        fed = request["script"]["turns"][0]["do"][0].get("feed_data")
        print(json.dumps(dict(answer(fed if isinstance(fed, str) else ""), id=request["id"])), flush=True)


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:
        os._exit(0)  # the test has killed the program
