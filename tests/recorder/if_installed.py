"""if_installed.py RELEASE COMMAND…: runs a command that needs an interpreter of this release of CPython.

Exit code 77 (skipped) where none is found; with STREAMSPEC_REQUIRE_ALL_RELEASES=1 that is a failure.
"""

import os
import subprocess
import sys

import recorder_case  # noqa: F401 (puts tools/ on the path)
from recorder.interpreters import find

SKIPPED = 77

release = sys.argv[1]
if find(release) is None:
    print(f"no interpreter of CPython {release} was found (looked in pyenv's versions, /usr/bin and on PATH)")
    sys.exit(1 if os.environ.get("STREAMSPEC_REQUIRE_ALL_RELEASES") == "1" else SKIPPED)
sys.exit(subprocess.call(sys.argv[2:]))
