#!/bin/bash
# A crawl of so many points or people spends no more; what it gave up is told.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

start_simulator --generate 43:260:3 \
	--seed-names otter/pool=Go=database,otter/queue=Go=streaming,otter/cache=Rust=database
role=(--role merged-only --seed otter/pool --seed otter/queue --seed otter/cache
	--api-url "$url" --log err --json)
for budget in 1 2 5 9 23; do
	rm -rf "$dir/store"
	tell reset '{}' >/dev/null
	run crawl "${role[@]}" --budget "$budget"
	ask summary >"$dir/summary"
	check "a crawl of $budget points spends no more and hardly less" python3 -c "
import json, sys
S = json.load(open('$dir/summary'))
R = json.loads(open('$dir/out').read().splitlines()[-1])
spent = S['points_rest'] + S['points_graphql']
sys.exit(0 if $budget * 0.7 <= spent <= $budget and R['stopped_by'] == 'budget' and spent == R['points_rest'] + R['points_graphql'] else repr((spent, R)))"
done

# The plan: nothing is sent, and the crawl then costs no more.
rm -rf "$dir/store"
for what in first second; do
	tell reset '{}' >/dev/null
	GITHUB_TOKEN='' run crawl "${role[@]}" --dry-run
	most=$(sed -nE 's/^in all at most about ([0-9]+) points.*/\1/p' "$dir/out")
	ask summary >"$dir/summary"
	check "the plan of a $what crawl sends nothing" grep -q '"requests":0,' "$dir/summary"
	run crawl "${role[@]}"
	json "and its points are not passed" "0 < L[-1]['points_rest'] + L[-1]['points_graphql'] <= ${most:-0}"
done

# Few points, but known people are refreshed all the same.
rm -rf "$dir/store"
run crawl "${role[@]}"
printf 'title: Searches\nweights:\n  merged_work: 100\npeople: ["repos:>=0"]\n' >"$dir/more.yaml"
mkdir -p "$XDG_CONFIG_HOME/muster/roles"
mv "$dir/more.yaml" "$XDG_CONFIG_HOME/muster/roles/more.yaml"
run crawl --role more --api-url "$url" --log err --json --budget 40
json "a small crawl looks at some of those known" "100 <= L[-1]['people_checked']"

for people in 1 7 30; do
	rm -rf "$dir/store"
	run crawl "${role[@]}" --max-people "$people"
	"$facts" "$dir/store" >"$dir/facts"
	check "a crawl of $people people visits so many" python3 -c "
import json, sys
n = sum('fetched_at' in json.loads(l)[0] or 'refusal' in json.loads(l)[0] or 'vanished_at' in json.loads(l)[0] for l in open('$dir/facts'))
sys.exit(0 if n == $people else n)"
done

run add nobody-of-that-name
run crawl "${role[@]}" --seed otter/missing --max-people 1
run doctor --api-url "$url"
prints "doctor lists what was given up: a repository" 'given up +repository of otter/missing: no such repository; again 20'
prints "and a name" 'given up +names of nobody-of-that-name: no such account; again 20'
check "and no bots" bash -c "! grep -q \"person's account\" '$dir/out'"
