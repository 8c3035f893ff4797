"""Scripts that are not well formed: file, JSON pointer and what was expected; the good ones are recorded all the same."""

import unittest

from recorder_case import READ_WHAT_IS_FED, RecorderCase
from recorder.validation import problems


class BadScriptFiles(RecorderCase):
    def expect_complaint(self, text):
        done = self.record()
        self.assertEqual(done.code, 2)
        self.assertIn(text, done.err)
        self.assertTrue(self.trace_path("group/one").exists(), "the good script was not recorded")

    def test_complaint_names_file_pointer_and_expectation(self):
        self.put_turn("bad/verb", {"feed_data": "a"}, {"feed_data": 1, "speed": 2})
        self.expect_complaint("spec/scripts/bad/verb.json: /turns/0/do/1/speed: unknown key; expected on")

    def test_file_that_is_not_json_is_named(self):
        (self.root / "spec/scripts/group/bad.json").write_text("{", encoding="utf-8")
        self.expect_complaint("spec/scripts/group/bad.json: Expecting")

    def test_key_that_stands_twice_is_named(self):
        (self.root / "spec/scripts/group/bad.json").write_text('{"turns": [], "turns": []}', encoding="utf-8")
        self.expect_complaint("spec/scripts/group/bad.json: the key 'turns' stands twice in one object")

    def test_file_that_is_nested_too_deep_is_named(self):
        for depth in (65, 100000):
            (self.root / "spec/scripts/group/bad.json").write_text("[" * depth + "]" * depth, encoding="utf-8")
            self.expect_complaint("spec/scripts/group/bad.json: objects and arrays are nested more than 64 deep")

    def test_number_that_is_no_integer_is_named(self):
        (self.root / "spec/scripts/group/bad.json").write_text('{"turns": 1.5}', encoding="utf-8")
        self.expect_complaint("spec/scripts/group/bad.json: 1.5 is not an integer")


