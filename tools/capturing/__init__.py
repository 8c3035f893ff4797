"""The parts of tools/capture.py: `run_program`, `instruments`, `life` and `log` run inside the program that is captured (Python
3.8 and later), the others outside: from the log to scripts, and from scripts to files."""
