#!/usr/bin/env python3
"""The driver's digests of many scripts: the lean way through it gives the very traces that the general one gives."""

import asyncio
import hashlib
import json
import os
import random
import subprocess
import unittest

from driver_case import WRITER_OBJECTS, DriverCase
import streams_driver
from pystreams.digests import Batch, LeanRuns
from pystreams.values import canonical
from pystreams.virtual_loop import VirtualLoop
from recorder.driver_process import ScriptFailed

SCRIPTS_OF_EACH_UNIVERSE = 1500
BLOCKS = {"reader": (0, 3, 150, 230), "calls": (0, 90, 180), "writer": (0, 20, 250, 400, 600)}
EPILOGUE = [{"do": [{"cancel_all": None}]},
            {"do": [{"set_exception": None, "on": "r"}, {"feed_eof": None, "on": "r"}]},
            {"do": [{"start": "epilogue.r", "body": [{"read": None, "on": "r"}, {"at_eof": None, "on": "r"}]}]}]


def setUpModule():
    streams_driver.keep_imports_out_of_collections()  # As it is where the driver runs by itself.


def general(script):
    return canonical(streams_driver.run_script(script, asyncio.StreamReader, VirtualLoop))


def refuse(script):
    raise AssertionError("this script should have gone the lean way: %r" % (script,))


def in_a_batch(*scripts):
    """The request for the digest of scripts; each is a pair of objects and turns."""
    batch = {"objects": [], "turns": [], "scripts": []}
    for objects, turns in scripts:
        batch["objects"].append(objects)
        first = len(batch["turns"])
        batch["turns"] += turns
        batch["scripts"].append([len(batch["objects"]) - 1] + list(range(first, len(batch["turns"]))))
    return batch


def script_of(batch, row):
    return {"objects": batch["objects"][row[0]], "turns": [batch["turns"][turn] for turn in row[1:]]}


def lean_traces(batch, otherwise=refuse):
    with LeanRuns(asyncio.StreamReader) as lean:
        return list(Batch(batch, lean, otherwise).traces())


def reader_script(*turns, **declared):
    return {"r": dict({"type": "reader"}, **declared)}, [turn if isinstance(turn, dict) else {"do": turn} for turn in turns] + EPILOGUE


class UniverseTest(unittest.TestCase):
    """Needs the program that makes the scripts of the universes."""

    def test_both_ways_give_the_same_traces(self):
        seed = random.randrange(1 << 32)
        choose = random.Random(seed)
        for universe, blocks in BLOCKS.items():
            batch = self.request(universe, choose.choice(blocks))
            batch["scripts"] = choose.sample(batch["scripts"], min(SCRIPTS_OF_EACH_UNIVERSE, len(batch["scripts"])))
            for row, trace in zip(batch["scripts"], lean_traces(batch)):
                script = script_of(batch, row)
                self.assertEqual(trace, general(script), "%s, seed %d: %s" % (universe, seed, json.dumps(script)))

    def request(self, universe, block):
        command = [os.environ["STREAMSPEC"], "explore", "--exhaustive", "--requests", "--universe", universe, "--block", str(block)]
        lines = subprocess.check_output(command).decode("utf-8").splitlines()
        return json.loads(lines[1])["digest"]


class LeanWayTest(unittest.TestCase):
    def assert_same(self, *scripts, otherwise=refuse):
        batch = in_a_batch(*scripts)
        self.assertEqual(lean_traces(batch, otherwise), [general(script_of(batch, row)) for row in batch["scripts"]])

    def test_an_error_that_is_seen_again_is_abbreviated(self):
        objects = dict(WRITER_OBJECTS, e={"type": "exception", "class": "ValueError", "args": [{"str": "why"}]})
        self.assert_same((objects, [
            {"do": [{"connection_made": "t", "on": "p"}]},
            {"do": [{"start": "A", "body": [{"read": None, "on": "r"}]}, {"start": "B", "body": [{"drain": None, "on": "w"}]}]},
            {"do": [{"connection_lost": "e", "on": "p"}]}] + EPILOGUE))

    def test_an_error_of_the_interpreter_has_no_text(self):
        self.assert_same(({"t": {"type": "transport"}, "r": {"type": "reader"}, "p": {"type": "protocol", "reader": "r"}},
                          [{"do": [{"connection_made": None, "on": "p"}]}] + EPILOGUE))

    def test_a_line_over_the_limit_has_its_context(self):
        self.assert_same(reader_script([{"start": "A", "body": [{"readline": None, "on": "r"}]}, {"feed_data": "abcd", "on": "r"}], limit=1))

    def test_a_turn_may_end_before_the_loop_is_idle(self):
        self.assert_same(reader_script(
            {"do": [{"start": "A", "body": [{"read": 1, "on": "r"}]}, {"feed_data": "ab", "on": "r"}], "run": 0},
            {"do": [{"cancel": "A"}, {"feed_data": "c", "on": "r"}], "run": 1}, [{"feed_eof": None, "on": "r"}]))

    def test_what_two_readers_wait_for_is_refused(self):
        self.assert_same(reader_script([{"start": "A", "body": [{"read": 1, "on": "r"}]}],
                                       [{"start": "B", "body": [{"readline": None, "on": "r"}]}]))

    def test_scripts_do_not_see_what_others_left(self):
        never_lost = dict(WRITER_OBJECTS, t={"type": "transport"})
        leaves_a_drain = (never_lost, [{"do": [{"connection_made": "t", "on": "p"}, {"pause_writing": None, "on": "p"},
                                               {"start": "A", "body": [{"drain": None, "on": "w"}]}]}])
        leaves_a_writer_open = (never_lost, [{"do": [{"connection_made": "t", "on": "p"}]}])
        self.assert_same(leaves_a_drain, leaves_a_writer_open, leaves_a_drain,
                         reader_script([{"start": "A", "body": [{"read": 1, "on": "r"}]}]))

    def test_what_it_does_not_know_goes_the_general_way(self):
        others = [reader_script([{"call_later": "c", "delay": 1, "body": [{"feed_data": "a", "on": "r"}]}, {"advance": 2}]),
                  reader_script([{"start": "A", "on_error": "continue", "body": [{"readexactly": -1, "on": "r"}, {"read": 1, "on": "r"}]}]),
                  reader_script([{"feed_data": {"str": "a"}, "on": "r"}]), reader_script([{"at_eof": None, "on": "r"}], limit=0)]
        self.assert_same(reader_script([{"feed_data": "a", "on": "r"}]), *others, otherwise=general)
        for other in others:
            with self.assertRaises(AssertionError):
                lean_traces(in_a_batch(other))


class DigestTest(DriverCase):
    def test_a_digest_is_that_of_the_traces_a_line_each(self):
        batch = in_a_batch(reader_script([{"feed_data": "a", "on": "r"}]), reader_script([{"feed_eof": None, "on": "r"}]))
        lines = "".join(canonical(self.driver.run(script_of(batch, row))) + "\n" for row in batch["scripts"])
        self.assertEqual(self.driver.digest(batch), hashlib.sha256(lines.encode("utf-8")).hexdigest())

    def test_the_hello_says_that_digests_are_told(self):
        self.assertIs(self.driver.hello["digests"], True)

    def test_a_batch_that_cannot_be_run_is_an_error(self):
        with self.assertRaisesRegex(ScriptFailed, "no known verb"):
            self.driver.digest(in_a_batch(reader_script([{"dance": None}])))
        self.driver.digest(in_a_batch(reader_script([{"feed_data": "a", "on": "r"}])))


if __name__ == "__main__":
    unittest.main()
