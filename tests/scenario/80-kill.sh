#!/bin/bash
# kill -9 at odd moments of a crawl, then to the end: facts, scores and ranks
# are those of an undisturbed crawl. KILLS=N for more.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"
kills=${KILLS:-20}

start_simulator --generate 17:120:4
MUSTER_STORE=$dir/whole run crawl --role data-intensive --api-url "$url" --log err
exits "an undisturbed crawl ends with status 0" 0
MUSTER_STORE=$dir/whole run leads --role data-intensive --json --all --limit 100000
cp "$dir/out" "$dir/expected"
whole=$(ask summary | python3 -c "import json, sys; print(json.load(sys.stdin)['requests'])")

killed=0
for ((i = 0; i < kills; i++)); do
	"$MUSTER" crawl --role data-intensive --api-url "$url" --log err >/dev/null 2>&1 &
	crawl=$!
	# The moment is when the simulator has seen some more requests, so that
	# kills spread over the crawl whatever the machine's speed.
	target=$(($(ask summary | python3 -c "import json, sys; print(json.load(sys.stdin)['requests'])") + 1 + RANDOM % 5))
	while kill -0 $crawl 2>/dev/null; do
		now=$(ask summary | sed 's/^{"requests":\([0-9]*\).*/\1/')
		[ "$now" -lt "$target" ] || break
	done
	if kill -9 $crawl 2>/dev/null; then killed=$((killed + 1)); fi
	wait $crawl 2>/dev/null
done
echo "# killed $killed times; an undisturbed crawl makes $whole requests"
check "some crawls were killed at work" [ "$killed" -gt $((kills / 3)) ]
run crawl --role data-intensive --api-url "$url" --log err --json
exits "the last crawl ends with status 0" 0
json "with nothing left to do" "L[-1]['tasks_left'] == 0"
run leads --role data-intensive --json --all --limit 100000
check "facts, scores and ranks equal the undisturbed crawl's" python3 -c "
import json
def read(path):
    rows = [json.loads(l) for l in open(path, encoding='utf-8')]
    for r in rows:
        for k in ('first_seen', 'fetched_at', 'notice_due'): r.pop(k)
    return rows
a, b = read('$dir/expected'), read('$dir/out')
assert len(a) == len(b), (len(a), len(b))
for x, y in zip(a, b):
    assert x == y, [(k, x[k], y[k]) for k in x if x[k] != y[k]]"
