"""Runs a program as the interpreter would, with its streams noted: run_program.py LOG (-m MODULE | PROGRAM) [ARGUMENT …]."""

import os
import runpy
import sys

TOOLS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def main():
    log, rest = sys.argv[1], sys.argv[2:]
    sys.path[0] = TOOLS  # Only for our own imports: the program finds its own folder there.
    from capturing.instruments import Instruments
    from capturing.life import Life
    from capturing.log import Log
    written = Log(log)
    Instruments(written, Life(written)).install()
    if rest[0] == "-m":
        sys.path[0] = os.getcwd()
        sys.argv = rest[1:]
        runpy.run_module(rest[1], run_name="__main__", alter_sys=True)
    else:
        sys.path[0] = os.path.dirname(os.path.realpath(rest[0]))
        sys.argv = rest
        runpy.run_path(rest[0], run_name="__main__")


if __name__ == "__main__":
    main()
