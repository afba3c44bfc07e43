#!/bin/bash
# What runs the tests: says what failed and goes on, and builds on as many cores
# as it is told.
cd "$(dirname "$0")/../.." || exit 1
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

not() { ! "$@"; }
check() {
	if "${@:2}" >"$dir/check" 2>&1; then
		echo "ok - $1"
	else
		echo "not ok - $1"
		cat "$dir/out" "$dir/check" | head -20 | sed 's/^/# /'
	fi
}

# A make whose targets fail by their name.
printf '#!/bin/sh\necho "made $2"\n[ "$2" != bad ]\n' >"$dir/make"
chmod +x "$dir/make"
parts() { MAKE=$dir/make tests/parts.sh name "$@" >"$dir/out"; }
parts one bad two
check "a part that fails ends with status 1" [ $? -eq 1 ]
check "the parts after it are made" grep -q '^made two' "$dir/out"
check "it is named in the last line" grep -q '^name: of 3 parts failed: bad, 0 min' <(tail -n 1 "$dir/out")
parts one two
check "without one the status is 0" [ $? -eq 0 ]
check "and the last line says so" grep -q '^name: all 2 parts passed, 0 min' <(tail -n 1 "$dir/out")

# Suites: one that passes, one that fails, one that dies without a word.
printf '#!/bin/sh\necho "ok - a"\n' >"$dir/good.sh"
printf '#!/bin/sh\necho "ok - b"\necho "not ok - c"\n' >"$dir/bad.sh"
printf '#!/bin/sh\nexit 3\n' >"$dir/dead.sh"
chmod +x "$dir"/*.sh
suites() { TEST_OUT=$dir/tap tests/run.sh "$@" >"$dir/out"; }
suites "$dir/bad.sh" "$dir/dead.sh" "$dir/good.sh"
check "a suite that fails ends with status 1" [ $? -eq 1 ]
check "tests of all suites are counted" grep -qx '2 passed, 2 failed' <(tail -n 1 "$dir/out")
check "suites that failed are named at the end" grep -qx "failed: $dir/bad.sh $dir/dead.sh " <(tail -n 2 "$dir/out")
suites "$dir/good.sh"
check "without one the status is 0, too" [ $? -eq 0 ]
check "and nothing is called failed" not grep -q '^failed:' "$dir/out"

# cores ARGS...: what make is given to build with.
cores() { MAKEFLAGS='' make -s --no-print-directory --eval 'cores: ; @echo "$(PARALLEL)"' "$@" cores; }
check "make builds on all cores" [ "$(cores)" = "-j$(nproc)" ]
check "or on as many as it is told" [ "$(cores -j1)$(cores -j 3)$(cores -k -j1)" = "" ]

# What a developer sets for a measurement is not the Makefile's: make would hand
# on its own instead.
taken() {
	local named
	for named in $(grep -ohE '\$\{[A-Z_]+:[=-]' tests/bench/*.sh | tr -d "\${:=-"); do
		grep -nE "^$named *[:?+]?=" Makefile
	done
}
check "make hands on what benchmarks are told by" [ -z "$(taken)" ]
