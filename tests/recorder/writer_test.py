"""The driver on writers, protocols and clients: what it notes, and what it leaves to the library."""

import sys
import unittest

from driver_case import WRITER_OBJECTS, DriverCase, with_client

ERROR = {"type": "exception", "class": "ValueError", "args": [{"str": "v"}]}


class Writing(DriverCase):
    objects = WRITER_OBJECTS

    def test_transport_notes_what_is_written(self):
        events = self.events([{"write": "a"}, {"writelines": ["b", {"bytes": [{"hex": "00"}]}]}])
        self.assertEqual(events[0], {"transport": "t", "call": "write", "args": ["a"], "i": 0})
        self.assertEqual(events[2], {"transport": "t", "call": "writelines", "args": ["b", {"bytes": [{"hex": "00"}]}], "i": 0})

    def test_close_loses_the_connection_one_iteration_later_and_once(self):
        turn = self.run_turns([{"connection_made": "t"}, {"close": None}, {"close": None}])["turns"][0]
        self.assertEqual(turn["iterations"], 1)
        self.assertEqual(turn["state"]["readers"]["r"]["at_eof"], True)

    def test_transport_that_is_closing_says_so(self):
        closing = {"type": "transport", "closing": True}
        events = self.events([{"start": "A", "body": [{"drain": None}]}], t=closing)
        self.assertEqual([event["i"] for event in events], [2, 3], "drain did not wait one iteration")

    def test_transport_that_cannot_write_eof(self):
        events = self.events([{"can_write_eof": None}, {"write_eof": None}], t={"type": "transport", "write_eof": False})
        self.assertEqual((events[0]["returned"], events[1]["transport"], events[1]["raised"]["type"]), (False, "t", "NotImplementedError"))
        self.assertEqual(events[2]["raised"], {"id": "#1"})

    def test_transport_as_a_result_is_its_name(self):
        self.assertEqual(self.events([{"transport": None}])[0]["returned"], {"name": "t"})

    def test_extra_info(self):
        asked = [{"get_extra_info": "peername"}, {"get_extra_info": "sslcontext"}, {"get_extra_info": "x", "default": 3}]
        events = self.events(asked, t={"type": "transport", "ssl": True})
        self.assertEqual([event["returned"] for event in events], [{"str": "peer"}, {"object": "<sslcontext>"}, 3])

    def test_writer_repr_shows_no_address(self):
        text = self.events([{"connection_made": "t"}, {"set_exception": "e"}, {"writer_repr": None}], e=ERROR)[2]["returned"]["str"]
        self.assertRegex(text, r"^<StreamWriter transport=<transport t> reader=<StreamReader e\w*=ValueError\('v'\) t\w*=<transport t>>>$")

    def test_transport_tells_when_nobody_holds_it(self):
        telling = {"type": "transport", "tells_its_end": True}
        turns = self.run_turns([{"connection_made": "t"}, {"drop": "t"}, {"drop": "w"}, {"drop": "r"}], [{"drop": "p"}], t=telling)["turns"]
        self.assertNotIn({"transport": "t", "call": "gone", "i": 0}, turns[0]["events"])
        self.assertEqual(turns[1]["events"], [{"transport": "t", "call": "gone", "i": 0}])

    def test_transport_that_does_not_tell_goes_silently(self):
        self.assertEqual(self.events([{"drop": "w"}, {"drop": "t"}], t={"type": "transport", "closing": True}), [])

    def test_str_of_subclasses_is_not_their_repr(self):
        subclassed = {"type": "writer", "transport": "t", "protocol": "p", "reader": "r", "subclass": True}
        text = self.events([{"writer_repr": None}], r={"type": "reader", "subclass": True}, w=subclassed)[0]["returned"]["str"]
        self.assertEqual(text, "<StreamWriter transport=<transport t> reader=<StreamReader>>")

    def test_nothing_is_made_of_what_was_not_made(self):
        trace = self.run_turns([{"connection_made": "t"}, {"close": None}], r={"type": "reader", "limit": 0})
        self.assertEqual([event["raised"]["type"] for event in trace["setup"]], ["ValueError"])
        self.assertEqual(trace["turns"][0]["events"], [])

    @unittest.skipUnless(sys.version_info >= (3, 11), "this Python has no start_tls")
    def test_start_tls_brings_the_named_transport_one_iteration_later(self):
        body = [{"start_tls": "s"}, {"transport": None}]
        events = self.events([{"connection_made": "t"}, {"start": "A", "body": body}], s={"type": "transport"})
        self.assertEqual(events[1], {"start_tls": "t", "server_side": False, "i": 1})
        self.assertEqual((events[2]["i"], events[3]["returned"]), (2, {"name": "s"}))


