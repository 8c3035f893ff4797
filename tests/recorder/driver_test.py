"""The driver: how it speaks, and that what it notes is what happened, untouched by the driver itself."""

import ast
import asyncio
import json
import subprocess
import sys
import unittest

from recorder_case import HERE, TOOLS
from driver_case import DriverCase
from recorder.driver_process import ScriptFailed


class Speaking(unittest.TestCase):
    def speak(self, *lines, options=()):
        done = subprocess.run([sys.executable, str(TOOLS / "streams_driver.py")] + list(options), input="".join(lines).encode("utf-8"),
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
        self.assertEqual(done.returncode, 0, done.stderr)
        return [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]

    def test_hello_says_who_it_is(self):
        hello = self.speak()[0]["hello"]
        self.assertEqual((hello["protocol"], hello["language"], hello["version"]), (1, "Python", HERE))
        self.assertIn("readexactly", hello["features"])

    def test_response_echoes_the_id(self):
        script = {"objects": {"r": {"type": "reader"}}, "turns": []}
        answer = self.speak(json.dumps({"id": 41, "script": script}) + "\n")[1]
        self.assertEqual(answer, {"id": 41, "trace": {"setup": [], "turns": []}})

    def test_other_loop_gives_the_same_events(self):
        turns = [{"do": [{"start": "A", "body": [{"read": 1}]}]}, {"do": [{"feed_data": "x"}]}]
        request = json.dumps({"id": 1, "script": {"objects": {"r": {"type": "reader"}}, "turns": turns}})
        exact, other = self.speak(request), self.speak(request, options=["--loop", "asyncio:new_event_loop"])
        self.assertEqual(other[0]["hello"]["idle"], "rounds(20)")
        self.assertEqual([turn["events"] for turn in other[1]["trace"]["turns"]], [turn["events"] for turn in exact[1]["trace"]["turns"]])

    def test_script_that_cannot_be_run_is_an_error_and_the_next_is_answered(self):
        script = {"objects": {}, "turns": []}
        bad = {"objects": {}, "turns": [{"do": [{"fly": None}]}]}
        answers = self.speak(*[json.dumps({"id": number, "script": each}) + "\n" for number, each in enumerate([bad, script])])
        self.assertIn("fly", answers[1]["error"])
        self.assertIn("trace", answers[2])

    @unittest.skipUnless((3, 8) <= sys.version_info < (3, 13), "this Python's parser cannot play an older one")
    def test_source_is_python_3_5(self):
        for path in [TOOLS / "streams_driver.py"] + list((TOOLS / "pystreams").glob("*.py")):
            ast.parse(path.read_text(encoding="utf-8"), filename=str(path), feature_version=(3, 5))


class Noting(DriverCase):
    """What stands in a trace."""

    def test_turn_runs_to_the_last_callback(self):
        turn = self.run_turns([{"start": "A", "body": [{"yield": 3}]}])["turns"][0]
        self.assertEqual(turn["iterations"], 5)
        self.assertEqual([event["i"] for event in turn["events"]], [4, 5])

    def test_turn_with_a_number_of_iterations_stops_there(self):
        turns = self.run_turns({"do": [{"start": "A", "body": [{"yield": 3}]}], "run": 2}, [])["turns"]
        self.assertEqual(turns[0]["state"]["pending"], ["A"])
        self.assertEqual((turns[0]["iterations"], turns[1]["iterations"]), (2, 2))

    def test_what_an_earlier_turn_left_runs_before_the_turn(self):
        turns = self.run_turns({"do": [{"call_soon": "c", "body": [{"at_eof": None}]}], "run": 0}, [{"at_eof": None}])["turns"]
        self.assertEqual([(event["by"], event["i"]) for event in turns[1]["events"]], [("c", 0), ("turn", 0)])

    def test_loop_that_never_becomes_idle_spins(self):
        turn = self.run_turns([{"start": "A", "body": [{"yield": 20000}]}])["turns"][0]
        self.assertEqual(turn["events"], [{"i": 10000, "spins": True}])

    def test_time_moves_only_when_told(self):
        turns = self.run_turns([{"start": "A", "body": [{"sleep": 2}]}], [{"advance": 1}], [{"advance": 1}])["turns"]
        self.assertEqual([turn["state"]["pending"] for turn in turns], [["A"], ["A"], []])

    def test_same_exception_is_written_in_full_once(self):
        error = {"type": "exception", "class": "ValueError", "args": [{"str": "v"}]}
        events = self.events([{"set_exception": "e"}, {"try": {"read": 1}}, {"try": {"read": 1}}], e=error)
        self.assertEqual(events[1]["raised"], {"id": "e", "type": "ValueError", "text": "v", "args": [{"str": "v"}]})
        self.assertEqual(events[2]["raised"], {"id": "e"})

    def test_exceptions_are_numbered_as_they_are_seen(self):
        events = self.events([{"try": {"readexactly": -1}}, {"try": {"readexactly": -2}}])
        self.assertEqual([event["raised"]["id"] for event in events], ["#1", "#2"])

    def test_swallowed_exception_is_no_context_of_the_next(self):
        body = [{"readexactly": -1}, {"readexactly": -1}]
        events = self.events([{"start": "A", "on_error": "continue", "body": body}])
        self.assertNotIn("context", events[1]["raised"])

    def test_task_ends_with_the_exception_of_its_step(self):
        events = self.events([{"start": "A", "body": [{"readexactly": -1}, {"read": 1}]}])
        self.assertEqual(events[1], {"task": "A", "ended": "raised", "error": {"id": "#1"}, "i": 2})

    def test_type_error_of_the_interpreter_has_no_text(self):
        error = self.events([{"feed_data": 5}])[0]["raised"]
        self.assertEqual(error, {"id": "#1", "type": "TypeError", "interpreter": True})

    def test_type_error_of_the_script_has_its_text(self):
        error = {"type": "exception", "class": "TypeError", "args": [{"str": "mine"}]}
        events = self.events([{"start": "A", "body": [{"read": 1}]}], [{"set_exception": "e"}], e=error)
        self.assertEqual(events[1]["raised"], {"id": "e", "type": "TypeError", "text": "mine", "args": [{"str": "mine"}]})

    def test_dropped_call_runs_its_clean_up(self):
        events = self.events([{"try": {"read": 1}}, {"feed_data": "a"}, {"try": {"read": 1}}])
        self.assertEqual(events[0], {"by": "turn", "call": "read", "on": "r", "blocked": True, "i": 0})
        self.assertEqual(events[2]["returned"], "a")

    def test_action_on_what_was_not_made_is_left_out(self):
        events = self.events([{"create": "q", "as": {"type": "reader", "limit": 0}}, {"at_eof": None, "on": "q"}])
        self.assertEqual([event["call"] for event in events], ["create"])

    def test_reader_made_within_a_turn_is_like_others(self):
        events = self.events([{"create": "q", "as": {"type": "reader"}}, {"feed_eof": None, "on": "q"}, {"at_eof": None, "on": "q"}])
        self.assertEqual(events[1], {"by": "turn", "call": "at_eof", "on": "q", "returned": True, "i": 0})

    def test_repr_shows_no_address(self):
        events = self.events([{"start": "A", "body": [{"read": 1}]}], [{"repr": None}])
        self.assertRegex(events[0]["returned"]["str"], r"^<StreamReader w\w*=<Future>>$")

    def test_cancel_all_ends_bodies_that_swallow(self):
        body = [{"read": 1}] * 5
        turn = self.run_turns([{"start": "A", "on_cancel": "continue", "body": body}], [{"cancel_all": None}])["turns"][1]
        self.assertEqual(turn["state"]["pending"], [])

    def test_script_leaves_nothing_to_the_next(self):
        turns = [[{"start": "A", "body": [{"read": 1}]}], [{"feed_data": "x"}, {"repr": None}]]
        first = self.run_turns(*turns, q={"type": "reader", "loop": "none"})
        self.run_turns([{"start": "A", "body": [{"read": 1}]}, {"call_later": "c", "delay": 3, "body": []}])
        self.assertEqual(self.run_turns(*turns, q={"type": "reader", "loop": "none"}), first)

    def test_wait_for_is_one_event(self):
        body = [{"wait_for": {"read": 2}, "timeout": 3}]
        events = self.events([{"start": "A", "body": body}, {"feed_data": "ab"}])
        self.assertEqual([(event.get("call"), event.get("returned")) for event in events[1:2]], [("wait_for", "ab")])

    def test_wait_for_that_times_out_raises(self):
        body = [{"wait_for": {"read": 2}, "timeout": 3}]
        events = self.events([{"start": "A", "body": body}], [{"advance": 3}])
        self.assertEqual(events[0]["raised"]["type"], "TimeoutError")

    def test_gather_returns_a_list(self):
        body = [{"gather": [{"readexactly": -1}, {"read": 2}], "return_exceptions": True}]
        first, second = self.events([{"feed_data": "ab"}, {"start": "A", "body": body}])[1]["returned"]["list"]
        self.assertEqual((first["error"]["type"], second), ("ValueError", "ab"))

    @unittest.skipUnless(hasattr(asyncio, "timeout"), "this Python has no asyncio.timeout")
    def test_what_leaves_a_timeout_is_an_event_of_its_own(self):
        body = [{"timeout": 3, "body": [{"read": 2}]}]
        events = self.events([{"start": "A", "body": body}], [{"advance": 3}])
        self.assertEqual([(event.get("call"), event.get("raised", {}).get("type")) for event in events[:2]],
                         [("read", "CancelledError"), ("timeout", "TimeoutError")])

    @unittest.skipUnless(hasattr(asyncio, "timeout"), "this Python has no asyncio.timeout")
    def test_cancellation_that_is_swallowed_does_not_leave_the_timeout_before_its_end(self):
        body = [{"timeout": 3, "body": [{"read": 2}, {"at_eof": None}]}, {"at_eof": None}]
        events = self.events([{"start": "A", "body": body, "on_cancel": "continue"}], [{"advance": 3}])
        self.assertEqual([event.get("call") for event in events[:4]], ["read", "at_eof", "timeout", "at_eof"])

    def test_failure_of_the_driver_is_no_event(self):
        with self.assertRaises(ScriptFailed):
            self.run_turns([{"feed_data": {"unknown": 1}}, {"nothing": 1}])


class Bytes(unittest.TestCase):
    """Their canonical form."""

    def expect(self, data, form):
        from pystreams.values import decode, encode_bytes
        self.assertEqual(encode_bytes(data), form)
        self.assertEqual(decode(form), data)

    def test_nothing(self):
        self.expect(b"", "")

    def test_text(self):
        self.expect(b"a line\r\n", "a line\r\n")

    def test_other_bytes(self):
        self.expect(b"a\x00\xff\x7fb", {"bytes": ["a", {"hex": "00ff7f"}, "b"]})

    def test_31_equal_bytes_are_text(self):
        self.expect(b"a" * 31, "a" * 31)

    def test_32_equal_bytes_are_repeated(self):
        self.expect(b"b" + b"a" * 32, {"bytes": ["b", {"repeat": "a", "times": 32}]})

    def test_long_run_of_another_byte(self):
        self.expect(b"\x00" * 70000 + b"\n", {"bytes": [{"repeat": {"hex": "00"}, "times": 70000}, "\n"]})


if __name__ == "__main__":
    unittest.main()
