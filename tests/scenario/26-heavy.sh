#!/bin/bash
# One account that is too much for GitHub in any company: found by halving, asked
# for in a light form, and no burden to the others. Then GitHub down altogether.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

clock=$dir/clock
echo 0 >"$clock"
export MUSTER_CLOCK=$clock
start_simulator --generate 23:260:3 --clock-file "$clock"
crawl() { run crawl --role merged-only --seed jackc/pgx --api-url "$url" --log err --json; }

MUSTER_STORE=$dir/calm crawl
exits "an undisturbed crawl ends with status 0" 0
calm=$(ask summary | python3 -c "import json, sys; print(json.load(sys.stdin)['requests'])")
MUSTER_STORE=$dir/calm run leads --role merged-only --json --all --limit 1
read -r login id < <(python3 -c "
import json
l = json.loads(open('$dir/out').readline())
print(l['login'], l['id'])")
node=$(curl -sf -A test -H 'authorization: bearer test-token' "$url/users/$login" | python3 -c "import json, sys; print(json.load(sys.stdin)['node_id'])")
tell reset '{}' >/dev/null

tell faults "[
	{\"kind\": \"status\", \"status\": 502, \"operation\": \"^People(Readmes)?$\", \"body_matches\": \"$node\", \"times\": 0}]" >/dev/null
crawl
exits "a crawl with one account too heavy ends with status 0" 0
json "nothing is left to do" "L[-1]['tasks_left'] == 0"
ask summary >"$dir/summary"
check "it is found by halving" python3 -c "
import json
s = json.load(open('$dir/summary'))
bad = s['statuses'].get('502', 0)
assert 2 <= bad <= 8, s['statuses']
assert s['operations']['PeopleLight']['requests'] == 1, s['operations']
assert not s['violations'], s['violations']"
check "the others are asked for about as before" python3 -c "
import json
s = json.load(open('$dir/summary'))
assert s['requests'] <= $calm + 20, (s['requests'], $calm)"
run show "$login" --role merged-only --json
exits "the heavy one is a lead by what others' lists say" 0
run leads --role merged-only --json --all --limit 100000
cp "$dir/out" "$dir/heavy"
MUSTER_STORE=$dir/calm run leads --role merged-only --json --all --limit 100000
check "all others have what an undisturbed crawl found" python3 -c "
import json
def read(path):
    rows = {}
    for line in open(path, encoding='utf-8'):
        r = json.loads(line)
        rows[r['id']] = (r['languages'], r['skills'], r['links'], r['merged_prs'], r['reviews'])
    rows.pop($id)
    return rows
a, b = read('$dir/heavy'), read('$dir/out')
assert a.keys() == b.keys(), (len(a), len(b), list(a.keys() ^ b.keys())[:3])
for k in a: assert a[k] == b[k], (k, a[k], b[k])"

tell reset '{}' >/dev/null
tell faults '[{"kind": "status", "status": 503, "times": 0}]' >/dev/null
export MUSTER_STORE=$dir/down
crawl
exits "with GitHub down a crawl fails" 1
says "and says so" 'GitHub has trouble: 5 answers in a row'
json "after a bounded number of tries" "L[-1]['requests'] == 5 and L[-1]['stopped_by'] == 'network'"
tell faults '[]' >/dev/null
tell reset '{}' >/dev/null
crawl
exits "the same command goes on when it is back" 0
run leads --role merged-only --json --all --limit 100000
check "with the same people" test "$(wc -l <"$dir/out")" -eq "$(wc -l <"$dir/heavy")"
