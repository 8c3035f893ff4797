"""What the tests of the driver share: a driver that plays scripts given turn by turn."""

import sys
import unittest

from recorder_case import TOOLS  # noqa: F401 (puts the tools on the path)
from recorder.driver_process import DriverProcess


class DriverCase(unittest.TestCase):
    """One driver for all the tests of a class. What a script does not declare are a reader `r` and, for a writer, the rest."""

    python = sys.executable
    objects = {"r": {"type": "reader"}}

    @classmethod
    def setUpClass(cls):
        cls.driver = DriverProcess(cls.python)

    @classmethod
    def tearDownClass(cls):
        cls.driver.close()

    def run_turns(self, *turns, **objects):
        turns = [turn if isinstance(turn, dict) else {"do": turn} for turn in turns]
        return self.driver.run({"objects": dict(self.objects, **objects), "turns": turns})

    def events(self, *turns, **objects):
        return [event for turn in self.run_turns(*turns, **objects)["turns"] for event in turn["events"]]

    def kinds(self, *turns, **objects):
        """The events, each shortened to what it is about: the call of a transport, the verb, the kind of event."""
        return [short(event) for event in self.events(*turns, **objects)]


def short(event):
    if "transport" in event:
        return event["transport"] + "." + event["call"]
    for key in ("client", "task", "warning", "handler", "unraisable", "start_tls", "callback"):
        if key in event:
            return key
    return event["by"] + "." + event["call"]


WRITER_OBJECTS = {
    "t": {"type": "transport", "protocol": "p"},
    "r": {"type": "reader"},
    "p": {"type": "protocol", "reader": "r"},
    "w": {"type": "writer", "transport": "t", "protocol": "p", "reader": "r"},
}


def with_client(body, **keys):
    """The protocol of a script whose client `C` has the reader `cr` and the writer `cw`."""
    client = dict({"as": "C", "reader": "cr", "writer": "cw", "body": body}, **keys)
    return {"type": "protocol", "reader": "r", "client": client}
