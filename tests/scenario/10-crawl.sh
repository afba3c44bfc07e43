#!/bin/bash
# The main job: a generated world is crawled, ranked, explained, exported.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

start_simulator --generate 11:160:5
run crawl --role data-intensive --api-url "$url" --json --log err
exits "a crawl ends with status 0" 0
json "the last line is the run's report" "L[-1]['stopped_by'] == 'done' and L[-1]['tasks_left'] == 0"
json "the report counts people, pull requests, comments and commits" \
	"all(L[-1][k] > 0 for k in ('people_seen', 'people_scored', 'repositories', 'pull_requests', 'review_comments', 'commits', 'requests', 'points_graphql', 'points_rest', 'bots_skipped', 'refusals_skipped'))"
scored=$(python3 -c "import json; print(json.loads(open('$dir/out').read().splitlines()[-1])['people_scored'])")

ask summary >"$dir/summary"
check "the simulator saw no violation of GitHub's rules" \
	python3 -c "import json; v = json.load(open('$dir/summary'))['violations']; assert not v, v"
check "requests are counted as the simulator counts them" python3 -c "
import json
mine = json.loads(open('$dir/out').read().splitlines()[-1]); sim = json.load(open('$dir/summary'))
assert mine['requests'] == sim['requests'], (mine['requests'], sim['requests'])
assert mine['points_graphql'] == sim['points_graphql'], (mine['points_graphql'], sim['points_graphql'])"

run leads --role data-intensive --json --all --limit 100000
exits "leads end with status 0" 0
cp "$dir/out" "$dir/leads.1"
json "everybody scored is listed once" "len(L) > 50 and len({l['id'] for l in L}) == len(L)"
check "the number scored is the number listed" [ "$(wc -l <"$dir/out")" -le "$scored" ]
json "no bot is listed" "not any('bot' in l['login'].lower().split('-') or l['login'].endswith('[bot]') for l in L)"
json "ranks count up from 1" "[l['rank'] for l in L] == list(range(1, len(L) + 1))"
json "leads with every must seen come first, by score" \
	"[(len(l['must_missing']), -l['score'], l['id']) for l in L] == sorted((len(l['must_missing']), -l['score'], l['id']) for l in L)"
json "points add up to the score" \
	"all(abs(sum(s['points'] for s in l['signals']) - l['score']) < 0.051 for l in L)"
json "weights add up to 100" "all(abs(sum(s['weight'] for s in l['signals']) - 100) < 0.01 for l in L)"
json "reasons carry links to GitHub" \
	"all(r['url'].startswith('https://github.com/') for l in L for s in l['signals'] for r in s['reasons'])"
json "each of the best ten has a reason and evidence that names work" \
	"all(l['reason'] and l['evidence'] and l['evidence'][0]['url'].startswith('https://github.com/') for l in L[:10])"
