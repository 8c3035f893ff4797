"""How the entries of a log become turns, and what cannot be a script."""

import unittest

import capture_case

from capturing.lives import lives_of
from capturing.scripting import NotCaptured, Scripting
from capturing.verification import difference

READER = {"new": "reader", "id": 1, "limit": None, "loop": None, "made": "here"}


def act(number, verb, callback, task=None, **more):
    return [dict({"act": number, "on": 1, "verb": verb, "callback": callback, "task": task}, **more), {"end": number, "returned": None}]


def call(number, verb, callback, task):
    return [{"call": number, "on": 1, "verb": verb, "callback": callback, "task": task}]


def step(number, callback, task, cancelled=False):
    return [{"step": number, "callback": callback, "task": task, "cancelled": cancelled}]


def end(number, returned):
    return [{"end": number, "returned": returned}]


def scripting(*entries, **birth):
    (life,) = lives_of([dict(READER, **birth)] + [entry for part in entries for entry in part])
    return Scripting(life, "a life")


class Grouping(unittest.TestCase):
    def turns(self, *entries):
        return scripting(*entries).script["turns"]

    def test_feeds_before_a_task_goes_on_share_a_turn(self):
        turns = self.turns(act(2, "feed_data", 1, argument="a"), act(3, "feed_data", 2, argument="b"))
        self.assertEqual(turns, [{"do": [{"feed_data": "a", "on": "r1"}, {"feed_data": "b", "on": "r1"}]}])

    def test_feed_after_a_task_went_on_begins_a_turn(self):
        turns = self.turns(call(2, "readline", 1, 9), act(3, "feed_data", 2, argument="a"), step(2, 3, 9),
                           act(4, "feed_data", 4, argument="b"))
        self.assertEqual([turn["do"][-1].get("feed_data") for turn in turns], [None, "a", "b"])

    def test_calls_of_one_task_step_share_a_body(self):
        turns = self.turns(call(2, "readline", 1, 9), step(2, 3, 9), end(2, "a\n"), call(3, "read", 3, 9))
        self.assertEqual(turns, [{"do": [{"start": "task1_1", "body": [{"readline": None, "on": "r1"}, {"read": None, "on": "r1"}]}]}])

    def test_call_after_a_foreign_suspension_is_a_task_of_its_own(self):
        turns = self.turns(call(2, "readline", 1, 9), end(2, "a\n"), act(4, "feed_eof", 2), call(3, "read", 3, 9))
        self.assertEqual([turn["do"][0].get("start") for turn in turns], ["task1_1", "task1_2"])

    def test_task_begun_before_a_woken_one_goes_on_is_started_before_the_feed(self):
        turns = self.turns(call(2, "readexactly", 1, 8), act(3, "feed_data", 2, argument="a"), call(4, "read", 2, 9), step(2, 3, 8))
        self.assertEqual([list(action)[0] for action in turns[1]["do"]], ["start", "feed_data"])

    def test_cancelled_step_is_a_cancel(self):
        turns = self.turns(call(2, "readline", 1, 9), step(2, 3, 9, cancelled=True), [{"end": 2, "raised": {"type": "CancelledError"}}])
        self.assertEqual(turns[1], {"do": [{"cancel": "task1_1"}]})


class Exclusions(unittest.TestCase):
    def expect_flaw(self, flaw, *entries, **birth):
        with self.assertRaises(NotCaptured) as raised:
            scripting(*entries, **birth)
        self.assertEqual(raised.exception.flaw, flaw)

    def test_life_without_an_event(self):
        self.expect_flaw("nothing was ever done with it")

    def test_loop_of_another_library(self):
        self.expect_flaw("loop that is not asyncio's own", act(2, "feed_eof", 1), loop="uvloop.Loop")

    def test_call_outside_of_a_task(self):
        self.expect_flaw("call awaited outside of a task", call(2, "read", None, None))

    def test_value_without_a_form(self):
        self.expect_flaw("argument that no script can hold", act(2, "feed_data", 1, argument={"object": "<Mock>"}))

    def test_items_that_can_be_read_only_once(self):
        self.expect_flaw("writelines of something that can be read only once", act(2, "writelines", 1, items=None))


class Verification(unittest.TestCase):
    EVENT = {"by": "turn", "call": "at_eof", "on": "r1", "returned": True}

    def found(self, *events):
        return difference([self.EVENT], {"turns": [{"events": list(events)}]}, 1)

    def test_same_events_are_no_difference(self):
        self.assertIsNone(self.found(dict(self.EVENT, i=0)))

    def test_other_result_is_one(self):
        self.assertIn("returned False", self.found(dict(self.EVENT, returned=False)))

    def test_missing_event_is_one(self):
        self.assertIn("ends before at_eof", self.found())

    def test_event_too_many_is_one(self):
        self.assertIn("goes on with at_eof", self.found(self.EVENT, self.EVENT))


if __name__ == "__main__":
    capture_case.run()
