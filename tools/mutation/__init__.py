"""The parts of tools/mutate.py: small faults in CPython's streams and in the reference, and who notices them."""
