"""What the tests of the mutator share."""

import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
TOOLS = PROJECT / "tools"
SKIPPED = 77
sys.path.insert(0, str(TOOLS))


def mutate(*arguments):
    """Runs mutate.py; the result has `code`, `out` and `err`."""
    done = subprocess.run([sys.executable, str(TOOLS / "mutate.py"), *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=300)
    done.code, done.out, done.err = done.returncode, done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    return done
