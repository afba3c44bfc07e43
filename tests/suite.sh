# shellcheck shell=sh
# Part of run.sh: runs one suite, prints a line on it. $TEST_OUT is where its
# TAP goes. "tests/valgrind.sh:PROGRAM" runs the program through that script.
out=${TEST_OUT:-build/test}

run_one() {
	suite=$1
	name=$(echo "$suite" | tr /: __)
	started=$(date +%s)
	case $suite in
	*.sh:*) set -- "${suite%%:*}" "${suite#*:}" ;;
	*) set -- "$suite" ;;
	esac
	# No test depends on its caller's environment: here that is nonsense.
	MUSTER_NOW=never MUSTER_CLOCK=/nowhere MUSTER_CONFIG=/nowhere \
		MUSTER_STORE=/nowhere MUSTER_SHARE=/nowhere TZ=Asia/Kathmandu \
		MUSTER_SUPPRESS_KEY=/nowhere TZDIR=/nowhere COLUMNS=7 \
		CMOCKA_MESSAGE_OUTPUT=tap "$@" >"$out/$name.tap" 2>"$out/$name.err"
	status=$?
	if [ $status -ne 0 ] && ! grep -q '^not ok' "$out/$name.tap"; then
		echo "not ok - $suite ended with status $status" \
			>>"$out/$name.tap"
	elif ! grep -q '^\(not \)\{0,1\}ok' "$out/$name.tap"; then
		echo "not ok - $suite ran no test" >>"$out/$name.tap"
	fi
	passed=$(grep -c '^ok' "$out/$name.tap")
	failed=$(grep -c '^not ok' "$out/$name.tap")
	printf '%4d ok %3d failed %4ds  %s\n' "$passed" "$failed" \
		$(($(date +%s) - started)) "$suite"
	if [ "$failed" -gt 0 ]; then
		echo "$suite" >>"$out/failed"
		grep -A 12 '^not ok' "$out/$name.tap" | sed 's/^/    /'
		tail -n 25 "$out/$name.err" | sed 's/^/    | /'
	fi
}
