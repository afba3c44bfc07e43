#!/bin/bash
# Who is in the tracking system already: imported, hidden, recognised later. The
# pipeline and its history outlive crawls, rescores, renames and merges.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

start_simulator --generate 12:70:2 --hostile 0
run role enable data-intensive
run crawl --api-url "$url" --log err --max-people 30 --json
run leads --json --limit all
cp "$dir/out" "$dir/all"
run dump
cp "$dir/out" "$dir/dump"

# ---- a file from the tracking system ----

# Somebody by login, by LinkedIn page, by name and company; nobody; nothing.
check "a list is made of three who are here, and others" python3 - "$dir" <<'P'
import csv, json, sys
dir = sys.argv[1]
leads = [json.loads(l) for l in open(dir + '/all', encoding='utf-8')]
named = [l for l in leads if l['name'] and l['company'] and ' ' in l['name'].strip()]
by_page = [l for l in leads if l['linkedin_url']]
who = {'name': named[-1]}
who['page'] = next(l for l in by_page if l['id'] != who['name']['id'])
who['login'] = next(l for l in leads if l['id'] not in (who['name']['id'], who['page']['id']))
people = {}
for line in open(dir + '/dump', encoding='utf-8'):
    d = json.loads(line)
    if d['kind'] == 'person': people[d['id']] = d
company = people[who['name']['id']]['company'].split(',')[0].strip('@ ')
first, _, last = who['name']['name'].upper().rpartition(' ')
with open(dir + '/ats.csv', 'w', newline='', encoding='utf-8-sig') as f:
    out = csv.writer(f, delimiter=';')
    out.writerow(['First Name', 'Last Name', 'Company', 'GitHub URL', 'Websites', 'E-mail'])
    out.writerow(['', '', '', 'https://github.com/' + who['login']['login'].upper() + '/', '', 'somebody@example.com'])
    out.writerow(['Zebedee', 'Else', '', '', 'https://example.com ' + who['page']['linkedin_url'] + '?utm=x', ''])
    out.writerow([first, last, company + ' GmbH', '', '', ''])
    out.writerow(['', '', '', 'zebedee-at-all', '', ''])
    out.writerow(['Zebedine', '', '', '', '', 'zebedine@example.com'])
json.dump({k: v['login'] for k, v in who.items()}, open(dir + '/who', 'w'))
P
who() { python3 -c "import json; print(json.load(open('$dir/who'))['$1'])"; }

run known --import "$dir/ats.csv" --dry-run --json
exits "an import can be tried" 0
json "it tells line by line who is who" "[l['result'] for l in L] == ['known', 'known', 'known', 'nobody', 'unusable']"
json "with logins and lines" "[L[0]['line'], L[0]['logins']] == [2, ['$(who login)']] and '$(who page)' in L[1]['logins'] and '$(who name)' in L[2]['logins']"
run leads known:yes --count
prints "and does nothing" "^0$"
run known --import "$dir/ats.csv"
exits "without a terminal it needs --yes" 2
run leads known:yes --count
prints "and does nothing either" "^0$"
run known --import "$dir/ats.csv" --yes
exits "the list is imported" 0
prints "what was not used is told by line" "^line 6: .*nothing to go by"
check "no address is printed" sh -c "! grep -q @example '$dir/out'"
run leads --json --limit all
json "they are hidden" "not {'$(who login)', '$(who page)', '$(who name)'} & {l['login'] for l in L} and len(L) > 3"
run leads --limit 1
prints "which is counted" "excluded or known"
run leads known:yes --json --limit all
json "known:yes lists them" "{'$(who login)', '$(who page)', '$(who name)'} <= {l['login'] for l in L}"
known=$(grep -c . "$dir/out")
run show "$(who login)"
prints "their page says so" "known since +20"
run dump
check "of who is not here only hashes are kept" sh -c "! grep -qi 'zebed' '$dir/out'"
cp "$dir/out" "$dir/dump.known"
run journal --limit -1 --json
cp "$dir/out" "$dir/journal"
run known --import "$dir/ats.csv" --yes --json
json "importing it again changes nothing" "[l['result'] for l in L] == ['already', 'already', 'already', 'nobody', 'unusable']"
run journal --limit -1 --json
check "but the journal, by one entry" [ "$(wc -l <"$dir/out")" -eq $(($(wc -l <"$dir/journal") + 1)) ]
printf 'NOT a "csv,\n\0\n"' >"$dir/odd.csv"
run known --import "$dir/odd.csv"
exits "any bytes are a list of nobody" 0
printf 'PK\003\004\024,x\n' >"$dir/ats.xlsx"
run known --import "$dir/ats.xlsx"
exits "a workbook is none" 2
says "and it is told what to do" "ats.xlsx: is a workbook.*expected CSV"
run known --import "$dir/missing.csv"
exits "a missing file is a usage error" 2

# ---- by hand ----

run known "$(who page)" --not
exits "somebody recognised wrongly is shown again" 0
run known --import "$dir/ats.csv" --yes
run crawl --api-url "$url" --log err --json
run leads --json --limit all
json "and not recognised again, by list or crawl" "'$(who page)' in [l['login'] for l in L]"
run known "$(who page)"
run leads known:yes --json --limit all
json "unless by hand" "'$(who page)' in [l['login'] for l in L]"

# ---- recognised when found ----

