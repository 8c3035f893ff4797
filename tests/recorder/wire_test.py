"""The driver on real sockets: peers, conditions, and traces in which nothing depends on when the kernel does what."""

import sys
import unittest

from driver_case import DriverCase
from recorder.driver_process import ScriptFailed
from recorder.needs import needs
from recorder.validation import problems

LISTENER = {"l": {"type": "listener"}, "p": {"type": "peer", "listener": "l"}}
OPEN = {"open_connection": {"to": "l"}, "reader": "r", "writer": "w"}
OPENED = {"do": [{"start": "A", "body": [OPEN]}], "until": [{"done": "A"}, {"connected": None, "on": "p"}]}


class WireCase(DriverCase):
    objects = LISTENER

    def run_turns(self, *turns, **objects):
        turns = [turn if isinstance(turn, dict) else {"do": turn} for turn in turns]
        return self.driver.run({"layer": "wire", "objects": dict(self.objects, **objects), "turns": turns})

    def returned(self, *turns, **objects):
        return [event["returned"] for event in self.events(*turns, **objects) if "returned" in event]


class Traces(WireCase):
    def test_nothing_tells_of_time(self):
        trace = self.run_turns(OPENED)
        self.assertEqual([turn["iterations"] for turn in trace["turns"]], [0])
        self.assertEqual({event["i"] for event in trace["turns"][0]["events"]}, {0})

    def test_events_are_sorted_by_actor(self):
        body = [{"yield": 1}]
        events = self.events({"do": [{"start": "Z", "body": body}, {"start": "B", "body": [{"yield": 9}]}, {"peer_ended": None, "on": "p"}],
                              "until": [{"done": "B"}]})
        self.assertEqual([event.get("by", event.get("task")) for event in events], ["turn", "B", "B", "Z", "Z"])

    def test_errors_are_numbered_in_the_order_of_the_text(self):
        body = [{"open_connection": {"bare": True}, "reader": "%sr", "writer": "%sw"}]
        start = [{"start": name, "body": [dict(body[0], reader=name + "r", writer=name + "w")]} for name in ("Z", "B")]
        events = self.events({"do": start, "until": [{"done": "B"}, {"done": "Z"}]})
        self.assertEqual([event.get("raised", event.get("error"))["id"] for event in events], ["#1", "#1", "#2", "#2"])
        self.assertEqual(sorted(events[1]["error"]), ["id"])

    def test_ports_are_named_after_their_listener(self):
        refused = self.events({"do": [{"start": "A", "body": [OPEN]}], "until": [{"done": "A"}]}, l={"type": "listener", "listens": False})
        self.assertEqual(refused[0]["raised"]["text"], "[Errno 111] Connect call failed ('127.0.0.1', <port of l>)")

    def test_chunks_are_one_string(self):
        turns = [OPENED, {"do": [{"write": "ab", "on": "w"}, {"write": "cd", "on": "w"}], "until": [{"received": 4, "on": "p"}]},
                 [{"peer_read": 3, "on": "p"}, {"peer_read": None, "on": "p"}]]
        self.assertEqual(self.returned(*turns)[-2:], ["abc", "d"])


class Conditions(WireCase):
    def test_turn_waits_for_what_is_under_way(self):
        turns = [OPENED, {"do": [{"peer_send": "abc", "on": "p"}], "until": [{"buffered": 3, "on": "r"}]},
                 {"do": [{"peer_close": None, "on": "p"}], "until": [{"at_end": None, "on": "r"}]}, [{"at_eof": None, "on": "r"}]]
        self.assertEqual(self.returned(*turns)[-1], False)

    def test_task_that_waits_is_pending(self):
        trace = self.run_turns(OPENED, [{"start": "B", "body": [{"read": 1, "on": "r"}]}])
        self.assertEqual(trace["turns"][1]["state"]["pending"], ["B"])

    def test_bytes_that_are_not_there_cannot_be_taken(self):
        with self.assertRaisesRegex(ScriptFailed, "takes 1 bytes of the 0"):
            self.run_turns(OPENED, [{"peer_read": 1, "on": "p"}])

    def test_more_connections_than_clients_are_an_error(self):
        client = {"as": "H", "reader": "hr", "writer": "hw", "body": []}
        serve = {"do": [{"start": "S", "body": [{"start_server": {}, "as": "s", "clients": [client]}]}], "until": [{"done": "S"}]}
        connect = [{"do": [{"peer_connect": "s", "on": "a"}], "until": [{"called": "H"}]},
                   {"do": [{"peer_connect": "s", "on": "b"}], "until": [{"notices": 1}]}]
        with self.assertRaisesRegex(ScriptFailed, "more connections than the script has clients"):
            self.run_turns(serve, *connect, a={"type": "peer"}, b={"type": "peer"})


