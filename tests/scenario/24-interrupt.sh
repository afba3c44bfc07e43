#!/bin/bash
# A crawl that is told to stop drains, says so, and is taken up again; a limit
# that it left behind holds for other commands.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"
start_simulator --generate 3:60:1:40 --seed-names twmb/franz-go=Go=messaging
role=(--role merged-only --seed twmb/franz-go --api-url "$url" --log err --json)

# interrupted SIGNAL STATUS EXPRESSION: of the simulator's summary S: when to
# send the signal.
interrupted() {
	"$MUSTER" crawl "${role[@]}" >"$dir/out" 2>"$dir/err" </dev/null &
	local crawl=$!
	for _ in {1..600}; do
		ask summary >"$dir/summary"
		python3 -c "
import json, sys
S = json.load(open('$dir/summary'))
sys.exit(0 if $3 else 1)" && break
	done
	kill "-$1" "$crawl"
	wait "$crawl"
	status=$?
	check "told to stop by $1 it ends with $2" [ "$status" -eq "$2" ]
	json "and says what it did" "L[-1]['stopped_by'] == 'interrupted' and L[-1]['tasks_left'] > 0"
}

tell latency '{"ms": 200}' >/dev/null
interrupted TERM 143 "S['requests'] >= 4"
interrupted INT 130 "S['requests'] >= 6"
tell latency '{"ms": 0}' >/dev/null
run crawl "${role[@]}"
json "the same command goes on to the end" "L[-1]['stopped_by'] == 'done' and L[-1]['tasks_left'] == 0"

rm -rf "$dir/store"
tell reset '{}' >/dev/null
tell faults '[{"kind": "secondary", "path": "contributors", "retry_after": 900}]' >/dev/null
interrupted TERM 143 "S['faults']"
ask summary | sed 's/,.*//' >"$dir/before"
printf '%s\n' 'Go Engineer' '' 'Requirements:' '- Go' '- PostgreSQL' >"$dir/job.txt"
run role new later --from-jd "$dir/job.txt" --api-url "$url"
check "a role can be made meanwhile" [ "$status" -eq 0 ]
check "without a word to GitHub" grep -q "$(ask summary | sed 's/,.*//')" "$dir/before"
check "which is said" grep -q 'Seeds were not looked up: GitHub.s limits forbid it until 20' "$dir/err"
check "no rule was broken" sh -c "curl -sf '$url/_sim/summary' | grep -q '\"violations\":\[\]'"

# Hashes of another store: interrupted once the first of many slices is there.
unset MUSTER_CLOCK
export MUSTER_STORE=$dir/hashes
run suppress 7
run suppress --export "$dir/few"
{ cat "$dir/few"; seq -f '%064.0f,,,no' 1 300000; } >"$dir/many"
"$MUSTER" suppress --import "$dir/many" 2>"$dir/err" &
import=$!
kept_out() { "$MUSTER" suppress --list --json 2>/dev/null | wc -l; }
while [ "$(kept_out)" -lt 2 ] && kill -0 $import; do :; done
kill -INT $import
wait $import
status=$?
exits "a taking over of hashes is interrupted, too" 130
says "and says how to go on" "interrupted; the same command goes on"
says "and how many are kept out by now" "^[0-9]+ people are kept out from now on; 0 had been stored"
check "not all" [ "$(kept_out)" -lt 300001 ]
