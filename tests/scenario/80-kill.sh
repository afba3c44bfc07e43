#!/bin/bash
# kill -9 at odd moments of a crawl, then to the end: facts, scores and ranks
# are those of an undisturbed crawl, and nothing was asked for twice but what
# was on its way. $KILLS, $KILL_WORLD, $KILL_FAULTS (share of answers) for more.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"
kills=${KILLS:-20}

virtual_clock 2027-01-15T01:00Z
start_simulator --generate "${KILL_WORLD:-17:120:4:100}"
mkfifo "$dir/never"

# Trouble of several kinds, together as often as asked for.
faults() {
	[ -z "${KILL_FAULTS:-}" ] || tell faults "$(python3 -c "
import json
kinds = [{'kind': 'server-error'}, {'kind': 'html'}, {'kind': 'reset'}, {'kind': 'reset-mid-body'}, {'kind': 'truncate'},
         {'kind': 'null-data', 'path': 'graphql'}, {'kind': 'something-went-wrong', 'path': 'graphql'},
         {'kind': 'secondary', 'retry_after': 90}, {'kind': 'rate-limit-200', 'type': 'RATE_LIMIT', 'path': 'graphql', 'ban': False}]
print(json.dumps([dict(k, rate=$KILL_FAULTS / len(kinds), seed=$1 * 100 + i) for i, k in enumerate(kinds)]))")" >/dev/null
}
requests() { ask summary | sed 's/^{"requests":\([0-9]*\).*/\1/'; }
# A bit of time, so that kills come anywhere between two requests.
moment() { read -r -t "0.0$(printf %02d $((RANDOM % 40)))" <>"$dir/never"; }
# What is known in the end: leads in their order, and facts.
result() {
	run leads --role data-intensive --json --all --limit 100000
	timeless <"$dir/out"
	"$facts" "$MUSTER_STORE" | sed 's/"\(fetched_at\|first_seen\|refused_at\|vanished_at\)":"[^"]*",*//g'
}
# Requests made again, beyond those that a fault struck.
repeated() {
	ask journal | python3 -c "
import collections, json, sys
asked = collections.Counter((e['method'], e['path'], e['body']) for e in json.load(sys.stdin) if not e.get('fault') and e['status'] == 200)
print(sum(n - 1 for n in asked.values()))"
}

MUSTER_STORE=$dir/whole run crawl --role data-intensive --api-url "$url" --log err
exits "an undisturbed crawl ends with status 0" 0
MUSTER_STORE=$dir/whole result >"$dir/expected"
whole=$(requests)
check "and asks for nothing twice" test "$(repeated)" -eq 0

# A life: one store, from its first crawl, killed again and again, to the end.
killed=0 lives=0 twice=0
while [ "$killed" -lt "$kills" ]; do
	lives=$((lives + 1)) deaths=0
	tell reset '{}' >/dev/null
	faults "$lives"
	rm -rf "$dir/store"
	while :; do
		"$MUSTER" crawl --role data-intensive --api-url "$url" --log err --json >"$dir/out" 2>"$dir/err" &
		crawl=$!
		if [ "$killed" -lt "$kills" ]; then
			target=$(($(requests) + RANDOM % 5))
			while kill -0 $crawl 2>/dev/null && [ "$(requests)" -lt "$target" ]; do :; done
			moment
			kill -9 $crawl 2>/dev/null
		fi
		wait $crawl 2>/dev/null
		status=$?
		[ $status -eq 137 ] || break
		killed=$((killed + 1)) deaths=$((deaths + 1))
	done
	if [ $status -ne 0 ] || ! grep -q '"tasks_left":0,' "$dir/out"; then
		fail "life $lives ends with status 0 and nothing left to do" "$status" "$(cat "$dir/out")"
		exit 1
	fi
	again=$(repeated)
	twice=$((twice + again))
	[ "$again" -le $((2 * deaths)) ] || fail "life $lives: $again requests made twice, killed $deaths times"
	result >"$dir/result"
	cmp -s "$dir/expected" "$dir/result" ||
		fail "life $lives: facts, scores and ranks equal the undisturbed crawl's" "$(diff "$dir/expected" "$dir/result" | cut -c1-300 | head -4)"
	violations=$(ask summary | python3 -c "import json, sys; print(len(json.load(sys.stdin)['violations']))")
	# a refusal that the killed process did not live to note can't be heeded
	allowed=$((${KILL_FAULTS:+1} + 0 ? deaths / 20 : 0))
	[ "$violations" -le "$allowed" ] || fail "life $lives: $violations violations"
done
echo "# killed $killed times in $lives crawls of $whole requests each; $twice requests made twice"
check "crawls were killed at work" [ "$killed" -ge "$kills" ]
check "few requests were made twice" [ "$twice" -le $((2 * killed)) ]
pass "each crawl went on to the same end"
