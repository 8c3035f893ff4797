"""CPython's own asyncio/streams.py as a subject of mutation."""

from recorder import BadInput
from recorder.interpreters import find

from mutation.overlay import Overlay
from mutation.python_faults import python_faults
from mutation.python_judge import PythonJudge

AREAS = {"StreamReader": "reader", "": "reader", "StreamWriter": "writer", "StreamReaderProtocol": "protocol",
         "FlowControlMixin": "protocol"}  # The module's only constant is the reader's default limit.


def area_of(name):
    return AREAS.get(name, "functions")


class CPythonSubject:
    HELP = "faults in the asyncio/streams.py of an installed CPython"

    @staticmethod
    def add_options(command):
        command.add_argument("--release", default="3.13.0", metavar="VERSION", help="of CPython (default: %(default)s)")

    def __init__(self, options, corpus):
        python = find(options.release)
        if python is None:
            raise BadInput(f"no interpreter of CPython {options.release} was found")
        self.name = f"cpython-{options.release}"
        self._corpus = corpus
        self._overlay = Overlay(python)
        golden = corpus.golden(options.release)
        self._judge = PythonJudge(python, self._overlay, golden, options.timeout)

    def faults(self):
        return python_faults(self._overlay.source, area_of)

    def check_without_fault(self):
        self._judge.check_without_fault(self._corpus.scripts)

    def judge(self, fault, scripts, enough):
        return self._judge.judge(fault, scripts, enough)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._overlay.__exit__()
