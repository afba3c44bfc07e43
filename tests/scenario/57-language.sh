#!/bin/bash
# The query language as the manual has it: every field and spelling, against
# what the leads' own objects say.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

start_simulator --generate 21:60:2 --hostile 0
run role enable data-intensive
run crawl --api-url "$url" --log err --max-people 45
run leads --json --limit all --all
cp "$dir/out" "$dir/all"
login() { python3 -c "import json; print(json.loads(open('$dir/all').read().splitlines()[$1])['login'])"; }
run mark "$(login 0)" shortlisted
run mark "$(login 1)" not-a-fit
run tag "$(login 0)" warm
run tag "$(login 2)" warm-2
run assign "$(login 3)" Maria
run known "$(login 4)"
run notice "$(login 5)"
run leads --json --limit all --all
cp "$dir/out" "$dir/all"

cat >"$dir/language.py" <<'P'
import json, os, re, subprocess, sys, unicodedata
muster, all = os.environ['MUSTER'], [json.loads(l) for l in open(sys.argv[1], encoding='utf-8')]

def fold(text):
    return unicodedata.normalize('NFKD', text or '').encode('ascii', 'ignore').decode().lower()
def ask(query, options=(), text=None):
    words = list(options) + ([query] if text is None else ['--query-file', '-'])
    run = subprocess.run([muster, 'leads', '--json', '--limit', 'all', '--all', *words], capture_output=True,
        text=True, input=text)
    return run.returncode, [json.loads(l)['login'] for l in run.stdout.splitlines()], run.stderr
def signal(lead, name): return next(s['value'] for s in lead['signals'] if s['name'] == name)
def say(ok, what, more=''):
    print(('ok - ' if ok else 'not ok - ') + what + ('' if ok else '\n# ' + str(more)[:400].replace('\n', '\n# ')))

bands = 'ABCDE'
known, told = all[4]['login'], all[5]['login']
cases = [
    ('lang:go', lambda l: 'Go' in l['languages']),
    ('lang:rust,typescript', lambda l: {'Rust', 'TypeScript'} & set(l['languages'])),
    ('lang:ty*', lambda l: any(fold(x).startswith('ty') for x in l['languages'])),
    ('not lang:rust', lambda l: 'Rust' not in l['languages']),
    ('skill:kafka', lambda l: 'kafka' in l['skills']),
    ('skill:kafka,redis', lambda l: {'kafka', 'redis'} & set(l['skills'])),
    ('skill:ka*', lambda l: any(s.startswith('ka') for s in l['skills'])),
    ('score:20..', lambda l: l['score'] >= 20),
    ('score:..20', lambda l: l['score'] <= 20),
    ('score:10..20', lambda l: 10 <= l['score'] <= 20),
    ('score:>20', lambda l: l['score'] > 20),
    ('score:<20', lambda l: l['score'] < 20),
    ('band:C', lambda l: l['band'] == 'C'),
    ('band:C,D', lambda l: l['band'] in ('C', 'D')),
    ('band:C..', lambda l: l['band'] and l['band'] <= 'C'),
    ('band:..C', lambda l: l['band'] and l['band'] >= 'C'),
    ('band:B..D', lambda l: l['band'] and 'B' <= l['band'] <= 'D'),
    ('band:none', lambda l: l['band'] is None),
    ('coverage:60..', lambda l: l['coverage'] >= 0.6),
    ('signal.review:0.3..', lambda l: signal(l, 'review') >= 0.3),
    ('followers:10..100', lambda l: 10 <= l['followers'] <= 100),
    ('prs:3..', lambda l: l['merged_prs'] >= 3),
    ('reviews:..2', lambda l: l['reviews'] <= 2),
    ('involvement:regular', lambda l: l['involvement'] == 'regular'),
    ('involvement:regular..', lambda l: l['involvement'] in ('regular', 'maintainer', 'founder')),
    ('involvement:founder,occasional', lambda l: l['involvement'] in ('founder', 'occasional')),
    ('active:2026-06-01', lambda l: (l['last_active'] or '') >= '2026-06-01'),
    ('active:..2026-06-01', lambda l: l['last_active'] and l['last_active'] <= '2026-06-01'),
    ('contact:linkedin', lambda l: l['linkedin_url']),
    ('contact:none', lambda l: l['contact'] == 'none'),
    ('hireable:yes', lambda l: l['hireable']),
    ('hireable:no', lambda l: not l['hireable']),
    ('status:shortlisted', lambda l: l['status'] == 'shortlisted'),
    ('status:not-a-fit,shortlisted', lambda l: l['status'] in ('not-a-fit', 'shortlisted')),
    ('tag:warm', lambda l: 'warm' in l['tags']),
    ('tag:warm*', lambda l: any(t.startswith('warm') for t in l['tags'])),
    ('tag:none', lambda l: not l['tags']),
    ('owner:maria', lambda l: fold(l['owner']) == 'maria'),
    ('owner:none', lambda l: not l['owner']),
    ('known:yes', lambda l: l['login'] == known),
    ('known:no', lambda l: l['login'] != known),
    ('due:60d', lambda l: l['notice_due']),
    ('not due:60d', lambda l: l['login'] == told),
    ('since:1d', lambda l: True),
    ('since:2099-01-01', lambda l: False),
    ('seed:franz*', lambda l: any('franz' in s['repo'].split('/')[1][:5] for s in l['seeds'])),
    ('flag:out', lambda l: 'out' in l['flags']),
    ('lang:rust prs:1.. OR tag:warm', lambda l: ('Rust' in l['languages'] and l['merged_prs'] >= 1) or 'warm' in l['tags']),
    ('lang:rust (prs:9.. OR tag:warm)', lambda l: 'Rust' in l['languages'] and (l['merged_prs'] >= 9 or 'warm' in l['tags'])),
    ('not (lang:rust OR prs:3..)', lambda l: 'Rust' not in l['languages'] and l['merged_prs'] < 3),
    ('not not tag:warm', lambda l: 'warm' in l['tags']),
    ('lang:rust and prs:3.. AND not tag:none', lambda l: 'Rust' in l['languages'] and l['merged_prs'] >= 3 and l['tags']),
]
empty = 0
for query, holds in cases:
    code, got, error = ask(query)
    want = [l['login'] for l in all if holds(l)]
    empty += not want or len(want) == len(all)
    say(code == 0 and got == want, query, (len(got), len(want), error))
