"""How the trace of another implementation is compared with CPython's."""

import unittest

import mutation_case  # noqa: F401: finds the tools
from mutation.script_judge import is_same


def trace(**error):
    return {"turns": [{"events": [{"i": 0, "raised": dict({"id": "#1", "type": "TypeError"}, **error)}]}]}


class IsSame(unittest.TestCase):
    def test_equal_traces_are_the_same(self):
        self.assertTrue(is_same(trace(text="a"), trace(text="a")))

    def test_text_of_an_error_counts(self):
        self.assertFalse(is_same(trace(text="a"), trace(text="b")))

    def test_text_of_an_error_that_one_side_calls_the_interpreters_does_not_count(self):
        self.assertTrue(is_same(trace(text="a", args=[]), trace(interpreter=True)))
        self.assertTrue(is_same(trace(interpreter=True), trace(text="a", args=[])))

    def test_type_of_an_error_of_the_interpreter_counts(self):
        self.assertFalse(is_same(trace(text="a"), trace(interpreter=True, type="AttributeError")))

    def test_key_that_only_one_side_has_counts(self):
        self.assertFalse(is_same(trace(text="a"), trace(text="a", suppressed=True)))
        self.assertFalse(is_same(trace(text="a", suppressed=True), trace(text="a")))

    def test_event_more_or_less_counts(self):
        self.assertFalse(is_same([1, 2], [1]))
        self.assertFalse(is_same([1], [1, 2]))


if __name__ == "__main__":
    unittest.main()
