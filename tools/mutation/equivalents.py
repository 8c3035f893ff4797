"""The survivors that were argued to be no faults at all: one line each, the fault's id and why nobody can notice it."""

from pathlib import Path

from recorder import BadInput

HERE = Path(__file__).resolve().parent


def path_of(subject):
    """The file for a subject such as `cpython-3.13.0` or `reference`."""
    return HERE / f"equivalent-{subject}.txt"


def read(path):
    """Fault id → reason. No file means that nothing was argued."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    argued = {}
    for number, line in enumerate(lines, 1):
        if not line.strip() or line.startswith("#"):
            continue
        fault_id, _, reason = line.partition(" ")
        if not reason.strip():
            raise BadInput(f"{path}: line {number}: expected a fault's id and the reason why it cannot be noticed")
        if fault_id in argued:
            raise BadInput(f"{path}: line {number}: {fault_id} is listed twice")
        argued[fault_id] = reason.strip()
    return argued


def unknown(argued, faults):
    """The listed ids of which there is no fault (any more)."""
    return sorted(set(argued) - {fault.id for fault in faults})
