#!/usr/bin/env bash
# usage: bundle.sh PROJECT: the committed page is, byte for byte, what tools/site builds.
set -euo pipefail
project=$1
source "$(dirname "${BASH_SOURCE[0]}")/node.sh"
built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
node "$project/tools/site/build.mjs" "$built"
diff -r "$built" "$project/harness/site/page" || {
  echo "harness/site/page is not what tools/site builds: npm run build --prefix tools/site" >&2
  exit 1
}
