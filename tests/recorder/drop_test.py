"""What nobody holds is gone at once: the driver itself keeps nothing alive.

A writer that goes closes its transport, and warns: that shows here what goes, and when. CPython does so from 3.11.5 on."""

import unittest

from driver_case import WRITER_OBJECTS, DriverCase, with_client
from recorder.interpreters import find

PYTHON = find("3.13.0")
GOES = ["t.close", "warning"]
ERROR = {"type": "exception", "class": "OSError", "args": []}


@unittest.skipUnless(PYTHON, "CPython 3.13.0 is not here")
class Dropping(DriverCase):
    python = PYTHON
    objects = WRITER_OBJECTS

    def expect_gone(self, *before, **objects):
        """After these turns, a turn that drops `w` ends it before its next action."""
        kinds = self.kinds(*(list(before) + [[{"drop": "w"}, {"at_eof": None}]]), **objects)
        self.assertEqual(kinds[-3:], GOES + ["turn.at_eof"])

    def test_writer_that_was_never_used(self):
        self.expect_gone()

    def test_writer_that_is_dropped_is_unknown(self):
        self.assertEqual(self.kinds([{"drop": "w"}, {"write": "x"}, {"drop": "w"}]), GOES)

    def test_writer_after_each_of_its_actions(self):
        self.expect_gone([{"write": "x"}, {"writelines": ["x"]}, {"can_write_eof": None}, {"write_eof": None}, {"transport": None},
                          {"writer_repr": None}, {"get_extra_info": "peername"}, {"is_closing": None}])

    def test_writer_after_an_action_that_raised(self):
        self.expect_gone([{"write_eof": None}], t={"type": "transport", "write_eof": False})

    def test_writer_whose_drain_raised_in_a_turn(self):
        self.expect_gone([{"set_exception": "e"}, {"try": {"drain": None}}], e=ERROR)

    def test_writer_whose_drain_raised_in_a_task_that_goes_on(self):
        body = [{"drain": None}, {"read": 1}]
        self.expect_gone([{"set_exception": "e"}, {"start": "A", "body": body, "on_error": "continue"}], e=ERROR)

    def test_writer_whose_drain_ended_a_task(self):
        self.expect_gone([{"set_exception": "e"}, {"start": "A", "body": [{"drain": None}]}], [{"cancel": "A"}], e=ERROR)

    def test_writer_whose_drain_was_cancelled(self):
        self.expect_gone([{"connection_made": "t"}, {"pause_writing": None}, {"start": "A", "body": [{"drain": None}]}], [{"cancel": "A"}])

    def test_writer_whose_drain_timed_out(self):
        body = [{"wait_for": {"drain": None}, "timeout": 1}, {"timeout": 1, "body": [{"drain": None}]}, {"yield": 1}]
        self.expect_gone([{"connection_made": "t"}, {"pause_writing": None}, {"start": "A", "body": body, "on_error": "continue"}],
                         [{"advance": 1}], [{"advance": 1}])

    def test_writer_that_was_drained_in_a_gather(self):
        body = [{"gather": [{"drain": None}, {"drain": None}]}]
        self.expect_gone([{"set_exception": "e"}, {"start": "A", "body": body}], e=ERROR)

    def test_writer_that_a_suspended_call_holds_goes_with_the_call(self):
        kinds = self.kinds([{"connection_made": "t"}, {"pause_writing": None}, {"start": "A", "body": [{"drain": None}]}],
                           [{"drop": "w"}, {"at_eof": None}], [{"resume_writing": None}])
        self.assertEqual(kinds[2:], ["turn.at_eof", "turn.resume_writing"] + GOES + ["A.drain", "task"])

    def test_dropped_reader_takes_no_data(self):
        kinds = self.kinds([{"connection_made": "t"}, {"try": {"readexactly": 3}}, {"drop": "r"}, {"data_received": "abcdef"}],
                           r={"type": "reader", "limit": 1}, w={"type": "future"})
        self.assertNotIn("t.pause_reading", kinds)

    def test_dropped_reader_is_not_in_the_state(self):
        self.assertEqual(self.run_turns([{"drop": "r"}])["turns"][0]["state"]["readers"], {})

    def test_protocol_lives_as_long_as_its_transport_may_lose_the_connection(self):
        turn = self.run_turns([{"connection_made": "t"}, {"drop": "p"}, {"close": None}])["turns"][0]
        self.assertEqual(turn["state"]["readers"]["r"]["at_eof"], True)


