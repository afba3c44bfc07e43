#!/bin/bash
# Roles that are crawled together get as many visits each, whatever their people
# promise; what one left due another does not pay for.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

start_simulator --generate 31:500:2 \
	--seed-names otter/busy=Go=database,otter/quiet=Go=database
roles=$XDG_CONFIG_HOME/muster/roles
mkdir -p "$roles"
for name in busy quiet; do
	printf 'title: Work in %s\nweights:\n  merged_work: 100\nseeds: [otter/%s]\n' "$name" "$name" >"$roles/$name.yaml"
done
# visited EXPRESSION: of N, how many were visited by the seeds they work in.
visited() {
	"$facts" "$dir/store" >"$dir/facts"
	check "$1" python3 -c "
import json, sys
N = {}
for f in map(json.loads, open('$dir/facts')):
	seeds = tuple(sorted(r['full_name'] for r in f if 'full_name' in r))
	N[seeds, 'fetched_at' in f[0]] = N.get((seeds, 'fetched_at' in f[0]), 0) + 1
busy, quiet = ('otter/busy',), ('otter/quiet',)
sys.exit(0 if ($2) else repr(N))"
}

run crawl --role busy --role quiet --api-url "$url" --log err --max-people 60 --json
exits "two roles in one crawl" 0
json "it visits no more than it may" "L[-1]['stopped_by'] == 'max-people'"
visited "each role has its part of the visits" \
	"20 <= N[busy, True] <= 40 and 20 <= N[quiet, True] <= 40"

rm -rf "$dir/store"
run crawl --role busy --api-url "$url" --log err --max-people 10 --json
run crawl --role quiet --api-url "$url" --log err --json
exits "one role after another" 0
json "the second has nothing left to do" "L[-1]['tasks_left'] == 0 and L[-1]['stopped_by'] == 'done'"
visited "it visits its own and leaves the other's" \
	"N[quiet, True] > 50 and N.get((quiet, False), 0) <= 5 and N[busy, True] <= 10 and N[busy, False] > 50"
run crawl --role busy --api-url "$url" --log err --json
visited "which the first takes up again" "N.get((busy, False), 0) <= 5"
run doctor --deep --api-url "$url"
prints "records and indexes agree" 'all can be read, all indexes agree'
