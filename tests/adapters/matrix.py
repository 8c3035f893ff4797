"""Plays every script on every adapter that is installed, and prints a table, in Markdown: group by group, how many scripts passed,
failed, are known to differ, are unsupported. What is missing is named. Exit code 1 if anything failed.

    matrix.py [NAME …]
"""

import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from judge import PROJECT, judge

RUN = str(PROJECT / "tools" / "adapters" / "run")
VERDICTS = ("pass", "fail", "known", "unsupported")


def measure(name):
    known = PROJECT / "tools" / "adapters" / "known" / f"{name}.json"

    def report(script, verdict, text):
        if verdict in ("fail", "error"):
            print(f"{name}: {verdict} {script}: {text}", file=sys.stderr)

    hello, groups = judge([RUN, name], known=known if known.exists() else None, report=report)
    print(f"{name}: done", file=sys.stderr)
    return hello, {group: Counter({"fail": counts["error"]}) + counts for group, counts in groups.items()}


def cell(counts):
    return " / ".join(str(counts[verdict]) for verdict in VERDICTS)


def main(names):
    names = names or subprocess.run([RUN, "--list"], stdout=subprocess.PIPE, check=True).stdout.decode().split()
    there = []
    for name in names:
        missing = subprocess.run([RUN, "--missing", name], stdout=subprocess.PIPE, check=True).stdout.decode().strip()
        if missing:
            print(f"{name} is left out: {missing}", file=sys.stderr)
        else:
            there.append(name)
    with ThreadPoolExecutor(2) as pool:
        measured = dict(zip(there, pool.map(measure, there)))
    print("| subject | version | held to | " + " | ".join(VERDICTS) + " |")
    print("| --- | --- | --- |" + " ---: |" * len(VERDICTS))
    for name, (hello, groups) in measured.items():
        total = sum(groups.values(), Counter())
        print(f"| {name} | {hello['version']} | {hello.get('release', 'the newest')} | " + " | ".join(str(total[verdict]) for verdict in VERDICTS) + " |")
    print("\nThe same by group, as " + " / ".join(VERDICTS) + ":\n")
    print("| group | " + " | ".join(measured) + " |")
    print("| --- |" + " --- |" * len(measured))
    for group in sorted(set().union(*[groups for _, groups in measured.values()])):
        print(f"| {group} | " + " | ".join(cell(groups[group]) for _, groups in measured.values()) + " |")
    return 1 if any(counts["fail"] for _, groups in measured.values() for counts in groups.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