class Problems(unittest.TestCase):
    """The rules themselves."""

    def expect(self, pointer, expected, **changes):
        found = problems(dict(READ_WHAT_IS_FED, **changes))
        self.assertTrue(any(where == pointer and expected in what for where, what in found), found)

    def expect_in_turn(self, pointer, expected, *actions, **changes):
        self.expect("/turns/0/do" + pointer, expected, turns=[{"do": list(actions)}], **changes)

    def test_good_script_has_none(self):
        self.assertEqual(problems(READ_WHAT_IS_FED), [])

    def test_unknown_key_of_a_script(self):
        self.expect("/note", "unknown key", note="x")

    def test_missing_key_of_a_script(self):
        self.assertIn(("", "expected the key 'turns'"), problems({"summary": "s", "clauses": ["A-1"], "objects": {}}))

    def test_script_without_a_clause(self):
        self.expect("/clauses", "at least 1", clauses=[])

    def test_script_without_a_turn(self):
        self.expect("/turns", "at least one turn", turns=[])

    def test_unknown_feature(self):
        self.expect("/requires/0", "a feature", requires=["speed"])

    def test_unknown_type_of_object(self):
        self.expect("/objects/r", "expected a type", objects={"r": {"type": "pipe"}})

    def test_unknown_exception_class(self):
        self.expect("/objects/e/class", "one of", objects={"e": {"type": "exception", "class": "KeyError"}})

    def test_exception_that_lacks_an_argument(self):
        self.expect("/objects/e/args", "two values", objects={"e": {"type": "exception", "class": "LimitOverrunError", "args": []}})

    def test_unknown_verb(self):
        self.expect_in_turn("/0", "exactly one verb", {"feed": "x"})

    def test_two_verbs_in_one_action(self):
        self.expect_in_turn("/0", "exactly one verb", {"feed_data": "x", "feed_eof": None})

    def test_awaiting_call_outside_of_a_task(self):
        self.expect_in_turn("/0", "only in the body of a task, or in a try", {"read": 1})

    def test_name_that_is_taken(self):
        self.expect_in_turn("/0/start", "the name 'r' is taken, by a reader", {"start": "r", "body": []})

    def test_name_that_is_reserved(self):
        self.expect_in_turn("/0/start", "reserved", {"start": "turn", "body": []})

    def test_cancel_of_a_task_that_is_never_started(self):
        self.expect_in_turn("/0/cancel", "no task 'A' is ever started", {"cancel": "A"})

    def test_cancel_before_the_text_that_starts_the_task(self):
        self.expect_in_turn("/0/cancel", "'A' is made only later", {"cancel": "A"}, {"start": "A", "body": []})

    def test_body_may_name_a_task_that_is_started_later(self):
        waits = {"start": "A", "body": [{"yield": 1}, {"join": "B"}]}
        turns = [{"do": [waits, {"start": "B", "body": []}]}]
        self.assertEqual(problems(dict(READ_WHAT_IS_FED, turns=turns)), [])

    def test_on_is_needed_for_a_reader_made_within_a_turn(self):
        self.expect_in_turn("/1", "expected an object of type reader", {"create": "q", "as": {"type": "reader"}}, {"at_eof": None}, objects={})

    def test_too_many_bytes(self):
        self.expect_in_turn("/0/feed_data/bytes", "at most 67108864 bytes", {"feed_data": {"bytes": [{"repeat": "ab", "times": 2 ** 25 + 1}]}})

    def test_float_that_python_would_write_otherwise(self):
        self.expect_in_turn("/0/try/read/float", "a float", {"try": {"read": {"float": "2"}}})

    def test_clause_that_is_named_twice(self):
        self.expect("/clauses/1", "nothing twice", clauses=["A-1", "A-1"])

    def test_unknown_object(self):
        self.expect_in_turn("/0/set_exception", "there is no 'e'", {"set_exception": "e"})

    def test_object_of_another_type(self):
        self.expect_in_turn("/0/set_exception", "'r' is a reader", {"set_exception": "r"})

    def test_on_is_needed_where_there_are_several(self):
        readers = {"a": {"type": "reader"}, "b": {"type": "reader"}}
        self.expect_in_turn("/0", "expected the key 'on'", {"feed_eof": None}, objects=readers)

    def test_object_is_needed_where_there_is_none(self):
        self.expect_in_turn("/0", "expected an object of type reader", {"feed_eof": None}, objects={})

    def test_bytes_that_are_not_ascii(self):
        self.expect_in_turn("/0/feed_data", "printable ASCII", {"feed_data": "\u00e9"})

    def test_bytes_in_upper_case_hex(self):
        self.expect_in_turn("/0/feed_data/bytes/0", "lower case", {"feed_data": {"bytes": [{"hex": "FF"}]}})

    def test_unknown_kind_of_value(self):
        self.expect_in_turn("/0/feed_data/tuple/1/number", "unknown kind of value", {"feed_data": {"tuple": [1, {"number": 1}]}})

    def test_integer_that_is_too_large(self):
        self.expect_in_turn("/0/try/read", "more than 63 bits", {"try": {"read": 2 ** 63}})

    def test_turn_that_runs_too_far(self):
        self.expect("/turns/0/run", "0 to 10000", turns=[{"do": [], "run": 10001}])

    def test_call_that_cannot_be_waited_for(self):
        waits = {"wait_for": {"sleep": 1}, "timeout": 1}
        self.expect_in_turn("/0/body/0/wait_for", "another awaiting call is expected here", {"start": "A", "body": [waits]})

    def test_wait_for_without_a_timeout(self):
        self.expect_in_turn("/0/body/0", "expected the key 'timeout'", {"start": "A", "body": [{"wait_for": {"read": 1}}]})

    def test_wait_for_may_have_no_time_at_all(self):
        turns = [{"do": [{"start": "A", "body": [{"wait_for": {"read": 1}, "timeout": -1}]}]}]
        self.assertEqual(problems(dict(READ_WHAT_IS_FED, turns=turns)), [])

    def test_gather_of_nothing(self):
        self.expect_in_turn("/0/body/0/gather", "at least one awaiting call", {"start": "A", "body": [{"gather": []}]})

    def test_try_of_a_call_that_needs_a_task(self):
        self.expect_in_turn("/0/try", "another awaiting call is expected here", {"try": {"gather": [{"read": 1}]}})

    def test_step_of_a_timeout_is_checked(self):
        step = {"timeout": 1, "body": [{"read": 1, "speed": 2}]}
        self.expect_in_turn("/0/body/0/body/0/speed", "unknown key", {"start": "A", "body": [step]})

    def test_raise_outside_of_a_body(self):
        objects = {"e": {"type": "exception", "class": "ValueError"}}
        self.expect_in_turn("/0/raise", "only in a body", {"raise": "e"}, objects=objects)


