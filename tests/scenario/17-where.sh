#!/bin/bash
# A role's where: is a hiring limit: who is there, or says nothing, is visited
# before the others; it changes no score.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

start_simulator --generate 37:500:2 --hostile 0 \
	--seed-names otter/pool=Go=database,otter/queue=Go=streaming
roles=$XDG_CONFIG_HOME/muster/roles
mkdir -p "$roles"
for name in anywhere germany; do
	printf 'title: A role\nweights:\n  merged_work: 100\nseeds: [otter/pool, otter/queue]\n' >"$roles/$name.yaml"
done
printf 'where: [remote, germani]\n' >>"$roles/germany.yaml"
run role check germany
exits "a place that is none is a mistake" 2
says "told with its line and the nearest" 'germany.yaml:5: where: "germani": no such place.*"Germany"'
run crawl --role germany --api-url "$url" --log err
exits "and no crawl goes by it" 2
sed -i 's/^where:.*/where: [germany]/' "$roles/germany.yaml"
cities='Berlin|Munich|M.nchen|Hamburg|Cologne|K.ln|Frankfurt|Leipzig|Stuttgart|Dresden|D.sseldorf|Karlsruhe|Germany|Deutschland|Europe|EU|Remote|Earth|Worldwide|localhost|127'
# visited WHAT EXPRESSION: of V, the places of those visited.
visited() {
	"$facts" "$dir/store" >"$dir/facts"
	check "$1" python3 -c "
import json, re, sys
V = [f[0].get('location', '') for f in map(json.loads, open('$dir/facts')) if 'fetched_at' in f[0] and 'bot_reason' not in f[0]]
there = [p for p in V if not p or re.search('$cities', p, re.I)]
sys.exit(0 if ($2) else repr((len(V), len(there), V)))"
}

run crawl --role anywhere --api-url "$url" --log err --max-people 60 --json
exits "a crawl of people anywhere" 0
visited "visits people of many places" "len(V) >= 50 and len(there) < 0.8 * len(V)"
ask summary | python3 -c "import json, sys; sys.exit('Probe' in json.load(sys.stdin)['operations'])"
check "without looking at places first" [ $? -eq 0 ]

rm -rf "$dir/store"
tell reset '{}' >/dev/null
run crawl --role germany --api-url "$url" --log err --max-people 60 --json
exits "a crawl of people in one country" 0
visited "visits those there and those who say nothing" "len(V) >= 50 and len(there) > 0.95 * len(V)"
ask summary >"$dir/summary"
check "places cost a point for a hundred people" python3 -c "
import json, sys
S = json.load(open('$dir/summary'))['operations']['Probe']
sys.exit(0 if S['points'] <= 12 else repr(S))"
run crawl --role germany --api-url "$url" --log err --json
says "what narrows the list to them is told" "^Next: muster leads --role germany loc:germany,unknown$"
visited "points that remain go to the others" "len(V) > 250 and len(there) < 0.8 * len(V)"
"$MUSTER" leads --role germany --json --all --quiet --limit 100000 |
	python3 -c "import json, sys
for l in map(json.loads, sys.stdin): print(l['id'], l['score'], l['band'])" | sort >"$dir/germany"
run crawl --role anywhere --api-url "$url" --log err --json
"$MUSTER" leads --role anywhere --json --all --quiet --limit 100000 |
	python3 -c "import json, sys
for l in map(json.loads, sys.stdin): print(l['id'], l['score'], l['band'])" | sort >"$dir/anywhere"
check "the place changes no score" cmp "$dir/germany" "$dir/anywhere"
