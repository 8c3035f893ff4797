#!/usr/bin/env bash
# usage: one_adapter.sh SOURCE_DIR STREAMSPEC NAME
# Does the adapter of that name still do what is known of it? Exit code 77 (skipped) where what it needs is not installed;
# with STREAMSPEC_REQUIRE_ALL_RELEASES=1 that is a failure.
set -euo pipefail
source_dir=$1
streamspec=$2
name=$3

missing=$("$source_dir/tools/adapters/run" --missing "$name")
if [ -n "$missing" ]; then
  echo "$name: $missing"
  [ "${STREAMSPEC_REQUIRE_ALL_RELEASES:-}" = 1 ] && exit 1
  exit 77
fi
exec env STREAMSPEC="$streamspec" "$source_dir/tools/matrix" --only "$name"
