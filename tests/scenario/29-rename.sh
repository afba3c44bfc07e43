#!/bin/bash
# People and repositories that change their names, or go, in the middle of a
# crawl: nobody is lost, nobody is there twice.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"
start_simulator --generate 43:260:3 \
	--seed-names otter/pool=Go=database,otter/queue=Go=streaming,otter/cache=Rust=database
role=(--role merged-only --seed otter/pool --seed otter/queue --seed otter/cache
	--api-url "$url" --log err --json)
facts() { "$facts" "$dir/store" >"$dir/facts"; }

run crawl "${role[@]}"
facts
whole=$(wc -l <"$dir/facts")
rm -rf "$dir/store"
run crawl "${role[@]}" --budget 25
json "a crawl stands in the middle" "L[-1]['stopped_by'] == 'budget' and L[-1]['tasks_left'] > 10"
facts
# users that are known by name and were not visited
tell world '{"repository": "otter/pool", "rename": "otter/lake"}' >/dev/null
ask 'truth?since=2020-01-01T00:00:00Z' >"$dir/truth"
mapfile -t waiting < <(python3 -c "
import json
truth = json.load(open('$dir/truth'))
odd = set()
for kind, ids in truth.items():
    if isinstance(ids, list):
        odd |= {i for i in ids if isinstance(i, int)}
people = [json.loads(line)[0] for line in open('$dir/facts')]
print(*[p['id'] for p in people if 'fetched_at' not in p and p['id'] not in odd and 'refusal' not in p][:6], sep='\n')")
check "people wait for their visits" [ "${#waiting[@]}" -eq 6 ]
n=0
for id in "${waiting[@]:0:5}"; do
	tell world "{\"person\": $id, \"rename\": \"renamed-$((n++))\"}" >/dev/null
done
tell world "{\"person\": ${waiting[5]}, \"delete\": true}" >/dev/null
tell reset '{}' >/dev/null
run crawl "${role[@]}"
check "the crawl goes on to its end" [ "$status" -eq 0 ]
json "with nothing left" "L[-1]['stopped_by'] == 'done' and L[-1]['tasks_left'] == 0"
facts
check "everybody is there, once" [ "$(wc -l <"$dir/facts")" -eq "$whole" ]
check "by their new names" python3 -c "
import json, sys
P = {p['id']: p for p in (json.loads(l)[0] for l in open('$dir/facts'))}
ids = [int(i) for i in '${waiting[*]}'.split()]
assert [P[i].get('login') for i in ids[:5]] == ['renamed-%d' % n for n in range(5)], [P[i].get('login') for i in ids]
assert all('fetched_at' in P[i] for i in ids[:5])
assert 'vanished_at' in P[ids[5]], P[ids[5]]
assert len({p['login'].lower() for p in P.values() if 'login' in p}) == sum('login' in p for p in P.values())"
ask summary >"$dir/summary"
check "no rule was broken" grep -q '"violations":\[\]' "$dir/summary"
run show renamed-0
check "who was renamed is found" [ "$status" -eq 0 ]
tell reset '{}' >/dev/null
run crawl "${role[@]}"
ask journal >"$dir/journal"
check "a repository that moved is asked for by its new name" python3 -c "
import json
P = [e['path'] for e in json.load(open('$dir/journal'))]
assert any('/otter/lake/' in p for p in P) and not any('/otter/pool/' in p for p in P), P"
