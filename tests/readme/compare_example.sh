#!/usr/bin/env bash
# usage: compare_example.sh SOURCE_DIR PROGRAM_DIR
# The README's programs are the examples of the library, and what the README says they print is what they print.
set -euo pipefail
readme=$1/README.md

# block MARKER: the lines of the code block that follows that comment.
block() {
  awk -v marker="<!-- $1 -->" '$0 == marker {found = 1; next} found && /^```/ {if (inside) exit; inside = 1; next} inside' "$readme"
}

examples=$(sed -n 's/^<!-- example: \(.*\) -->$/\1/p' "$readme")
[ -n "$examples" ] || {
  echo "README.md shows no example" >&2
  exit 1
}
for example in $examples; do
  diff <(block "example: $example") "$1/reference/examples/$example"
done
for program in $(sed -n 's/^<!-- output: \(.*\) -->$/\1/p' "$readme"); do
  diff <(block "output: $program") <("$2/example_$program")
done
[ "$(grep -c '^```\(cpp\|python\)$' "$readme")" -eq "$(echo "$examples" | wc -l)" ] || {
  echo "README.md shows a program that is no example" >&2
  exit 1
}