@unittest.skipUnless(PYTHON, "CPython 3.13.0 is not here")
class Keeping(DriverCase):
    """What a client's body leaves behind."""

    python = PYTHON
    objects = {key: WRITER_OBJECTS[key] for key in ("t", "r")}

    def made(self, body, **keys):
        return self.kinds([{"connection_made": "t"}], p=with_client(body, **keys), e=ERROR)

    def test_both_by_default(self):
        self.assertEqual(self.made([]), ["client", "turn.connection_made", "task"])

    def test_nothing_goes_just_before_the_end(self):
        self.assertEqual(self.made([], keep=False), ["client", "turn.connection_made"] + GOES + ["task"])

    def test_nothing_where_the_body_used_both(self):
        body = [{"write": "x", "on": "cw"}, {"drain": None, "on": "cw"}, {"yield": 1}]
        self.assertEqual(self.made(body, keep=False)[-3:], GOES + ["task"])

    def test_task_of_a_body_that_raised_holds_both(self):
        self.assertEqual(self.made([{"raise": "e"}], keep=False)[2:], ["C.raise", "task", "handler", "t.close"])

    def test_task_of_a_body_that_was_cancelled_holds_both(self):
        kinds = self.kinds([{"connection_made": "t"}], [{"cancel": "C"}], p=with_client([{"read": 1, "on": "cr"}], keep=False))
        self.assertEqual(kinds[2:], ["turn.cancel", "C.read", "task", "t.close"])

    def test_reader_that_a_task_holds_takes_data_until_the_connection_is_lost(self):
        objects = {"p": with_client([{"raise": "e"}], keep=False), "e": ERROR, "r": {"type": "reader", "limit": 1},
                   "t": {"type": "transport"}}
        before = [{"drop": "r"}, {"connection_made": "t"}]
        self.assertIn("t.pause_reading", self.kinds(before, [{"data_received": "xyz"}], **objects))
        self.assertNotIn("t.pause_reading", self.kinds(before, [{"connection_lost": None}, {"data_received": "xyz"}], **objects))

    def test_what_a_task_holds_has_no_name(self):
        kinds = self.kinds([{"connection_made": "t"}], [{"at_eof": None, "on": "cr"}, {"write": "x", "on": "cw"}],
                           p=with_client([{"raise": "e"}], keep=False), e=ERROR)
        self.assertEqual(kinds[-1], "t.close")

    def test_function_goes_as_the_library_returns(self):
        self.assertEqual(self.made([], kind="function", keep="reader"), ["client"] + GOES + ["turn.connection_made"])

    def test_function_that_raised_goes_after_the_exception_was_noted(self):
        self.assertEqual(self.made([{"raise": "e"}], kind="function", keep=False), ["client", "C.raise", "turn.connection_made"] + GOES)

    def test_generator_that_never_began(self):
        self.assertEqual(self.made([], kind="generator", keep=False), ["client"] + GOES + ["turn.connection_made"])

    def test_reader_that_is_kept_goes_on(self):
        events = self.events([{"drop": "r"}, {"connection_made": "t"}], [{"data_received": "x"}, {"try": {"read": 1, "on": "cr"}}],
                             p=with_client([], keep="reader"), t={"type": "transport"})
        self.assertEqual(events[-1]["returned"], "x")


if __name__ == "__main__":
    unittest.main()
