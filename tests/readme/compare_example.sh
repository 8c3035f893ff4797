#!/usr/bin/env bash
# usage: compare_example.sh SOURCE_DIR PROGRAM
# The README's C++ is the example program, and what the README says it prints is what it prints.
set -euo pipefail
readme=$1/README.md
diff <(sed -n '/^```cpp$/,/^```$/p' "$readme" | grep -v '^```') "$1/reference/examples/read_lines.cpp"
diff <(sed -n '/^<!-- example output -->$/,/^```$/p' "$readme" | grep -v '^```\|^<!--') <("$2")
