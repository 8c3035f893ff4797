"""Runs of `streamspec replay` by the program that has all faults, one of them switched on."""

import json
import os
import subprocess
import time

from recorder import PROJECT, BadInput

from mutation.cpp_faults import SWITCH

WHOLE = "(the run)"  # noticed the fault where it ended the program before any script was seen to fail
NO_FAULT = 0
PATIENCE, LEAST = 10, 20  # so many times as long as without a fault a run can take, and at least so many seconds


class Replaying:
    """Asks the program. A clock only guards against a fault that makes it hang, measured by how long it takes without one."""

    def __init__(self, program):
        self._program = program
        self._usual = {}

    def measure(self, scripts, releases):
        """Without a fault: how long it takes is remembered, and what fails all the same is returned."""
        begun = time.monotonic()
        failing, _ = self._run(NO_FAULT, scripts, releases, False, None)
        self._usual[len(scripts), tuple(releases)] = time.monotonic() - begun
        return failing

    def failures(self, number, scripts, releases, fail_fast):
        """Script id → how it noticed the fault (`fail`, `error`; `died`, `hung` of the run), and whether every script was asked."""
        patience = max(LEAST, PATIENCE * self._usual.get((len(scripts), tuple(releases)), 0))
        return self._run(number, scripts, releases, fail_fast, patience)

    def _run(self, number, scripts, releases, fail_fast, patience):
        command = [str(self._program), "replay", *scripts, "--spec", str(PROJECT / "spec"), "--traces", str(PROJECT / "traces"),
                   "--format", "jsonl", "--release", *releases] + ["--fail-fast"] * fail_fast
        process = subprocess.Popen(command, env=dict(os.environ, **{SWITCH: str(number)}), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            output, _ = process.communicate(timeout=patience)
            ended = None if process.returncode in (0, 1, 2) else "died"
        except subprocess.TimeoutExpired:
            process.kill()
            output, ended = process.communicate()[0], "hung"
        except BaseException:
            process.kill()
            process.wait()
            raise
        noticed = dict(_failed(output))
        if ended and not noticed:
            noticed[WHOLE] = ended
        return noticed, not ended and not fail_fast


def _failed(output):
    """The scripts that did not pass, of the lines that were written whole."""
    for line in output.split(b"\n")[:-1]:
        item = json.loads(line)
        if item["kind"] == "problem":
            raise BadInput(f"streamspec replay: {item}")
        if item["kind"] == "verdict" and item["verdict"] in ("fail", "error"):
            yield item["name"], item["verdict"]
