"""The faults that are put into a C++ source, and that the source stays itself where none is switched on."""

import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

import mutation_case  # noqa: F401  (finds the package)
from mutation.cpp_build import HEADER_TEXT
from mutation.cpp_faults import SWITCH, cpp_faults, with_switches

SOURCE = """
int answer(int a, bool b) {
    int result = 0;
    if (a < 3 && b) {
        result = a + 1;  // not a < b
    }
    return result;
}
"""
MAIN = """
#include <cstdio>
int main() { std::printf("%d", answer(2, true) * 100 + answer(3, true) * 10 + answer(2, false)); }
"""


def faults_of(source):
    return cpp_faults({"a.cpp": source}, lambda path: "reader")


class CppFaults(unittest.TestCase):
    def expect(self, statement, kind, *after):
        source = "void f() {\n    " + statement + "\n}\n"
        self.assertEqual(sorted(fault.after for fault in faults_of(source) if fault.kind == kind), sorted(after))

    def test_comparison_is_moved_by_one_and_negated(self):
        self.expect("const bool x = a < b;", "comparison", "(a <= b)", "(a >= b)")

    def test_condition_is_decided_and_negated(self):
        self.expect("if (a) { b(); }", "condition", "true", "false", "!(a)")

    def test_condition_loses_a_part(self):
        self.expect("if (a && b) { c(); }", "condition", "true", "false", "!(a && b)", "((a) || (b))", "true", "true")

    def test_condition_that_declares_is_left_alone(self):
        self.expect("if (const auto x = a()) { b(); }", "condition")

    def test_statement_is_dropped(self):
        self.expect("a->b(c);", "dropped", "")

    def test_declaration_is_not_dropped(self):
        self.expect("const int x = a(); Thing* const y = b(); std::string z(c);", "dropped")

    def test_constant_that_the_compiler_has_to_know_is_left_alone(self):
        self.assertEqual(faults_of("void f() {\n    constexpr int x = 3;\n    static_assert(x == 3);\n}\n"), [])

    def test_exception_is_of_another_type(self):
        self.expect('throw ValueError("x");', "exception", 'throw RuntimeError("x");')

    def test_text_and_constant_are_others(self):
        self.expect('a("b", 7);', "text", '"Xb"')
        self.expect('a("b", 7);', "constant", "8")

    def test_comments_are_not_changed(self):
        self.expect("// a < b", "comparison")

    def test_lines_stay_where_they_are(self):
        text, _ = with_switches(SOURCE, faults_of(SOURCE))
        self.assertEqual(text.count("\n"), SOURCE.count("\n"))

    def test_program_without_a_fault_is_itself_and_with_one_another(self):
        compiler = shutil.which("c++")
        if not compiler:
            self.skipTest("no C++ compiler")
        folder = Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, str(folder))
        faults = faults_of(SOURCE)
        changed, _ = with_switches(SOURCE, faults)
        (folder / "a.cpp").write_text(HEADER_TEXT.replace("#pragma once", "") + changed + MAIN)
        subprocess.run([compiler, "-std=c++20", "-w", "-o", str(folder / "a"), str(folder / "a.cpp")], check=True)

        def run(number):
            return subprocess.run([str(folder / "a")], env={SWITCH: str(number)}, stdout=subprocess.PIPE, check=True).stdout.decode()

        self.assertEqual(run(0), "300")
        results = {fault.kind + " " + fault.after: run(fault.number) for fault in faults}
        self.assertEqual(results["comparison (a <= 3)"], "340")
        self.assertEqual(results["arithmetic (a - 1)"], "100")
        self.assertEqual(results["constant 2"], "400")
        self.assertNotIn("300", [results[name] for name in results if name.startswith(("comparison", "arithmetic"))])


if __name__ == "__main__":
    unittest.main()
