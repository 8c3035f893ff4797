"""The faults that are made in a Python module."""

import textwrap
import unittest

import mutation_case  # noqa: F401  (finds the package)
from mutation.python_faults import python_faults


def faults_of(body):
    return python_faults("def f(a, b=3):\n" + textwrap.indent(textwrap.dedent(body).strip(), "    "), lambda name: "reader")


class PythonFaults(unittest.TestCase):
    def expect(self, body, kind, *after):
        """Of this kind there are exactly these faults in the function's body."""
        self.assertEqual(sorted(fault.after for fault in faults_of(body) if fault.kind == kind), sorted(after))

    def test_comparison_is_moved_by_one_and_negated(self):
        self.expect("return a < b", "comparison", "return a <= b", "return a >= b")

    def test_condition_is_decided_and_negated(self):
        self.expect("if a:\n    b()", "condition", "if True:", "if False:", "if not a:")

    def test_negation_in_a_condition_is_taken_away(self):
        self.expect("if not a:\n    b()", "condition", "if True:", "if False:", "if a:")

    def test_condition_loses_a_part(self):
        self.expect("return a and b", "condition", "return a or b", "return a", "return b")

    def test_constant_is_one_more_and_one_less(self):
        self.expect("x = 5", "constant", "x = 6", "x = 4")

    def test_text_is_another_and_none(self):
        self.expect("a('ab')", "text", "a('Xab')", "a('')")

    def test_statement_is_dropped(self):
        self.expect("a()\ndel b[0]", "dropped", "pass", "pass")

    def test_argument_is_dropped_replaced_and_swapped(self):
        self.expect("return f(a, b)", "argument", "return f(b)", "return f(a)", "return f(None, b)", "return f(a, None)", "return f(b, a)")

    def test_default_is_dropped_and_changed(self):
        self.expect("pass", "default", "def f(a, b):", "def f(a, b=4):", "def f(a, b=2):")

    def test_exception_is_of_another_type(self):
        self.expect("raise ValueError('x')", "exception", "raise LookupError('x')")

    def test_handler_is_broader_another_and_none(self):
        self.expect("try:\n    a()\nexcept OSError:\n    b()", "exception",
                    "except BaseException:", "except LookupError:", "no handler")

    def test_slice_is_turned_and_moved(self):
        self.expect("return a[:b]", "slice", "return a[b:]", "return a[:]", "return a[:b + 1]")

    def test_docstring_and_imports_are_no_behaviour(self):
        self.assertEqual(python_faults('"""Doc."""\nimport os\n__all__ = ("f",)\n', lambda name: "reader"), [])

    def test_every_fault_is_a_program_of_its_own(self):
        faults = faults_of("while a > 0:\n    a -= 1\n    if a == b:\n        break\nreturn [a, 'x']")
        texts = {fault.apply() for fault in faults}
        self.assertEqual(len(texts), len(faults))
        for text in texts:
            compile(text, "<fault>", "exec")

    def test_making_a_fault_leaves_the_others_as_they_were(self):
        faults = faults_of("return a < b")
        first = [fault.apply() for fault in faults]
        self.assertEqual([fault.apply() for fault in faults], first)

    def test_id_stays_when_other_code_changes(self):
        one, other = faults_of("return a < b"), faults_of("c = 1\nreturn a < b")
        self.assertLess({fault.id for fault in one}, {fault.id for fault in other})

    def test_ids_differ_where_the_same_stands_twice(self):
        ids = [fault.id for fault in faults_of("a()\na()")]
        self.assertEqual(len(ids), len(set(ids)))


if __name__ == "__main__":
    unittest.main()
