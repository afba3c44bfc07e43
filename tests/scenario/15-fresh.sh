#!/bin/bash
# A second crawl of an unchanged world costs next to nothing; of a changed one
# only who changed is asked about again, and every change arrives.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

# One clock for both, that can be put forward: milliseconds.
export MUSTER_CLOCK=$dir/clock
echo 0 >"$MUSTER_CLOCK"
repositories=(otter/pool otter/queue otter/cache)
start_simulator --generate 29:620:3 \
	--seed-names otter/pool=Go=database,otter/queue=Go=streaming,otter/cache=Rust=database
role=(--role merged-only --api-url "$url" --log err)
for name in "${repositories[@]}"; do role+=(--seed "$name"); done
crawl() {
	tell reset '{}' >/dev/null
	run crawl "${role[@]}" --json
	exits "$1" 0
	ask summary >"$dir/summary"
}
pass_hours() { echo $(($(cat "$MUSTER_CLOCK") + $1 * 3600000)) >"$MUSTER_CLOCK"; }
# costs WHAT EXPRESSION: of the simulator's summary S, the run's report R, the
# points it cost, and what the rule allows for looks and seeds.
costs() {
	check "$1" python3 -c "
import json, sys
S = json.load(open('$dir/summary'))
R = json.loads(open('$dir/out').read().splitlines()[-1])
points = S['points_rest'] + S['points_graphql']
allowed = 1.1 * R['people_checked'] / 100 + 3 * ${#repositories[@]}
sys.exit(0 if ($2) else repr((points, allowed, S['operations'], R)))"
}
# shown ID EXPRESSION: of what \`show\` prints of somebody.
shown() {
	"$MUSTER" show "$2" --role merged-only --json >"$dir/shown" 2>&1
	check "$1" python3 -c "
import sys
text = open('$dir/shown').read()
sys.exit(0 if ($3) else text[:2000])"
}
# stored ID EXPRESSION: of all facts on somebody, which no command prints.
stored() {
	"$facts" "$dir/store" >"$dir/facts"
	check "$1" python3 -c "
import json, sys
F = {f[0]['id']: f for f in map(json.loads, open('$dir/facts'))}[$2]
text = json.dumps(F)
sys.exit(0 if ($3) else text[:2000])"
}
# Everybody listed, one id a line, in a stable order.
ids() {
	"$MUSTER" leads --role merged-only --json --all --quiet --limit 100000 |
		python3 -c "
import json, sys
for l in sorted((json.loads(t) for t in sys.stdin), key=lambda l: l['id']): print(l['id'], l['login'])"
}

crawl "a first crawl"
costs "asks nobody whether they changed" "'Probe' not in S['operations'] and R['people_checked'] == 0"
ids >"$dir/ids"
check "hundreds of people are listed" [ "$(wc -l <"$dir/ids")" -gt 250 ]

crawl "a second crawl of the same world"
costs "looks at each of them" "R['people_checked'] >= $(wc -l <"$dir/ids")"
costs "visits nobody" "'People' not in S['operations'] and 'Readmes' not in S['operations'] and R['people_changed'] == 0"
costs "costs 1.1 points for a hundred and 3 for a seed" \
	"points <= allowed and points == R['points_rest'] + R['points_graphql']"

# Changes of every kind, to people that are listed.
mapfile -t chosen < <(awk 'NR % 17 == 5 {print $1}' "$dir/ids")
mapfile -t logins < <(awk 'NR % 17 == 5 {print $2}' "$dir/ids")
pass_hours 2
tell world "[
	{\"person\": ${chosen[0]}, \"set\": {\"bio\": \"Now herding otters\"}},
	{\"person\": ${chosen[1]}, \"set\": {\"location\": \"Reykjavik, Iceland\"}},
	{\"person\": ${chosen[2]}, \"create\": {\"name\": \"otter-queue\", \"stars\": 9000, \"description\": \"A queue for otters\"}},
	{\"person\": ${chosen[3]}, \"push\": true},
	{\"person\": ${chosen[4]}, \"rename\": \"otter-sim-77\"},
	{\"person\": ${chosen[5]}, \"delete\": true},
	{\"repository\": \"otter/queue\", \"pull\": {\"author\": ${chosen[6]}, \"title\": \"Teach the pool to count otters\"}}
]" >/dev/null
crawl "a crawl of the changed world"
costs "asks only about those who changed" "R['people_changed'] == 6"
costs "at a quarter of a point each" \
	"points <= allowed + 0.25 * 6"
stored "a new bio arrives" "${chosen[0]}" "F[0]['bio'] == 'Now herding otters'"
shown "a new place" "${chosen[1]}" "'Reykjavik' in text"
stored "a new repository" "${chosen[2]}" "F[1]['items'][0]['full_name'].endswith('/otter-queue') and F[1]['items'][0]['readme']"
stored "a push" "${chosen[3]}" "F[0]['pushed_at'] >= '$(date -u +%F)'"
shown "a new name" "${chosen[4]}" "'otter-sim-77' in text"
shown "a merged pull request" "${chosen[6]}" "'Teach the pool to count otters' in text"
run show "${logins[4]}"
check "the old name is nobody's" [ "$status" -ne 0 ]
ids >"$dir/after"
check "who deleted the account is not listed" \
	bash -c "! grep -q '^${chosen[5]} ' '$dir/after' && grep -q '^${chosen[5]} ' '$dir/ids'"
run doctor --deep --api-url "$url"
prints "records and indexes agree" 'all can be read, all indexes agree'

crawl "another crawl"
costs "finds nothing more" "R['people_changed'] == 0 and 'People' not in S['operations']"

# One in twenty, bios and pushes.
pass_hours 2
changed=$(tell world '{"touch": {"share": 0.05, "seed": 3}}' | python3 -c "
import json, sys
known = {int(l.split()[0]) for l in open('$dir/after')}
print(len(known & set(json.load(sys.stdin)['changed'])))")
crawl "a crawl after one in twenty changed"
costs "finds them" "R['people_changed'] >= $changed > 5"
costs "for a quarter of a point each" \
	"points <= allowed + 0.25 * R['people_changed']"

# Whoever is still gone after a month is forgotten, but for the pipeline.
pass_hours $((24 * 31))
begin=$(date +%s)
crawl "a crawl a month later"
"$facts" "$dir/store" >"$dir/facts"
check "nothing is kept of who deleted the account" \
	bash -c "! grep -q '\"id\":${chosen[5]},' '$dir/facts' && grep -q '\"id\":${chosen[6]},' '$dir/facts'"

# Seeds are visited every day: two minutes before that they are not left to do.
echo $(($(cat "$MUSTER_CLOCK") + (86400 - 120 - $(date +%s) + begin) * 1000)) >"$MUSTER_CLOCK"
crawl "a crawl just before seeds are due again"
json "has nothing left to do" "L[-1]['stopped_by'] == 'done' and L[-1]['tasks_left'] == 0"

# A look at everybody can be had less often.
printf 'crawl:\n  refresh_probe: 12 hours\n' >"$dir/muster.yaml"
role+=(--config "$dir/muster.yaml")
run crawl "${role[@]}" --json
json "known people may be left alone for some hours" "L[-1]['people_checked'] == 0"

