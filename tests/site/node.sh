# Sourced: has Node and what tools/site names, or ends the test as skipped, which STREAMSPEC_REQUIRE_BROWSER forbids.
skip() {
  echo "$1"
  [ -n "${STREAMSPEC_REQUIRE_BROWSER:-}" ] && exit 1
  exit 77
}
command -v node >/dev/null && command -v npm >/dev/null || skip "node or npm is missing (tools/ensure-packages browser)"
npm ci --prefix "$project/tools/site" --silent --no-audit --no-fund || skip "npm ci failed: is the registry reachable?"
