#!/bin/bash
# Saved searches: kept by name, part of any query, and what is new for them.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

start_simulator --generate 9:80:2 --hostile 0
run role enable data-intensive
run crawl --api-url "$url" --log err --max-people 25 --json
logins() { "$MUSTER" leads --json --limit all "$@" 2>/dev/null | python3 -c "
import json, sys
for line in sys.stdin: print(json.loads(line)['login'])"; }
same() { check "$1" diff "$2" "$3"; }
logins 'prs:1..' >"$dir/before"
check "some leads are there" [ "$(wc -l <"$dir/before")" -gt 5 ]

# ---- keeping them ----

run search list
says "no search is there at first" "No search is saved yet"
run search save Workers prs:1..
exits "a search is saved" 0
says "under a name in lower case" "muster leads @workers"
run search save workers 'prs:1..'
says "saving the same again says so" "@workers was this already"
run search save top '@workers sort:prs'
exits "a search is made of another" 0
run search save workers '@top'
exits "none is part of itself" 2
says "which is told at its place" "column 1: in @top: .*can't be part of itself|in @top: column 1: a saved search can't be part of itself"
run search save bad 'lang:go sklil:kafka'
exits "a wrong query is not saved" 2
says "and its mistake is named" 'unknown field "sklil"; the nearest is "skill"'
run search save 'a b' lang:go
exits "nor a wrong name" 2
run search list --json
json "they are listed with their queries" \
	"[(s['name'], s['query'], s['listed']) for s in L] == [('top', '@workers sort:prs', []), ('workers', 'prs:1..', [])]"
run search list
prints "also as a table" "^workers +prs:1\.\."
run search drop workers
exits "what is part of another is not dropped" 2
says "which is named" "@workers is part of @top"
run search drop wokrers
exits "an unknown one is not found" 1
says "and the nearest is named" 'the nearest is "workers"'

# ---- in queries ----

logins @workers >"$dir/named"
same "@NAME lists what its query does" "$dir/before" "$dir/named"
logins 'prs:1.. not involvement:none' >"$dir/expected"
logins @workers not involvement:none >"$dir/named"
same "and goes with more words" "$dir/expected" "$dir/named"
logins 'not prs:1..' >"$dir/expected"
logins 'not @workers' >"$dir/named"
same "and with not" "$dir/expected" "$dir/named"
logins '(@workers OR prs:..0) sort:prs' >"$dir/expected"
logins 'sort:prs' >"$dir/named"
same "and with OR in parentheses" "$dir/expected" "$dir/named"
logins 'prs:1.. sort:prs' >"$dir/expected"
logins @top >"$dir/named"
same "its order is the query's" "$dir/expected" "$dir/named"
logins @top sort:score >"$dir/named"
same "unless that has its own" "$dir/before" "$dir/named"
run leads @nobody
exits "an unknown search is a usage error" 2
run leads lang:go @wokers
says "that points at it and names the nearest" 'column 9: no search is saved as "wokers"; the nearest is "@workers"'
run export @workers
check "exports know it" [ "$(($(wc -l <"$dir/out") - 1))" -eq "$(wc -l <"$dir/before")" ]
run tag @workers picked
exits "tagging many by it asks" 2
run tag @workers picked --yes
exits "or is told not to" 0
logins tag:picked >"$dir/named"
same "and is for all of it" "$dir/before" "$dir/named"
run tag "@$(head -1 "$dir/before")" one
exits "@LOGIN still is a login" 0

# ---- what is new ----

run search save late 'score:0..'
run leads @late --count
run leads @late --limit 0
run leads --new-since last
exits "what is new is asked of a search" 2
run search list --json
json "counting is no look, nor is an empty page" "[s for s in L if s['name'] == 'late'][0]['listed'] == []"
run leads @late --new-since last --json
json "at the first look all are new" "len(L) == 20"
says "which is said" "first look at @late for data-intensive"
run leads @late --new-since last --json --limit all
json "and after it none is" "L == []"
run leads @late --new-since last
prints "an empty answer says why" "\"new for @late\" removed the last"
run crawl --api-url "$url" --log err --max-people 20
logins 'score:0..' | sort >"$dir/all"
run leads @late --limit 1
run leads @late --new-since last --json --limit 2
cp "$dir/out" "$dir/new"
json "a crawl brings new ones, listed page by page" "len(L) == 2"
says "with the time of the last look" "New: not listed by @late before, last looked at 20"
run leads @late not tag:none --new-since last --count
prints "whoever was there is not new" "^0$"
run leads @late --new-since last --json --limit all
cat "$dir/out" >>"$dir/new"
run leads @late --new-since last --json --limit all
json "each is new once" "L == []"
check "the new ones are those who came" python3 -c "
import json
new = [json.loads(l)['login'] for l in open('$dir/new')]
old = set(open('$dir/before').read().split())
assert len(new) == len(set(new)) and not set(new) & old, new
all = set(open('$dir/all').read().split())
assert set(new) <= all and len(new) > 2"
run leads @late --new-since 1d --count
prints "a span is since they were first met" "^$(wc -l <"$dir/all")$"
run leads --new-since 2099-01-01 --count
prints "so is a date" "^0$"
run leads --new-since yesterday
exits "anything else is refused" 2

# ---- their way with the store ----

run dump
cp "$dir/out" "$dir/dump"
MUSTER_STORE=$dir/other run load "$dir/dump"
exits "a dump holds them" 0
MUSTER_STORE=$dir/other run dump
check "and is loaded whole" python3 -c "
def lines(name): return [l for l in open(name) if '\"kind\":\"search\"' in l or '\"kind\":\"listed\"' in l]
a, b = lines('$dir/dump'), lines('$dir/out')
assert a == b and len(a) > 20, (len(a), len(b))"
MUSTER_STORE=$dir/other run leads @late --new-since last --count
prints "what was listed stays so" "^0$"
gone=$(head -1 "$dir/before")
id=$(python3 -c "import json
for l in open('$dir/dump'):
    d = json.loads(l)
    if d['kind'] == 'person' and d.get('login') == '$gone': print(d['id'])")
check "somebody is listed" grep -q "\"listed\".*\"person\":$id}" "$dir/dump"
run forget "$gone" --yes
run dump
check "and after forgetting is not" sh -c "! grep -q '\"listed\".*\"person\":$id}' '$dir/out'"
run doctor --deep --api-url "$url"
prints "all indexes agree" "all indexes agree"
run search drop top
run search drop workers
exits "searches are dropped" 0
run leads @workers
exits "and then unknown" 2
run journal --json
json "the journal tells who saved and dropped what" \
	"[e['detail'] for e in L if e['action'] == 'search'][-1] == 'drop workers'"
