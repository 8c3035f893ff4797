#!/usr/bin/env python3
"""record.py --exhaustive: digests of the blocks of a universe."""

import hashlib
import json
import stat
import sys
import unittest

from recorder_case import HERE, RecorderCase, TOOLS  # noqa: F401 (TOOLS puts the tools on the path)
from recorder.canonical import canonical

BLOCKS = 4
OTHER = "0" * 64


def batch(number):
    """The scripts of a block: they feed and read so many bytes."""
    return {"objects": [{"r": {"type": "reader"}}],
            "turns": [{"do": [{"feed_data": "abcdefgh"[:number + 1], "on": "r"}]},
                      {"do": [{"start": "A", "body": [{"read": number + 1, "on": "r"}]}]}],
            "scripts": [[0, 0], [0, 0, 1]]}


class ExhaustiveTest(RecorderCase):
    """The program that makes the scripts is another one here, for a universe of four blocks."""

    def setUp(self):
        super().setUp()
        self.fake_streamspec("small", BLOCKS)
        self.path = self.root / "traces" / "exhaustive" / "small.json"
        self.unfinished = self.path.with_name(f".small.{HERE}.unfinished.json")

    def fake_streamspec(self, description, blocks):
        universe = {"name": description}
        head = {"universe": universe, "digest": hashlib.sha256(canonical(universe).encode()).hexdigest(), "block": 2, "blocks": BLOCKS}
        requests = [{"id": number, "digest": batch(number)} for number in range(blocks)]
        self.streamspec = self.root / "streamspec"
        self.streamspec.write_text(f"""#!{sys.executable}
import json, sys
option = lambda name: sys.argv[sys.argv.index(name) + 1]
if option("--universe") != "small":
    sys.exit(2)
print({json.dumps(head)!r})
number, count = map(int, option("--shard").split("/"))
for request in {requests!r}:
    if request["id"] >= int(option("--from")) and request["id"] % count == number - 1:
        print(json.dumps(request), flush=True)
""", encoding="utf-8")
        self.streamspec.chmod(self.streamspec.stat().st_mode | stat.S_IXUSR)

    def exhaust(self, *arguments, **more):
        return self.record("--exhaustive", "small", "--streamspec", str(self.streamspec), *arguments, **more)

    def exhaust_well(self):
        done = self.exhaust()
        self.assertEqual(done.code, 0, done.err)

    def content(self):
        return json.loads(self.path.read_text(encoding="utf-8"))

    def change_block(self, number):
        content = self.content()
        content["blocks"][HERE][number] = OTHER
        self.path.write_text(json.dumps(content), encoding="utf-8")

    def test_recording_writes_a_digest_for_each_block(self):
        self.exhaust_well()
        content = self.content()
        self.assertEqual(content["universe"], {"name": "small"})
        self.assertEqual(content["recordings"][HERE]["kind"], "native")
        self.assertEqual(len(set(content["blocks"][HERE])), BLOCKS)

    def test_recording_again_changes_no_byte(self):
        self.exhaust_well()
        before = self.path.read_bytes()
        self.exhaust_well()
        self.assertEqual(self.path.read_bytes(), before)

    def test_recording_goes_on_where_it_was_interrupted(self):
        self.exhaust_well()
        whole = self.path.read_bytes()
        self.path.unlink()
        self.fake_streamspec("small", 2)
        interrupted = self.exhaust()
        self.assertEqual(interrupted.code, 2)
        self.assertIn("2 of 4 blocks", interrupted.err)
        self.assertFalse(self.path.exists())
        first = json.loads(self.unfinished.read_text(encoding="utf-8"))["blocks"][HERE]
        self.assertEqual(first, json.loads(whole.decode())["blocks"][HERE][:2])
        self.fake_streamspec("small", BLOCKS)
        self.assertEqual(self.exhaust().code, 0)
        self.assertEqual(self.path.read_bytes(), whole)
        self.assertFalse(self.unfinished.exists())

    def test_what_was_begun_with_other_scripts_is_not_gone_on_with(self):
        self.fake_streamspec("small", 2)
        self.exhaust()
        self.fake_streamspec("other", BLOCKS)
        refused = self.exhaust()
        self.assertEqual(refused.code, 2)
        self.assertIn("other scripts", refused.err)

    def test_checking_finds_nothing_where_nothing_differs(self):
        self.exhaust_well()
        self.assertEqual(self.exhaust("--check").code, 0)

    def test_checking_names_the_block_that_differs(self):
        self.exhaust_well()
        self.change_block(2)
        checked = self.exhaust("--check")
        self.assertEqual(checked.code, 1)
        self.assertIn("[2]", checked.out)

    def test_checking_a_shard_asks_for_its_blocks_only(self):
        self.exhaust_well()
        self.change_block(2)
        self.assertEqual(self.exhaust("--check", "--shard", "2/2").code, 0)
        self.assertEqual(self.exhaust("--check", "--shard", "1/2").code, 1)

    def test_checking_what_was_not_recorded_is_an_error(self):
        self.assertEqual(self.exhaust("--check").code, 2)

    def test_checking_stale_digests_is_an_error(self):
        self.exhaust_well()
        self.fake_streamspec("other", BLOCKS)
        stale = self.exhaust("--check")
        self.assertEqual(stale.code, 2)
        self.assertIn("stale", stale.err)

    def test_a_driver_without_digests_is_refused(self):
        refused = self.exhaust(python=self.fake_interpreter("pass"))
        self.assertEqual(refused.code, 2)
        self.assertIn("no digests", refused.err)

    def test_a_driver_that_dies_leaves_what_it_did_for_the_next_time(self):
        dies = self.fake_interpreter(f"""
say(json.dumps({{"id": json.loads(next(requests))["id"], "digest": {OTHER!r}}}))
next(requests)
""")
        fake = self.root / "fake-python"
        fake.write_text(fake.read_text(encoding="utf-8").replace('"source": "nowhere"', '"source": "nowhere", "digests": True'),
                        encoding="utf-8")
        died = self.exhaust(python=dies)
        self.assertEqual(died.code, 2)
        self.assertEqual(json.loads(self.unfinished.read_text(encoding="utf-8"))["blocks"][HERE], [OTHER])

    def test_an_unknown_universe_is_an_error(self):
        unknown = self.record("--exhaustive", "large", "--streamspec", str(self.streamspec))
        self.assertEqual(unknown.code, 2)
        self.assertIn("large", unknown.err)

    def test_a_program_that_is_not_there_is_an_error(self):
        missing = self.record("--exhaustive", "small", "--streamspec", str(self.root / "nothing"))
        self.assertEqual(missing.code, 2)
        self.assertIn("build it", missing.err)

    def test_digests_are_no_traces_without_a_script(self):
        self.exhaust_well()
        self.assertEqual(self.record("--check").code, 1)  # group/one is not recorded
        self.record_well()
        self.assertNotIn("small", self.record_well("--check").err)


if __name__ == "__main__":
    unittest.main()