class Clients(DriverCase):
    objects = {key: WRITER_OBJECTS[key] for key in ("t", "r")}

    def test_call_is_noted_before_anything_of_the_body(self):
        kinds = self.kinds([{"connection_made": "t"}], p=with_client([{"write": "x", "on": "cw"}]))
        self.assertEqual(kinds, ["client", "turn.connection_made", "t.write", "C.write", "task"])

    def test_task_is_pending_from_its_first_step_to_its_last(self):
        turns = self.run_turns({"do": [{"connection_made": "t"}], "run": 0}, {"do": [], "run": 0}, [{"data_received": "x"}],
                               p=with_client([{"read": 1, "on": "cr"}]))["turns"]
        self.assertEqual([turn["state"]["pending"] for turn in turns], [[], ["C"], []])
        self.assertEqual([event["i"] for event in turns[2]["events"][1:]], [1, 1], "the end was noted later than the last step")

    def test_task_can_be_cancelled(self):
        events = self.events([{"connection_made": "t"}], [{"cancel": "C"}], p=with_client([{"read": 1, "on": "cr"}]))
        self.assertEqual([event["ended"] for event in events if "task" in event], ["cancelled"])

    def test_what_names_the_task_after_its_end_is_left_out(self):
        kinds = self.kinds([{"connection_made": "t"}], [{"cancel": "C"}, {"watch": "C", "as": "c"}], p=with_client([]))
        self.assertEqual(kinds, ["client", "turn.connection_made", "task"])

    def test_driver_does_not_ask_the_task_for_its_exception(self):
        events = self.events([{"connection_made": "t"}], [{"connection_lost": None}], p=with_client([{"raise": "e"}]), e=ERROR)
        self.assertEqual([event["raised"] for event in events if "handler" in event], [{"id": "e"}])

    def test_function_that_raises_leaves_the_callback(self):
        protocol = with_client([{"raise": "e"}, {"write": "x", "on": "cw"}], kind="function")
        events = self.events([{"connection_made": "t"}], p=protocol, e=ERROR)
        self.assertEqual([(event.get("call"), event.get("raised", {}).get("id")) for event in events],
                         [(None, None), ("raise", "e"), ("connection_made", "e")])

    def test_generator_runs_where_the_library_makes_a_task_of_it(self):
        kinds = self.kinds([{"connection_made": "t"}], p=with_client([{"write": "x", "on": "cw"}], kind="generator"))
        runs = ["t.write", "C.write", "task"] if sys.version_info < (3, 12) else []
        self.assertEqual(kinds, ["client", "turn.connection_made"] + runs)

    @unittest.skipUnless((3, 11, 7) <= sys.version_info < (3, 11, 8) or sys.version_info[:3] == (3, 12, 1), "is another release's message")
    def test_callback_in_a_message_is_the_same_on_each_machine(self):
        events = self.events([{"connection_made": "t"}], [{"cancel": "C"}], p=with_client([{"read": 1, "on": "cr"}]))
        self.assertEqual([event["handler"] for event in events if "handler" in event],
                         ["Exception in callback StreamReaderProtocol.connection_made.<locals>.callback(<Task>)"])


class Texts(unittest.TestCase):
    """What differs from run to run is taken out."""

    def expect(self, text, normal):
        from pystreams.values import normalised
        self.assertEqual(normalised(text), normal)

    def test_place_in_a_file(self):
        self.expect("Exception in callback f(1) at /usr/lib/a b/streams.py:250", "Exception in callback f(1)")

    def test_task_with_brackets_inside(self):
        self.expect("a <Task pending wait_for=<Future pending> cb=[f.<locals>.g()]> b", "a <Task> b")

    def test_task_that_was_shortened(self):
        for inside in ("cancelled coro=<f() done, defined at /long/path/streams.py:888>", "finished exception=ValueError('<<<<<<<<<<<<<<<<')"):
            for kind in ("Task", "Future"):
                whole = "<%s %s>" % (kind, inside)
                self.expect("f(%s...%s, 1)" % (whole[:13], whole[-14:]), "f(<%s>, 1)" % kind)

    def test_address(self):
        self.expect("<x at 0x7f00DEAD>", "<x at 0x\u2026>")


if __name__ == "__main__":
    unittest.main()
