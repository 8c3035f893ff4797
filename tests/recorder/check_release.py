"""check_release.py RELEASE [OPTION…]: does this release of CPython still do what is recorded of it? Options go to record.py.

Exit code 77 (skipped) where no interpreter of the release is found; with STREAMSPEC_REQUIRE_ALL_RELEASES=1 that is a failure.
"""

import os
import subprocess
import sys

from recorder_case import TOOLS
from recorder.interpreters import find

SKIPPED = 77

release = sys.argv[1]
if find(release) is None:
    print(f"no interpreter of CPython {release} was found (looked in pyenv's versions, /usr/bin and on PATH)")
    sys.exit(1 if os.environ.get("STREAMSPEC_REQUIRE_ALL_RELEASES") == "1" else SKIPPED)
sys.exit(subprocess.call([sys.executable, str(TOOLS / "record.py"), "--check", "--python", release, *sys.argv[2:]]))
