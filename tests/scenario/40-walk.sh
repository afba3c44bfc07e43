#!/bin/bash
# The sourcer's walk: copy a shipped role, edit it by hand for "senior Go
# backend, Kafka, PostgreSQL, Berlin or remote in Europe", enable, crawl, look.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

start_simulator --generate 21:300:10
run role list
exits "roles are listed" 0
prints "the shipped ones among them" 'systems-performance'
run role list --json
json "as JSON too" "{'api-generalist', 'data-intensive', 'systems-performance', 'merged-only'} == {r['role'] for r in L} and not any(r['enabled'] or r['error'] for r in L)"
run role new go-backend --from data-intensive
exits "a role is made from a shipped one" 0
file=$XDG_CONFIG_HOME/muster/roles/go-backend.yaml
check "as a file of one's own" test -s "$file"
run role new go-backend --from data-intensive
exits "never over an existing file" 2

python3 - "$file" <<'PY'
import re, sys
text = open(sys.argv[1]).read()
# the lists of must, nice and where become those of the description
def block(name, lines):
    global text
    text = re.sub(r'(?m)^%s:.*\n(?:(?:[ -].*|#.*)?\n)*?(?=^[a-z_#])' % name, '', text)
    text += '%s:\n%s' % (name, ''.join('  - %s\n' % l for l in lines))
block('must', ['go'])
block('nice', ['kafka', 'postgresql'])
block('where', ['berlin', 'remote', 'europe'])
text = re.sub(r'(?m)^title:.*', 'title: Senior Go backend engineer', text)
open(sys.argv[1], 'w').write(text)
PY
run role check go-backend
exits "the edited role is valid" 0
run role enable go-backend
exits "and enabled" 0
run crawl --api-url "$url" --log err
exits "the crawl takes the only enabled role" 0
run leads
exits "so does leads" 0
prints "the table has a head" 'LOGIN|login|Login'

run leads --json --limit 100000
json "no one without Go evidence stands above one with it" "(lambda m: m == sorted(m))([bool(l['must_missing']) for l in L])"
json "those who lack it say so" "all(l['must_missing'] == ['go'] for l in L if l['must_missing'])"
json "each of the ten best has a reason that names real work" \
	"all(len(l['reason']) > 20 and l['evidence'] and l['evidence'][0]['title'] for l in L[:10])"
json "each of the ten best works in Go" \
	"all('Go' in l['languages'] or 'go' in [s.lower() for s in l['skills']] for l in L[:10])"
run leads loc:europe --json --limit 5
exits "a place filter works" 0
run leads lang:go 'score:30..' involvement:maintainer --count
exits "filters combine" 0
