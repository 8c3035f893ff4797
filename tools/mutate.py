#!/usr/bin/env python3
"""Makes small faults in CPython's streams, and in the reference, and says which of them the scripts notice.

examples:
  mutate.py cpython                               all faults of CPython 3.13.0's asyncio/streams.py, in an overlay
  mutate.py cpython --area reader --fail-fast     the score only, not what a single script alone notices
  mutate.py cpython --shard 2/8 --out part2.jsonl and later: mutate.py report part*.jsonl
  mutate.py cpython 'StreamReader.readuntil:*'    some faults, by id
  mutate.py reference --build build/mutation      all faults of the C++ reference, compiled once
  mutate.py cpython --list                        what would be changed

A run that was interrupted goes on where it was when it is given the same --out. Survivors that cannot be noticed at all stand, with
the reason, in tools/mutation/equivalent-*.txt.

exit code: 0 every fault was noticed or is listed as equivalent · 1 some were not, or a listed one was noticed · 2 could not be done
"""

import argparse
import fnmatch
import hashlib
import resource
import sys
from pathlib import Path

from mutation import equivalents
from mutation.corpus import Corpus
from mutation.cpython import CPythonSubject
from mutation.fault import shard
from mutation.judging import Order
from mutation.reference import ReferenceSubject
from mutation.report import Report
from mutation.results import ResultFile, merge
from mutation.timing import Estimate
from recorder import BadInput

SUBJECTS = {"cpython": CPythonSubject, "reference": ReferenceSubject}
MEMORY = 4 << 30  # bytes: what a program that a fault makes greedy can have


def main():
    options = parse_options()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, resource.getrlimit(resource.RLIMIT_AS)[1]))
    try:
        return report(options) if options.what == "report" else run(options)
    except BadInput as error:
        print(f"mutate.py: {error}", file=sys.stderr)
        return 2


def parse_options():
    description, _, epilog = __doc__.partition("\n\n")
    parser = argparse.ArgumentParser(description=description, epilog=epilog, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="what", required=True, metavar="|".join(list(SUBJECTS) + ["report"]))
    for name, subject in SUBJECTS.items():
        command = commands.add_parser(name, help=subject.HELP)
        command.add_argument("globs", nargs="*", metavar="GLOB", help="ids of faults, such as 'StreamReader.read:*' (default: all)")
        command.add_argument("--area", action="append", help="only this part (reader, writer, protocol, functions; may be repeated)")
        command.add_argument("--scripts", action="append", default=[], metavar="GLOB", help="only these scripts judge (may be repeated)")
        command.add_argument("--shard", type=part, default=(1, 1), metavar="K/N", help="the K-th of N parts of the faults")
        command.add_argument("--out", type=Path, metavar="FILE", help="where results are kept; with it, a run can go on")
        command.add_argument("--list", action="store_true", help="show the faults and end")
        extent = command.add_mutually_exclusive_group()
        extent.add_argument("--fail-fast", dest="enough", action="store_const", const=1, help="ask no script more once one noticed")
        extent.add_argument("--matrix", dest="enough", action="store_const", const=0, help="ask every script about every fault")
        command.set_defaults(enough=2)
        subject.add_options(command)
    reporting = commands.add_parser("report", help="merge and show the results of runs")
    reporting.add_argument("files", nargs="+", type=Path, metavar="FILE")
    return parser.parse_args()


def part(text):
    """`K/N` as two numbers."""
    try:
        number, of = map(int, text.split("/"))
    except ValueError:
        number, of = 0, 0
    if not 1 <= number <= of:
        raise argparse.ArgumentTypeError(f"{text!r}: expected K/N with 1 <= K <= N, such as 2/8")
    return number, of


def run(options):
    corpus = Corpus(options.scripts)
    with SUBJECTS[options.what](options, corpus) as subject:
        every = subject.faults()
        argued = equivalents.read(equivalents.path_of(subject.name))
        rotten = equivalents.unknown(argued, every)
        if rotten:
            raise BadInput(f"{equivalents.path_of(subject.name)}: there is no such fault: {', '.join(rotten)}")
        chosen = [fault for fault in every if is_chosen(fault, options)]
        if not chosen:
            raise BadInput("no fault is chosen by these globs and areas")
        mine = shard(chosen, options.shard)
        if options.list:
            for fault in mine:
                print(fault.describe())
            return 0
        header = {"subject": subject.name, "corpus": corpus.digest, "scripts": len(corpus.scripts), "faults": len(chosen),
                  "chosen": digest_of(chosen), "shard": list(options.shard), "enough": options.enough}
        mine.sort(key=lambda fault: fault.id in argued)  # Last, what costs most: all scripts are asked.
        done = judge_all(options, subject, corpus, mine, header)
    shown = Report(dict(header, faults=len(mine)), done, argued, [script.id for script in corpus.scripts])
    print(shown.text(), end="")
    return outcome(shown)


def is_chosen(fault, options):
    if options.area and fault.area not in options.area:
        return False
    return not options.globs or any(fnmatch.fnmatchcase(fault.id, glob) for glob in options.globs)


def digest_of(faults):
    return hashlib.sha256("\n".join(fault.id for fault in faults).encode("utf-8")).hexdigest()[:16]


def judge_all(options, subject, corpus, faults, header):
    file = ResultFile(options.out, header) if options.out else None
    done = dict(file.done) if file else {}
    order, estimate = Order(corpus.scripts), Estimate(len(faults))
    for fault in faults:
        for script_id in done.get(fault.id, {}).get("noticed", ()):
            order.noticed(fault, script_id)
    todo = [fault for fault in faults if fault.id not in done]
    estimate.skip(len(faults) - len(todo))
    try:
        if todo:
            subject.check_without_fault()
        for fault in todo:
            judgement = subject.judge(fault, order.of(fault), options.enough)
            for script_id in judgement.noticed:
                order.noticed(fault, script_id)
            done[fault.id] = judgement.as_json(fault)
            if file:
                file.add(done[fault.id])
            estimate.step(f"{sum(not result['noticed'] for result in done.values())} not noticed")
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
    finally:
        estimate.end()
        if file:
            file.close()
    return done


def report(options):
    header, results = merge(options.files)
    argued = equivalents.read(equivalents.path_of(header["subject"]))
    shown = Report(header, results, argued, [script.id for script in Corpus([]).scripts])
    print(shown.text(), end="")
    return outcome(shown)


def outcome(shown):
    if shown.missing:
        return 2
    return 1 if shown.survivors or shown.refuted else 0


if __name__ == "__main__":
    sys.exit(main())
