#!/bin/bash
# Who is forgotten, suppressed, purged or refuses is shown by no command, in no
# format, and comes back by no way; and the clock can't be fooled.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"
virtual_clock 2027-01-15T01:00:00Z
start_simulator --generate 9:50:2
crawl=(crawl --api-url "$url" --log info --json)
run role enable data-intensive
run "${crawl[@]}"
exits "the crawl ends with status 0" 0
run leads --json --limit 100000 --all
cp "$dir/out" "$dir/all"
nth() { python3 -c "import json; print(json.loads(open('$dir/all').read().splitlines()[$1])['$2'])"; }
# days N [WALL_MS]: that many days after the start; the wall clock wrong by that.
start=$(date -d 2027-01-15T01:00:00Z +%s)
days() { printf '%d %d\n' $(((start + $1 * 86400 - $(date +%s)) * 1000)) "${2:-0}" >"$MUSTER_CLOCK"; }

# What of those who must not be seen is to be seen nowhere: login, name.
: >"$dir/words"
hide() {
	for key in login name; do
		python3 -c "
import json
value = json.loads(open('$dir/all').read().splitlines()[$1])['$key']
if value and len(value) > 5: print(value)" >>"$dir/words"
	done
}
# nowhere WHAT: every command in every format, into one directory; then grep.
nowhere() {
	local what=$1 see=$dir/see login id
	rm -rf "$see"
	mkdir "$see"
	n=0
	each() {
		n=$((n + 1))
		"$MUSTER" "$@" >"$see/$n.out" 2>"$see/$n.err" </dev/null
	}
	each leads --all --limit all
	each leads --all --json --limit all
	each leads --all --facets lang,loc,company,skill,status,involvement
	each leads --all --facets lang,company --json
	for login in $hidden; do
		each show "$login" --json
		sed -i "s/^muster: $login:/muster: X:/" "$see/$n.err"
		each tag "$login" seen
		sed -i "s/^muster: $login:/muster: X:/" "$see/$n.err"
	done
	for id in $hidden_ids; do
		each show "$id"
		each subject "$id"
		each subject "$id" --json
	done
	for format in csv jsonl xlsx md; do
		each export --all --format $format -o "$see/list.$format"
	done
	each export --all --preset gem -o "$see/gem.csv"
	each journal --json --limit -1
	each journal --limit -1
	each dump -o "$see/dump"
	each stats --json
	each stats
	each doctor --deep --api-url "$url"
	each suppress --export "$see/hashes"
	each suppress --list
	each purge --dry-run
	each role list --json
	cp "$dir/log" "$see/log"
	python3 - "$see" <<'PYTHON'
import os, sys, zipfile
for name in os.listdir(sys.argv[1]):
    path = os.path.join(sys.argv[1], name)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as z:
            parts = b'\n'.join(z.read(m) for m in z.namelist())
        open(path, 'wb').write(parts)
PYTHON
	check "$what" sh -c "! grep -rilwFf '$dir/words' '$see'"
}
: >"$dir/log"

# ---- suppressed, forgotten, refusing ----

run dump -o "$dir/first.dump"
run export --all --format csv -o "$dir/first.csv"
run backup "$dir/backup"
before=$(wc -l <"$dir/all")
hide 0
hide 1
hidden="$(nth 0 login) $(nth 1 login)" hidden_ids="$(nth 0 id) $(nth 1 id)"
run forget "$(nth 0 login)" --yes
exits "a person is forgotten" 0
says "the export that held them is named" "export by .*file=$dir/first.csv"
says "and so are the dump and the backup" "dump by .*$dir/first.dump"
run suppress "$(nth 1 login)"
exits "another is suppressed" 0
run note "$(nth 2 login)" "ask $(nth 3 login) about this one"
nowhere "no command shows who was forgotten or suppressed"

