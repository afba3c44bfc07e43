#!/bin/bash
# Searches for people: GitHub gives 1,000 results of one, so a larger one is
# split; histories name the authors that a list too large does not.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

start_simulator --generate 41:1700:2 --hostile 0 \
	--seed-names otter/pool=Go=database,otter/queue=Go=streaming
roles=$XDG_CONFIG_HOME/muster/roles
mkdir -p "$roles"
printf 'title: All of them\nweights:\n  merged_work: 100\npeople: ["repos:>=0"]\n' >"$roles/all.yaml"
count=$(curl -sf -A me -H 'authorization: bearer test-token' "$url/graphql" \
	-d '{"query":"{search(type:USER,query:\"repos:>=0\",first:1){userCount}}"}' |
	python3 -c "import json, sys; print(json.load(sys.stdin)['data']['search']['userCount'])")
check "a search has more results than GitHub gives" [ "$count" -gt 1000 ]
tell reset '{}' >/dev/null

run crawl --role all --api-url "$url" --log warn --max-people 20 --json
exits "it is crawled" 0
"$facts" "$dir/store" >"$dir/facts"
known=$(wc -l <"$dir/facts")
check "everybody is found: $known of $count" \
	[ "$known" -ge $((count * 95 / 100)) ]
ask summary >"$dir/summary"
check "for a page of each hundred and few more" python3 -c "
import json, sys
S = json.load(open('$dir/summary'))['operations']['Search']
sys.exit(0 if S['requests'] <= $count / 100 + 8 else repr(S))"
run crawl --role all --api-url "$url" --log warn --max-people 1 --json
ask summary >"$dir/summary.2"
check "and not again in the same week" python3 -c "
import json, sys
a, b = (json.load(open(f))['operations']['Search']['requests'] for f in ('$dir/summary', '$dir/summary.2'))
sys.exit(0 if a == b else repr((a, b)))"

# Contributors that can't be listed are named by the history.
rm -rf "$dir/store"
tell world '{"repository": "otter/pool", "set": {"tooLarge": true}}' >/dev/null
run crawl --role merged-only --seed otter/pool --api-url "$url" --log err --max-people 1 --json
exits "a repository whose contributors are too many to list" 0
json "is one" "L[-1]['faults']['contributors_too_large'] == 1"
"$facts" "$dir/store" >"$dir/facts"
curl -sf -A me -H 'authorization: bearer test-token' "$url/graphql" >"$dir/page" -d '{"query":
	"{repository(owner:\"otter\",name:\"pool\"){defaultBranchRef{target{...on Commit{history(first:100){nodes{author{user{databaseId login}}}}}}}}}"}'
check "the history names its authors" python3 -c "
import json, sys
known = {json.loads(l)[0]['id'] for l in open('$dir/facts')}
nodes = json.load(open('$dir/page'))['data']['repository']['defaultBranchRef']['target']['history']['nodes']
users = {n['author']['user']['databaseId']: n['author']['user']['login'] for n in nodes if n['author']['user']}
missing = [l for i, l in users.items() if i not in known]
# automata and suppressed names apart
sys.exit(0 if len(users) > 20 and len(missing) <= 3 else repr((len(users), missing)))"
