#!/usr/bin/env python3
"""Runs a Python program, and makes scripts of what its asyncio streams went through.

examples:
  capture.py --output /tmp/mine -- server.py --port 8025      a program
  capture.py --output /tmp/mine -- -m unittest test_server    a module
  record.py --root /tmp/mine --python 3.13.0                  what CPython does with the scripts
  streamspec replay --spec /tmp/mine/spec --release 3.13.0    does the reference do the same?

exit code: 0 done · 1 a stream could not be reproduced · 2 something could not be done. How the program ended is in the summary.
"""

import argparse
import os
import re
import sys
import tempfile
from pathlib import Path

from capturing import program
from capturing.capture_run import CaptureRun, summary
from capturing.captured_corpus import CapturedCorpus
from capturing.lives import read_log
from recorder import BadInput
from recorder.interpreters import find, version_of
from recorder.releases import version_key

OLDEST = "3.8.0"


def main():
    options = parse_options()
    try:
        return capture(options)
    except BadInput as error:
        print(f"capture.py: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def parse_options():
    description, _, epilog = __doc__.partition("\n\n")
    parser = argparse.ArgumentParser(description=description, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter,
                                     usage="%(prog)s [options] -- (PROGRAM | -m MODULE) [ARGUMENT ...]")
    parser.add_argument("--output", type=Path, default=Path("captured"), metavar="DIR", help="where the scripts go (default: %(default)s)")
    parser.add_argument("--python", default=sys.executable, metavar="PATH|VERSION", help="the interpreter, 3.8 or later (default: this one)")
    parser.add_argument("--redact", action="store_true", help="replace letters and digits of what was sent and received")
    own, command = sys.argv[1:], []
    if "--" in own:
        own, command = own[:own.index("--")], own[own.index("--") + 1:]
    options = parser.parse_args(own)
    if not command or command == ["-m"]:
        parser.error("which program? It follows after --")
    if command[0] != "-m" and not Path(command[0]).is_file():
        parser.error(f"{command[0]}: there is no such program")
    options.command = command
    return options


def capture(options):
    python = find(options.python) if options.python[:1].isdigit() else options.python
    version = python and version_of(python)
    if not version:
        raise BadInput(f"--python {options.python}: no such interpreter that runs was found")
    if version_key(version) < version_key(OLDEST):
        raise BadInput(f"--python {options.python}: is {version}; a program is captured with {OLDEST} or later")
    with CapturedCorpus(options.output) as corpus, tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        log.touch()
        status = program.run(python, log, options.command)
        result = CaptureRun(python, name_of(options.command), options.redact, corpus.put).run(read_log(log))
        shown = options.command[:2 if options.command[0] == "-m" else 1] if options.redact else options.command
        corpus.finish(dict(result, program=shown, python=version, status=status))
    print(f"{' '.join(options.command)}: exit status {status}, CPython {version}\n{summary(result)}", file=sys.stderr)
    return 1 if result["not_reproduced"] else 0


def name_of(command):
    """The program's name, as it can stand in the id of a script."""
    name = command[1].rpartition(".")[2] if command[0] == "-m" else os.path.splitext(os.path.basename(command[0]))[0]
    if command[0] == "-m" and command[1] == "unittest" and len(command) > 2:
        name = command[-1].rpartition(".")[2]
    return re.sub("[^a-z0-9]+", "_", name.lower()).strip("_") or "program"


if __name__ == "__main__":
    sys.exit(main())