# By the next crawl, another role, another seed, a dump, a new name, by hand.
tell world "{\"person\": $(nth 1 id), \"rename\": \"somebody-new\"}" >/dev/null
echo somebody-new >>"$dir/words"
run add "$(nth 0 login)"
says "who was forgotten is not taken in by hand" "suppressed"
run "${crawl[@]}" --role data-intensive --role systems-performance
cat "$dir/err" >>"$dir/log"
run load "$dir/first.dump"
exits "an older dump is loaded" 0
run leads --json --limit 100000 --all --role data-intensive
json "and neither came back" "len(L) == $before - 2 and not {$(nth 0 id), $(nth 1 id)} & {l['id'] for l in L}"
run role disable systems-performance
nowhere "no command shows them after crawl, role, load and rename"
run compact
words_in_file() { grep -aqiwFf "$dir/words" "$dir/store/data.mdb"; }
check "no byte of login or name is left in the compacted file" not words_in_file

# A profile that begins to refuse.
tell world "{\"person\": $(nth 3 id), \"set\": {\"bio\": \"Databases. No recruiters please.\"}}" >"$dir/told"
hide 3
hidden_ids+=" $(nth 3 id)" hidden+=" $(nth 3 login)"
days 1
run "${crawl[@]}"
cat "$dir/err" >>"$dir/log"
run leads --json --limit 100000 --all
json "who begins to refuse is no longer listed" "$(nth 3 id) not in [l['id'] for l in L]"
nowhere "no command shows who refuses, notes on others included"
run subject "$(nth 3 id)"
prints "who refuses is told that this alone is kept" "asked not to be recruited"

# ---- the clock ----

run notice "$(nth 4 login)"
run mark "$(nth 5 login)" contacted
run mark "$(nth 6 login)" declined
run tag "$(nth 7 login)" keep
run mark "$(nth 7 login)" shortlisted
days 31
run leads --json --limit 100000 --all
json "past the date only who was told is listed" "sorted(l['id'] for l in L) == sorted([$(nth 4 id), $(nth 5 id)])"
run purge --dry-run
prints "a dry run tells how many would go" "^[0-9]{2}"
run purge
exits "purging more than a fifth asks" 2
days 29 0
days 31 $((-5 * 86400 * 1000))
run "${crawl[@]}"
says "a crawl by a clock that is behind purges nobody" "nobody is purged: this machine's clock is 1[0-9]{2} hours behind"
run purge --yes
says "and neither does purge" "set the clock, nobody was purged"
run leads --json --limit 100000 --all
json "nor are people shown again by it" "len(L) == 2"
days 31 $((40 * 86400 * 1000))
run "${crawl[@]}"
says "nor by one that is ahead" "nobody is purged: this machine's clock is 9[0-9]{2} hours ahead"
run purge --yes
exits "which purge knows afterwards" 2
days 31
run "${crawl[@]}"
says "a crawl leaves more than a fifth to a person" "people are past their time"
run purge --yes
exits "the purge ends with status 0" 0
says "and says that bytes are left" "muster compact"
for i in $(seq 7 12); do hide "$i"; done
hidden+=" $(nth 7 login)" hidden_ids+=" $(nth 7 id)"
nowhere "no command shows who was purged"
run "${crawl[@]}"
run load "$dir/first.dump"
tell world "{\"person\": $(nth 7 id), \"rename\": \"another-new\"}" >/dev/null
echo another-new >>"$dir/words"
run "${crawl[@]}" --role data-intensive --role systems-performance
run leads --json --limit 100000 --all --role data-intensive
json "no crawl, load, name or role brings them back" "sorted(l['id'] for l in L) == sorted([$(nth 4 id), $(nth 5 id)])"
run role disable systems-performance
nowhere "nor shows them"
days 400
run add "$(nth 6 login)"
says "who declined is never taken in again" "suppressed"
run add another-new
run "${crawl[@]}"
run leads --json --limit 100000 --all
json "after a year who was purged can be found anew, but nobody who objected or declined" \
	"$(nth 7 id) in [l['id'] for l in L] and not {$(nth 0 id), $(nth 1 id), $(nth 3 id), $(nth 6 id)} & {l['id'] for l in L}"
