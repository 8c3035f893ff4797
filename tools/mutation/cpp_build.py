"""A copy of the project's sources with every fault in it, compiled once; what does not compile is left out."""

import os
import re
import subprocess
from pathlib import Path

from recorder import PROJECT, BadInput

from mutation.cpp_faults import SWITCH, with_switches

COPIED = ("CMakeLists.txt", "reference", "harness", "tools/cmake", "tests/CMakeLists.txt")
INCLUDED = "reference/core/include"
USERS = ("harness/reference_subject/src/bodies.cpp",)  # that use the templates of the headers, of which the compiler complains then
USED = (INCLUDED, "harness/reference_subject", "harness/subject/include", "harness/model/include")
HEADER = "asyncio/detail/mutant.hpp"
HEADER_TEXT = f"""#pragma once
#include <cstdlib>
namespace asyncio::detail {{
inline const int mutant = std::getenv("{SWITCH}") != nullptr ? std::atoi(std::getenv("{SWITCH}")) : 0;
}}
#define {SWITCH}(number) (::asyncio::detail::mutant == (number))
"""
MOST_ROUNDS = 20
ERROR = re.compile(r"^(\S+?):(\d+):(\d+): (?:fatal )?error: ", re.MULTILINE)
CAUSE = re.compile(r"^(\S+?):(\d+):(\d+):\s+required from here", re.MULTILINE)  # of an error in a template of someone else


class Build:
    """Below `folder` stand `source` and `binary`, and `trial`, where it is found out what compiles: `source` only changes where
    the project or its faults do, so that little is built again. `sources`: the paths, in the project, of the files that have
    faults."""

    def __init__(self, folder, sources):
        self._source, self._binary, self._trial = folder / "source", folder / "binary", folder / "trial"
        self._texts = {path: (PROJECT / path).read_text(encoding="utf-8") for path in sources}
        self.program = self._binary / "bin" / "streamspec"
        self.dropped = []

    @property
    def texts(self):
        return self._texts

    def generate(self, faults):
        """Writes the copy and gives the faults that compile."""
        self._copy(self._trial, USED)
        for _ in range(MOST_ROUNDS):
            wrong = self._wrong(self._write(self._trial, faults))
            if not wrong:
                self._copy(self._source, COPIED)
                self._write(self._source, faults)
                return faults
            self.dropped += [fault for fault in faults if fault.id in wrong]
            faults = [fault for fault in faults if fault.id not in wrong]
        raise BadInput(f"after {MOST_ROUNDS} rounds there are still faults that do not compile")

    def compile(self):
        """Builds the program, which asks the environment which fault it has."""
        configure = ["cmake", "-S", str(self._source), "-B", str(self._binary), "-G", "Ninja", "-DCMAKE_BUILD_TYPE=", "-DCMAKE_CXX_FLAGS=-O1",
                     "-DSTREAMSPEC_BUILD_TESTS=OFF", "-DSTREAMSPEC_BUILD_BENCHMARKS=OFF", "-DSTREAMSPEC_WERROR=OFF"]
        for command in (configure, ["cmake", "--build", str(self._binary), "--target", "streamspec"]):
            done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
            if done.returncode:
                raise BadInput(f"{' '.join(command)} failed:\n{done.stdout.decode(errors='replace')[-4000:]}")

    def _copy(self, folder, names):
        for name in names:
            path = PROJECT / name
            for file in [path] if path.is_file() else sorted(path.rglob("*")):
                relative = file.relative_to(PROJECT)
                if file.is_file() and str(relative) not in self._texts:
                    _put(folder / relative, file.read_text(encoding="utf-8"))
        _put(folder / INCLUDED / HEADER, HEADER_TEXT)

    def _write(self, folder, faults):
        """Writes the sources with these faults below the folder. Where each fault is now: path → list of (line, first, last column, id)."""
        spans = {}
        for path, text in self._texts.items():
            own = [fault for fault in faults if fault.path == path]
            changed, where = with_switches(text, own)
            spans[path] = [_place(changed, fault_id, *span) for fault_id, span in where.items()]
            _put(folder / path, f'#include <{HEADER}>\n' + changed)
        return spans

    def _wrong(self, spans):
        """The ids of the faults that the compiler complains about."""
        wrong = set()
        includes = [f"-I{self._trial / path}" for path in USED]
        for path in (*self._texts, *USERS):
            if not path.endswith(".cpp"):
                continue
            command = [os.environ.get("CXX", "c++"), "-std=c++20", "-fsyntax-only", "-fmax-errors=0", "-w", *includes, str(self._trial / path)]
            done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            if done.returncode == 0:
                continue
            messages = done.stderr.decode(errors="replace")
            found = self._located(ERROR, messages, spans) or self._located(CAUSE, messages, spans)
            if not found:
                raise BadInput(f"{path}: does not compile, and no fault is the cause:\n{messages[-4000:]}")
            wrong |= found
        return wrong

    def _located(self, pattern, messages, spans):
        """The faults at the places that the compiler names."""
        found = set()
        for file, line, column in pattern.findall(messages):
            for known, places in spans.items():
                if Path(file) == self._trial / known:
                    found |= _at(places, int(line) - 1, int(column))
        return found


def _put(path, text):
    """Only what changes is written, so that only that is compiled again."""
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _place(text, fault_id, begin, end):
    first, last = text.count("\n", 0, begin) + 1, text.count("\n", 0, end) + 1
    return first, begin - (text.rfind("\n", 0, begin) + 1) + 1, last, end - (text.rfind("\n", 0, end) + 1) + 1, fault_id


def _at(places, line, column):
    """The fault that is closest around this place; where there is none, every one that touches the line."""
    around = [place for place in places if (place[0], place[1]) <= (line, column) <= (place[2], place[3])]
    if around:
        return {min(around, key=lambda place: (place[2] - place[0], place[3] - place[1]))[4]}
    return {place[4] for place in places if place[0] <= line <= place[2]}