class ProblemsOfWriters(unittest.TestCase):
    """The rules of the layer `writer`."""

    GOOD = dict(READ_WHAT_IS_FED, layer="writer", turns=[{"do": [{"connection_made": "t"}, {"write": "x", "on": "cw"}, {"cancel": "C"}]}], objects={
        "t": {"type": "transport", "protocol": "p", "closing": False},
        "r": {"type": "reader"},
        "w": {"type": "writer", "transport": "t", "protocol": "p", "reader": None},
        "p": {"type": "protocol", "reader": "r", "client": {"as": "C", "reader": "cr", "writer": "cw", "keep": "reader", "body": [
            {"read": 1, "on": "cr"}, {"drain": None, "on": "cw"}]}}})

    def expect(self, pointer, expected, **changes):
        found = problems(dict(self.GOOD, **changes))
        self.assertTrue(any(where == pointer and expected in what for where, what in found), found)

    def expect_in_turn(self, pointer, expected, *actions):
        self.expect("/turns/0/do" + pointer, expected, turns=[{"do": list(actions)}])

    def expect_of_object(self, name, pointer, expected, **changes):
        objects = dict(self.GOOD["objects"], **{name: dict(self.GOOD["objects"][name], **changes)})
        self.expect(f"/objects/{name}{pointer}", expected, objects=objects)

    def expect_of_client(self, pointer, expected, **changes):
        client = dict(self.GOOD["objects"]["p"]["client"], **changes)
        self.expect_of_object("p", "/client" + pointer, expected, client=client)

    def test_good_script_has_none(self):
        self.assertEqual(problems(self.GOOD), [])

    def test_unknown_layer(self):
        self.expect("/layer", '"writer" or "wire"', layer="socket")

    def test_what_needs_the_layer(self):
        for pointer in ("/objects/w/type", "/objects/p/type", "/objects/t/closing", "/objects/t/protocol",
                        "/turns/0/do/0/connection_made", "/turns/0/do/1/write", "/objects/p/client/body/1/drain"):
            self.expect(pointer, 'only in a script of the layer "writer"', layer="reader")

    def test_writer_without_a_protocol(self):
        objects = dict(self.GOOD["objects"], w={"type": "writer", "transport": "t", "reader": "r"})
        self.expect("/objects/w", "expected the key 'protocol'", objects=objects)

    def test_writer_of_another_type(self):
        self.expect_of_object("w", "/transport", "'r' is a reader", transport="r")

    def test_client_of_an_unknown_kind(self):
        self.expect_of_client("/kind", '"coroutine", "function" or "generator"', kind="class")

    def test_client_that_keeps_the_writer(self):
        self.expect_of_client("/keep", 'true, false or "reader"', keep="writer")

    def test_client_with_an_unknown_key(self):
        self.expect_of_client("/speed", "unknown key", speed=1)

    def test_client_whose_name_is_taken(self):
        self.expect_of_client("/writer", "the name 't' is taken", writer="t")

    def test_function_that_awaits(self):
        self.expect_of_client("/body/0", "only in the body of a task", kind="function")

    def test_function_is_no_task(self):
        client = dict(self.GOOD["objects"]["p"]["client"], kind="function", body=[])
        objects = dict(self.GOOD["objects"], p={"type": "protocol", "reader": "r", "client": client})
        self.expect("/turns/0/do/2/cancel", "'C' is a callback", objects=objects)

    def test_drop_of_a_task(self):
        self.expect_in_turn("/1/drop", "'A' is a task", {"start": "A", "body": []}, {"drop": "A"})

    def test_loop_of_a_protocol(self):
        objects = dict(self.GOOD["objects"], q={"type": "protocol", "reader": "r", "loop": "closed"})
        self.expect("/objects/q/loop", 'expected "none" or "wrong"', objects=objects)

    def test_debug_is_a_boolean(self):
        self.expect("/debug", "expected true or false", debug=1)

    def test_item_of_writelines_is_checked(self):
        self.expect_in_turn("/0/writelines/1", "expected a value", {"writelines": ["a", 1.5], "on": "w"})


if __name__ == "__main__":
    unittest.main()
