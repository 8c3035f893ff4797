#!/usr/bin/env bash
# usage: browser.sh PROJECT PROGRAM: tools/site/test in Chromium.
set -euo pipefail
project=$1
source "$(dirname "${BASH_SOURCE[0]}")/node.sh"
CHROMIUM=$(command -v chromium) || skip "chromium is missing (tools/ensure-packages browser)"
export CHROMIUM STREAMSPEC=$2
cd "$project/tools/site"
exec node --test test/
