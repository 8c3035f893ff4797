#!/usr/bin/env bash
# usage: run_commands.sh SOURCE_DIR
# Runs the commands of each ```sh block of the README, in order, in a copy of the tree. `tools/test` is left out: it is what runs this.
set -euo pipefail
source_dir=$1
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT

# What a clone would hold: not the builds.
tar -C "$source_dir" --exclude=./build --exclude=./.git -cf - . | tar -C "$copy" -xf -

sed -n '/^```sh$/,/^```$/p' "$source_dir/README.md" | grep -v '^```' | grep -v '^ *\(#\|$\)' >"$copy/commands"
[ -s "$copy/commands" ] || {
  echo "README.md has no commands" >&2
  exit 1
}
run=0
while IFS= read -r command <&3; do
  case $command in
    tools/test*) continue ;;
  esac
  echo "\$ $command"
  (cd "$copy" && bash -euo pipefail -c "$command" </dev/null) || {
    echo "this command of README.md failed: $command" >&2
    exit 1
  }
  run=$((run + 1))
done 3<"$copy/commands"
echo "$run commands of README.md ran"