class Peers(WireCase):
    def ended(self, *actions, **objects):
        body = [{"start": "B", "body": [{"read": 1, "on": "r"}], "on_error": "continue"}]
        return self.returned(OPENED, {"do": body + list(actions), "until": [{"done": "B"}]}, **objects)

    def test_half_close(self):
        self.assertEqual(self.ended({"peer_shutdown": None, "on": "p"})[-1], "")

    def test_peer_that_does_not_read_collects_nothing(self):
        turns = [OPENED, [{"write": "x", "on": "w"}], [{"peer_read": None, "on": "p"}],
                 {"do": [{"peer_resume": None, "on": "p"}], "until": [{"received": 1, "on": "p"}]}, [{"peer_read": None, "on": "p"}]]
        reads = self.returned(*turns, p={"type": "peer", "listener": "l", "reads": False})
        self.assertEqual([reads[2], reads[-1]], ["", "x"])

    def test_tls(self):
        contexts = {"c": {"type": "context", "side": "client"}, "s": {"type": "context", "side": "server", "certificate": "localhost"}}
        opening = dict(OPEN, open_connection={"to": "l", "ssl": "c"})
        turns = [{"do": [{"start": "A", "body": [opening, {"write": "x", "on": "w"}]}], "until": [{"done": "A"}, {"received": 1, "on": "p"}]},
                 [{"get_extra_info": "peercert", "on": "w"}, {"peer_read": 1, "on": "p"}]]
        peer = {"type": "peer", "listener": "l", "tls": "s"}
        self.assertEqual(self.returned(*turns, p=peer, **contexts)[-2:], [{"str": "<certificate of localhost>"}, "x"])


class Scripts(unittest.TestCase):
    GOOD = {"summary": "s", "clauses": ["CONNECT-1"], "layer": "wire", "objects": LISTENER, "turns": [OPENED]}

    def assert_problem(self, pointer, part, **changes):
        found = problems(dict(self.GOOD, **changes))
        self.assertTrue([1 for where, what in found if where == pointer and part in what], found)

    def test_good_script(self):
        self.assertEqual(problems(self.GOOD), [])

    def test_other_layers_have_no_sockets(self):
        self.assert_problem("/objects/l/type", 'only in a script of the layer "wire"', layer="writer")
        self.assert_problem("/turns/0/until", "unknown key", layer="writer")

    def test_wire_has_no_scripted_transport(self):
        self.assert_problem("/objects/t/type", 'not in a script of the layer "wire"', objects=dict(LISTENER, t={"type": "transport"}))

    def test_conditions(self):
        for until, pointer, part in (
                ([], "", "at least one condition"), ([{"done": "B"}], "/0/done", "no task 'B' is ever started"),
                ([{"received": 0}], "/0/received", "above 0"), ([{"lost": None}], "/0", "expected"),
                ([{"idle": None}], "/0", "expected one condition")):
            with self.subTest(until=until):
                self.assert_problem("/turns/0/until" + pointer, part, turns=[dict(OPENED, until=until)])

    def test_no_iterations_are_counted(self):
        self.assert_problem("/turns/0/run", "", turns=[dict(OPENED, run=1)])

    def test_needs_are_those_of_the_bodies_of_clients(self):
        client = {"as": "H", "reader": "r", "writer": "w", "body": [{"is_closing": None, "on": "w"}]}
        serve = {"start_server": {}, "as": "s", "clients": [client]}
        script = {"objects": {}, "turns": [{"do": [{"start": "S", "body": [serve, {"is_serving": None, "on": "s"}]}]}]}
        self.assertEqual(needs(script), {"is-closing", "server-control"})


if __name__ == "__main__":
    sys.exit(unittest.main())
