"""The parts of tools/record.py: what is recorded, by whom, and into which files."""

from pathlib import Path

VERSION = 1  # Goes up when recordings made before may differ from those made now.
PROJECT = Path(__file__).resolve().parent.parent.parent


class BadInput(Exception):
    """The user asked for something that cannot be done; the text says what and where."""
