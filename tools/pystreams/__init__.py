"""Runs scripts (spec/script-format.md) on Python streams and notes what happens (spec/trace-format.md).

Stdlib only, and it runs on Python 3.5 to 3.15: no f-strings, no variable annotations.
"""