say(empty < len(cases) / 3, 'most of these tell leads apart', empty)

# Spellings that mean the same.
same = [
    ['score:20..', 'score:>=20', 'SCORE:20..', ' score:20.. '],
    ['score:10..20', 'score:20..10'],
    ['coverage:60..', 'coverage:0.6..', 'coverage:60%..'],
    ['followers:1000..', 'followers:1k..'],
    ['lang:go', 'lang:GO', 'lang:Golang', 'lang:"go"'],
    ['skill:k8s', 'skill:kubernetes', 'skill:Kubernetes'],
    ['skill:postgres', 'skill:postgresql'],
    ['loc:germany', 'loc:deutschland', 'loc:Germany', 'loc:DE'],
    ['loc:"united states"', 'loc:usa', 'loc:u.s.a.'],
    ['loc:berlin,munich', 'loc:berlin OR loc:munchen', 'loc:Berlin or loc:"München"'],
    ['not loc:europe', 'NOT loc:europe', '-loc:europe'],
    ['"distributed lock"', '“distributed lock”', '"Distributed  LOCK"'],
    ['involvement:maintainer..', 'involvement:maintainer,founder'],
    ['sort:prs', 'sort:prs score:0..'],
    ['role:data-intensive lang:go', 'lang:go role:data-intensive'],
    ['active:12m', 'active:1y'],
    ['since:7d', 'since:1w'],
]
for queries in same:
    answers = [ask(None, text=q) for q in queries]
    say(len({(a[0], tuple(a[1])) for a in answers}) == 1 and answers[0][0] == 0, ' = '.join(queries), [(a[0], len(a[1]), a[2]) for a in answers])

# A part of a place, and of a word, is in the whole.
for small, large in [('loc:berlin', 'loc:germany'), ('loc:germany', 'loc:eu'), ('loc:eu', 'loc:europe'),
        ('loc:germany', 'loc:dach'), ('kafka', 'kafka*'), ('kafka', 'kaf*'), ('skill:kafka', 'kafka'), ('loc:unknown', 'not loc:berlin')]:
    a, b = ask(small)[1], ask(large)[1]
    say(set(a) <= set(b), small + ' is within ' + large, (len(a), len(b)))

# Orders.
for query, key in [('sort:prs', 'merged_prs'), ('sort:reviews', 'reviews'), ('sort:followers', 'followers'),
        ('sort:recent', 'last_active'), ('sort:since', 'first_seen')]:
    by = {l['login']: l for l in all}
    got = [by[x][key] or type(all[0][key])() for x in ask(query)[1]]
    say(got == sorted(got, reverse=True) and len(got) == len(all), query, got)
by = {l['login']: signal(l, 'review') for l in all}
got = [by[x] for x in ask('sort:signal.review')[1]]
say(got == sorted(got, reverse=True), 'sort:signal.review', got)

