"""adapters_test.py NAME: does the adapter of that name still do what is known of it?

Plays a few dozen scripts, of each group some, and compares with the golden traces: nothing fails but what its list of known
divergences gives a reason for, and nothing on that list passes. Exit code 77 (skipped) where what it needs is not installed.
"""

import subprocess
import sys

from judge import PROJECT, judge
from recorder.scripts import identities

SKIPPED = 77
RUN = str(PROJECT / "tools" / "adapters" / "run")
OF_EACH = 17  # One script in so many; a prime, so that no series of similar scripts is met at one place only.


def main(name):
    missing = subprocess.run([RUN, "--missing", name], stdout=subprocess.PIPE, check=True).stdout.decode().strip()
    if missing:
        print(f"{name}: {missing}")
        return SKIPPED
    known = PROJECT / "tools" / "adapters" / "known" / f"{name}.json"
    failures = []

    def report(script, verdict, text):
        if verdict in ("fail", "error"):
            failures.append(f"{verdict} {script}: {text}")

    scripts = identities(PROJECT / "spec" / "scripts")[::OF_EACH]
    hello, groups = judge([RUN, name], scripts, known if known.exists() else None, report=report)
    total = sum(groups.values(), start=type(next(iter(groups.values())))())
    print(f"{hello['name']} {hello['version']}: {len(scripts)} scripts, {dict(total)}")
    print("\n".join(failures))
    if total["pass"] < 5:
        failures.append("hardly anything was played")
        print(failures[-1])
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
