"""The lists of faults that nobody can notice."""

import tempfile
import unittest
from pathlib import Path

import mutation_case  # noqa: F401  (finds the package)

from mutation import equivalents
from mutation.cpp_build import Build
from mutation.cpp_faults import cpp_faults
from mutation.cpython import area_of
from mutation.overlay import Overlay
from mutation.python_faults import python_faults
from mutation.reference import SOURCES
from recorder import BadInput
from recorder.interpreters import find


class Equivalents(unittest.TestCase):
    def read(self, text):
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as file:
            file.write(text)
            file.flush()
            return equivalents.read(Path(file.name))

    def test_line_holds_an_id_and_a_reason(self):
        self.assertEqual(self.read("# comment\n\nF.g:text:12345678 nobody sees it\n"), {"F.g:text:12345678": "nobody sees it"})

    def test_line_without_a_reason_is_refused(self):
        with self.assertRaisesRegex(BadInput, "line 1: expected a fault's id and the reason"):
            self.read("F.g:text:12345678\n")

    def test_id_that_is_listed_twice_is_refused(self):
        with self.assertRaisesRegex(BadInput, "line 2: .* listed twice"):
            self.read("F.g:text:12345678 a\nF.g:text:12345678 b\n")

    def test_listed_faults_of_the_reference_are_there(self):
        build = Build(Path("/nowhere"), SOURCES)
        faults = cpp_faults(build.texts, lambda path: "")
        self.assertEqual(equivalents.unknown(equivalents.read(equivalents.path_of("reference")), faults), [])

    def test_listed_faults_of_cpython_are_there(self):
        python = find("3.13.0")
        if not python:
            self.skipTest("no CPython 3.13.0")
        with Overlay(python) as overlay:
            faults = python_faults(overlay.source, area_of)
        self.assertEqual(equivalents.unknown(equivalents.read(equivalents.path_of("cpython-3.13.0")), faults), [])
        self.assertGreaterEqual(len(faults), 650)
        self.assertGreaterEqual(sum(fault.area == "reader" for fault in faults), 400)


if __name__ == "__main__":
    unittest.main()