# Mistakes point at their place and name what is nearest.
for query, code, words in [
    ('lagn:go', 2, r'column 1: unknown field "lagn"; the nearest is "lang"'),
    ('lang:go folowers:1', 2, r'column 9: .*"followers"\n  lang:go folowers:1\n          \^'),
    ('skill:kafak', 2, r'column 7: .*nearest is "kafka"'),
    ('loc:berlni', 2, r'column 5: .*nearest is "Berlin"'),
    ('signal.revue:1', 2, r'"signal.review"'),
    ('loc:san_francisco', 2, r'nearest is "San-Francisco"'),
    ('loc:san francisco', 2, r'blanks in a name are written as hyphens'),
    ('loc:san-francisco', 0, r''),
    ('status:shortlist', 2, r'expected new, shortlisted, not-a-fit'),
    ('(lang:go', 2, r'column 1: the parenthesis is never closed'),
    ('lang:go)', 2, r'column 8: no parenthesis is open here'),
    ('lang:go OR', 2, r'column 11: a condition is missing here'),
    ('"lock', 2, r'column 1: the quote is never closed'),
    ('lang: go', 2, r'column 6: a value must follow the colon directly'),
    ('sort:prs sort:score', 2, r'sort: is given twice'),
    ('hireable:maybe', 2, r'expected yes or no'),
    ('score:high', 2, r'expected a number or a range'),
    ('due:soon', 2, r'expected a time span such as 7d'),
    ('loc:ber*', 2, r'places are a tree'),
    ('lang:zzz', 0, r'"lang:zzz" removed the last.\n'),
    ('lang:pyhton', 0, r'"lang:pyhton" removed the last. Is lang:Python meant\?'),
    ('lang:kafka', 0, r'"lang:kafka" removed the last. Is skill:kafka meant\?'),
]:
    run = subprocess.run([muster, 'leads', '--all', '--count', query], capture_output=True, text=True)
    say(run.returncode == code and re.search(words, run.stderr), 'refused, and why: ' + query if code else 'told: ' + query, run.stderr)
P
MUSTER=$MUSTER python3 "$dir/language.py" "$dir/all" || fail "the comparison ended early"

printf 'lang:go\n  (prs:1..\n OR tag:warm)\n' >"$dir/query"
run leads --query-file "$dir/query" --count --all
exits "a query is read from a file, over several lines" 0
run leads --query-file "$dir/query" lang:go
exits "a file and words are one too many" 2
run leads --query-file "$dir/none"
exits "a missing file is a usage error" 2
run leads lang:go prs:1.. not tag:warm --count --all
cp "$dir/out" "$dir/words"
run leads 'lang:go prs:1.. not tag:warm' --count --all
check "words need no quotes" diff "$dir/words" "$dir/out"
run leads -lang:go
says "a dash before a field is told to be not" "to exclude, write: not lang:go"

# ---- what-if weights ----

run leads --limit 5 --all --weight review=60 --weight standing=0
exits "a list with other weights" 0
prints "says that it is one" "^What if: review weighed 60, standing weighed 0; no score"
run leads --json --limit all --all --weight review=60
json "its scores are the points of these weights, in their order" "all(
	abs(sum(s['points'] for s in l['signals']) - l['score']) < 0.06 and
	next(s['weight'] for s in l['signals'] if s['name'] == 'review') == 60 for l in L)"
run leads --json --limit all --all
check "nothing of it is stored" diff "$dir/all" "$dir/out"
run leads --weight reviews=60
exits "an unknown family is a usage error" 2

# ---- at a terminal's width ----

narrow() { python3 -c "
import sys, unicodedata
def width(line): return sum(2 if unicodedata.east_asian_width(c) in 'WF' else not unicodedata.combining(c) for c in line)
# Addresses and paths are to be copied: they are never cut.
lines = [l.rstrip('\n') for l in open('$dir/out', encoding='utf-8') if '://' not in l and not l.startswith('file ')]
sys.exit(max(map(width, lines)) > $1)"; }
export COLUMNS=80
run leads --all --limit all
check "a list fits 80 columns" narrow 80
check "with names whole that have room" python3 -c "
import json
text = open('$dir/out', encoding='utf-8').read()
names = [l['name'] for l in map(json.loads, open('$dir/all')) if l['name']]
whole = [n for n in names if n in text]
assert len(whole) > len(names) * 0.8, (len(whole), len(names))"
run show "$(login 0)"
check "so does a lead's page" narrow 80
export COLUMNS=50
run role show data-intensive
check "and a role at 50" narrow 50
prints "of which nothing is lost" "^ +3?0.0  Merged work"
unset COLUMNS
run role check data-intensive
prints "a role that is right is fine" "^data-intensive: fine \([0-9]+ must"
mkdir -p "$XDG_CONFIG_HOME/muster/roles"
printf 'title: Mine\nweights:\n  merged_work: 60\n  reviw: 40\n' >"$XDG_CONFIG_HOME/muster/roles/mine.yaml"
run role check mine
exits "one that is not is a failure" 2
says "with file, line and the nearest name" 'roles/mine.yaml:4: .*reviw.*"review"'
run role check
exits "all are checked without a name" 2
prints "the others are fine" "^systems-performance: fine"