MUSTER_STORE=$dir/early
run role enable data-intensive
run known --import "$dir/ats.csv" --yes
exits "a list can come before the people" 0
run crawl --api-url "$url" --log err --max-people 30 --json
run leads known:yes --json --limit all
json "who are recognised when they are found" "{'$(who login)', '$(who page)', '$(who name)'} <= {l['login'] for l in L}"
MUSTER_STORE=$dir/copy
run load "$dir/dump.known"
exits "a dump has them with it" 0
run dump
check "whole" python3 -c "
def lines(name): return [l for l in open(name) if '\"kind\":\"known\"' in l or '\"kind\":\"lead\"' in l]
assert lines('$dir/dump.known') == lines('$dir/out') and len(lines('$dir/out')) >= 6"
MUSTER_STORE=$dir/store

# ---- whom the configuration excludes ----

check "somebody is excluded by login, company and domain" python3 - "$dir" "$XDG_CONFIG_HOME" <<'P'
import json, os, sys
dir, config = sys.argv[1:]
leads = [json.loads(l) for l in open(dir + '/all', encoding='utf-8')]
taken = set(json.load(open(dir + '/who')).values())
free = [l for l in leads if l['login'] not in taken]
company = next(l for l in free if l['company'] and ';' not in l['company'])
site = next(l for l in free if l['website'] and l is not company)
login = next(l for l in free if l is not company and l is not site)
host = site['website'].split('://')[-1].split('/')[0]
os.makedirs(config + '/muster', exist_ok=True)
with open(config + '/muster/muster.yaml', 'w', encoding='utf-8') as f:
    f.write('exclude:\n  companies: [%s]\n  logins: [%s]\n  domains: [%s]\n' %
        (json.dumps(company['company'].upper(), ensure_ascii=False), login['login'].upper(), host))
json.dump([company['login'], site['login'], login['login']], open(dir + '/excluded', 'w'))
P
excluded() { echo "set(json.load(open('$dir/excluded')))"; }
run leads --json --limit all
exits "they are excluded" 0
json "and not listed" "not $(excluded) & {l['login'] for l in L} and len(L) > 3"
run leads known:yes --json --limit all
json "known:yes lists them, too" "$(excluded) <= {l['login'] for l in L}"
cp "$dir/out" "$dir/known.yes"
run leads --count
says "they are counted among the hidden" "Hidden: .*$(wc -l <"$dir/known.yes") excluded or known"
run leads not known:yes --json --limit all
json "not known:yes are the others" "not $(excluded) & {l['login'] for l in L}"
run export --format jsonl
json "no export has them" "not $(excluded) & {l['login'] for l in L}"
rm "$XDG_CONFIG_HOME/muster/muster.yaml"

# ---- nothing of the pipeline is lost ----

lead=$(python3 -c "
import json
taken = set(json.load(open('$dir/who')).values())
print(next(l['login'] for l in map(json.loads, open('$dir/all')) if l['login'] not in taken))")
run mark "$lead" shortlisted --reason 'strong reviews'
run mark "$lead" shortlisted --reason 'strong reviews'
run tag "$lead" warm
run tag "$lead" berlin
run tag "$lead" warm
run note "$lead" met at a meetup
run assign "$lead" maria
run mark "$lead" contacted
pipeline() {
	"$MUSTER" leads --json --all --limit all 2>/dev/null | LOGIN=$1 python3 -c "
import json, os, sys
lead = next(l for l in map(json.loads, sys.stdin) if l['login'] == os.environ['LOGIN'])
lead['tags'].sort()
print(json.dumps([lead[k] for k in ('id', 'status', 'status_at', 'contacted_at', 'owner', 'tags', 'notes')]))"
}
pipeline "$lead" >"$dir/pipeline"
check "it is all there" grep -q '"contacted".*"maria", \["berlin", "warm"\].*met at a meetup' "$dir/pipeline"
run crawl --api-url "$url" --log err --json
check "a crawl keeps it" diff "$dir/pipeline" <(pipeline "$lead")
run rescore
exits "a rescore" 0
check "keeps it" diff "$dir/pipeline" <(pipeline "$lead")
run load "$dir/dump"
exits "an older dump is merged" 0
check "and it is kept" diff "$dir/pipeline" <(pipeline "$lead")
id=$(python3 -c "import json; print(json.load(open('$dir/pipeline'))[0])")
check "the account is renamed" tell world "{\"person\": $id, \"rename\": \"renamed-lead\"}"
virtual_clock "$(date -u -d '+9 days' +%FT%TZ)"
run add renamed-lead
run crawl --api-url "$url" --log err --json
check "and it is kept under the new name" diff "$dir/pipeline" <(pipeline renamed-lead)
unset MUSTER_CLOCK

# ---- who did what ----

run journal renamed-lead --json --limit -1
json "the history of a person says who changed what, in order" "[(e['action'], e['detail'].split('data-intensive', 1)[1]) for e in L] == [
	('mark', ': new -> shortlisted, reason added'), ('tag', ': tag added'), ('tag', ': tag added'), ('note', ': note added'),
	('assign', ': owner added'), ('mark', ': shortlisted -> contacted, reason removed')]"
json "when" "all(e['at'].startswith('20') and e['actor'] for e in L)"
check "and not the words" sh -c "! grep -qE 'warm|meetup|maria|strong' '$dir/out'"
run journal "$(who login)"
prints "being known is part of it" "known +.*role \(all\)"
run journal nobody-at-all
exits "there is none of people who are not here" 1
run doctor --deep --api-url "$url"
prints "all indexes agree" "all indexes agree"
run forget "$(who login)" --yes
run dump
check "who is forgotten takes the hash along" [ "$(grep -c '"kind":"known"' "$dir/out")" -lt "$(grep -c '"kind":"known"' "$dir/dump.known")" ]
check "there were some known" [ "$known" -ge 3 ]
