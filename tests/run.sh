#!/bin/sh
# Runs suites and adds them up. A suite is a program that prints TAP lines
# ("ok - what", "not ok - what"); here: unit tests, static checks, the
# simulator's own tests, scenarios. Arguments: the suites' files.
# Ends with the names of those that failed, if any, and "N passed, N failed";
# exits 1 if anything failed.
set -u
cd "$(dirname "$0")/.." || exit 1
out=${TEST_OUT:-build/test}
jobs=${TEST_JOBS:-2}
rm -rf "$out"
mkdir -p "$out"

for suite; do echo "$suite"; done |
	xargs -P "$jobs" -I '{}' env TEST_OUT="$out" \
		sh -c '. tests/suite.sh; run_one "$1"' sh '{}'
passed=$(cat "$out"/*.tap | grep -c '^ok')
failed=$(cat "$out"/*.tap | grep -c '^not ok')
[ "$failed" -eq 0 ] || echo "failed: $(sort "$out/failed" | tr '\n' ' ')"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