json "the lead object has the contract's keys in its order" "all(list(l) == '''rank id login name first_name last_name
name_guessed url role score band coverage involvement flags must_missing headline reason evidence location company
languages skills followers merged_prs reviews hireable last_active contact linkedin_url website links status status_at
contacted_at owner tags notes signals seeds first_seen fetched_at notice_due rubric reason_url alternates'''.split() for l in L)"

best=$(python3 -c "import json; print(json.loads(open('$dir/out').readline())['login'])")
run show "$best" --role data-intensive
exits "show ends with status 0" 0
prints "show links to the work" 'https://github.com/'
run show "$best" --role data-intensive --json
json "show --json is the lead object" "len(L) == 1 and L[0]['login'] == '$best'"

run leads --role data-intensive --count
exits "count ends with status 0" 0
run leads nonsense:1 --role data-intensive
exits "an unknown field is a usage error" 2
run leads scor:50.. --role data-intensive
says "an unknown field names the nearest one" 'score'

run export --role data-intensive --format csv -o "$dir/leads.csv" --all
exits "export ends with status 0" 0
check "an exported file is private" [ "$(stat -c %a "$dir/leads.csv")" = 600 ]
check "the CSV has one row a lead" python3 -c "
import csv
rows = list(csv.DictReader(open('$dir/leads.csv', encoding='utf-8', newline='')))
assert len(rows) == $(wc -l <"$dir/leads.1"), len(rows)"

MUSTER_STORE=$dir/again run crawl --role data-intensive --api-url "$url" --log err
MUSTER_STORE=$dir/again run leads --role data-intensive --json --all --limit 100000
same() {
	python3 -c "
import json
def read(path):
    rows = [json.loads(l) for l in open(path, encoding='utf-8')]
    for r in rows:
        for k in ('first_seen', 'fetched_at', 'notice_due'): r.pop(k)
    return rows
a, b = read('$1'), read('$2')
assert len(a) == len(b), (len(a), len(b))
for x, y in zip(a, b):
    assert x == y, [(k, x[k], y[k]) for k in x if x[k] != y[k]]"
}
check "two crawls give the same facts, scores and order" same "$dir/leads.1" "$dir/out"

spent() { ask summary | python3 -c "import json, sys; s = json.load(sys.stdin); print(s['points_rest'] + s['points_graphql'])"; }
before=$(spent)
run crawl --role data-intensive --api-url "$url" --log err --json
exits "a second crawl ends with status 0" 0
after=$(spent)
check "a second crawl of the unchanged world costs little" [ $((after - before)) -le $(((before + 4) / 5)) ]
run leads --role data-intensive --json --all --limit 100000
check "and changes no lead" same "$dir/leads.1" "$dir/out"

mkdir "$dir/more"
"$MUSTER" dump -o "$dir/more/dump" 2>/dev/null
"$MUSTER" journal --json --limit -1 >"$dir/more/journal"
"$MUSTER" export --all --role data-intensive -o "$dir/more/list.md" 2>/dev/null
"$MUSTER" export --all --role data-intensive -o "$dir/more/list.jsonl" 2>/dev/null
for id in $(head -n 5 "$dir/leads.1" | grep -o '"id":[0-9]*' | cut -d: -f2); do
	"$MUSTER" subject "$id" >>"$dir/more/subject"
	"$MUSTER" subject "$id" --json >>"$dir/more/subject"
done
# The operator's own contact must be in drafts, so here it is none of those that
# are planted.
printf 'operator: {company: Acme, contact: "https://acme.example/contact", privacy_url: "https://acme.example/privacy"}\n' >"$dir/operator.yaml"
for template in linkedin message; do
	"$MUSTER" --config "$dir/operator.yaml" draft score:0.. --limit 200 --template $template --role data-intensive -o "$dir/more/$template" 2>>"$dir/more/talk"
done
"$MUSTER" export --all --role data-intensive -o "$dir/more/list.xlsx" 2>/dev/null
(cd "$dir/more" && python3 -m zipfile -e list.xlsx workbook)
for preset in greenhouse gem; do
	"$MUSTER" export --all --role data-intensive --preset $preset -o "$dir/more/$preset.csv" 2>/dev/null
done
"$MUSTER" audit --role data-intensive --people 5 --decisions "$dir/more/decisions.csv" >"$dir/more/audit"
"$MUSTER" leads --all --role data-intensive >"$dir/more/table" 2>&1
check "subject, dump, journal, audit, lists and drafts are there" [ "$(find "$dir/more" -size +0 -type f | wc -l)" -ge 30 ]
# In any case; and telephone numbers of the ranges that are kept for fiction.
planted() {
	grep -rlaiE '@example\.(com|org)' "$dir/store" "$dir/leads.1" "$dir/leads.csv" "$dir/out" "$dir/err" "$dir/more"
	grep -rlaE '202\)? ?555-01|415-555-01|20 7946 0|7700 900|\(0\)30 23125|1 99 00 [0-9]|70 174 06' \
		"$dir/store" "$dir/leads.1" "$dir/leads.csv" "$dir/out" "$dir/err" "$dir/more"
}
check "no planted address or number is in store, lists, workbook, drafts, dump, journal, audit, subject or log" [ -z "$(planted)" ]
check "the store is private" [ "$(stat -c %a "$dir/store")" = 700 ]
