#!/bin/bash
# Who is forgotten, suppressed, purged or refuses is shown by no command, in no
# format, log or metric, and comes back by no way; and the clock can't be fooled.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"
daemon=''
stop_all() {
	[ -z "$daemon" ] || kill -9 "$daemon" 2>/dev/null
	finish
}
trap stop_all EXIT
virtual_clock 2027-01-15T01:00:00Z
start_simulator --generate 9:50:3:300 --seed-names twmb/franz-go=Go=messaging,nats-io/nats-server=Go=messaging,otter/pool=Go=database
crawl=(crawl --api-url "$url" --log info --json)
mkdir -p "$XDG_CONFIG_HOME/muster"
cat >"$XDG_CONFIG_HOME/muster/muster.yaml" <<-END
	operator: {company: Acme Data, contact: privacy@example.com, privacy_url: "https://example.com/privacy"}
	daemon: {listen: "127.0.0.1:0", schedule: "0 0 1 7 *", time_zone: UTC}
END
printf 'Full name,Stage,Sources,Origin,Links\r\n' >"$dir/lever.csv"
printf 'Name,LinkedIn URL,Source\r\n' >"$dir/ashby.csv"
run role enable data-intensive
run "${crawl[@]}"
exits "the crawl ends with status 0" 0
run search save everybody score:0..
run leads --json --limit 100000 --all
cp "$dir/out" "$dir/all"
python3 -c "
import json, sys
for lead in map(json.loads, open('$dir/all', encoding='utf-8')):
    print(lead['login'], lead['id'], lead['name'] or '', sep='\t')" >"$dir/fields"
login=() id=() name=()
while IFS=$'\t' read -r a b c; do
	login+=("$a") id+=("$b") name+=("$c")
done <"$dir/fields"
# days N [WALL_MS]: that many days after the start; the wall clock wrong by that.
start=$(date -d 2027-01-15T01:00:00Z +%s)
days() { printf '%d %d\n' $(((start + $1 * 86400 - $(date +%s)) * 1000)) "${2:-0}" >"$MUSTER_CLOCK"; }

# What of those who must not be seen is to be seen nowhere: login, name.
: >"$dir/words"
hide() {
	local word
	for word in "${login[$1]}" "${name[$1]}"; do
		[ ${#word} -le 5 ] || echo "$word" >>"$dir/words"
	done
}
# each ARGS...: into files of their own, without the name that was asked for.
each() {
	n=$((n + 1))
	"$MUSTER" "$@" >"$see/$n.out" 2>"$see/$n.err" </dev/null
}
each_of() {
	local who=$1
	shift
	each "$@"
	sed -i "s/\"$who\"/X/g; s/^muster: \(export: \|draft: \)\?$who: /muster: X: /" "$see/$n.err"
}
ask_about() {
	each_of "$1" show "$1" --json
	each_of "$1" tag "$1" seen
	each_of "$1" note "$1" again
	each_of "$1" notice "$1"
	each_of "$1" assign "$1" anna
	each_of "$1" mark "$1" shortlisted
	each_of "$1" draft "$1"
	each_of "$1" journal "$1"
	each_of "$1" leads "$1" --json --all
}
lists() {
	local format
	each leads --all --limit all
	each leads --all --json --limit all
	each leads --all --facets lang,loc,company,skill,status,involvement
	each leads --all --facets lang,company --json
	each leads --all --explain-plan
	each leads @everybody --all --new-since last --json
	each leads --all --new-since 400d --limit all
	each search list --json
	for format in csv jsonl xlsx md; do
		each export --all --format $format -o "$see/list.$format"
	done
	each export --all --all-roles --since last -o "$see/new.xlsx"
	for format in greenhouse gem gem-ats seekout linkedin; do
		each export --all --preset $format -o "$see/$format.csv"
	done
	for format in lever ashby; do
		each export --all --preset $format --header-file "$dir/$format.csv" -o "$see/$format.csv"
	done
	each draft score:0.. --limit 200 --check
	each draft score:0.. --limit 200 --template message
	each draft score:0.. --limit 200 -o "$see/drafts"
	each audit
	each audit --json --decisions "$see/decisions.csv"
}
# At a time that stands still; it gets as far as it gets. Its numbers, and its log.
ask_daemon() {
	: >"$see/daemon.err" # the daemon may be slower than who waits for its words
	env -u MUSTER_CLOCK MUSTER_NOW="$1" "$MUSTER" daemon --log debug --api-url "$url" 2>>"$see/daemon.err" &
	daemon=$!
	timeout 60 grep -q -m 1 'message="ready' < <(tail -n +1 -f --pid=$daemon "$see/daemon.err")
	local web
	web=$(sed -n 's/.*listening: \(http[^"]*\)".*/\1/p' "$see/daemon.err")
	curl -sf "$web/metrics" >"$see/metrics"
	curl -sf "$web/healthz" >"$see/healthz"
	kill -TERM $daemon
	wait $daemon
	daemon=
	check "the daemon answers with numbers" grep -q ^muster_ "$see/metrics"
	check "and with its health" [ -s "$see/healthz" ]
}
# nowhere WHAT [TIME]: every command in every format, and the daemon at that
# time, into one directory; then grep.
nowhere() {
	local what=$1 who
	see=$dir/see n=0
	rm -rf "$see"
	mkdir "$see"
	lists
	for who in $hidden; do ask_about "$who"; done
	for who in $hidden_ids; do
		each show "$who"
		each subject "$who"
		each subject "$who" --json
	done
	each journal --json --limit -1
	each journal --limit -1
	each dump -o "$see/dump"
	each stats --json
	each stats
	each doctor --deep --api-url "$url"
	each suppress --export "$see/hashes"
	each suppress --list
	each suppress --list --json
	each purge --dry-run
	each role list --json
	cp "$dir/log" "$see/log"
	[ -z "${2:-}" ] || ask_daemon "$2"
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
run backup ""
says "a backup needs a name" "^muster: backup: the directory to make has no name"
run backup "$dir/backup"
says "what reads it is told" "muster --store $dir/backup leads"
before=$(wc -l <"$dir/all")
hide 0
hide 1
hidden="${login[0]} ${login[1]}" hidden_ids="${id[0]} ${id[1]}"
run forget "${login[0]}" --yes
exits "a person is forgotten" 0
says "the export that held them is named" "export by .*file=$dir/first.csv"
says "and so are the dump and the backup" "dump by .*$dir/first.dump"
run suppress "${login[1]}"
exits "another is suppressed" 0
run note "${login[2]}" "ask ${login[3]} about this one"
nowhere "no command shows who was forgotten or suppressed"
run suppress --list
prints "the list of who is kept out has hashes" "^[0-9a-f]{8} .*for ever .*a person"
says "and says how many" "^2 people are kept out"
run backup "$dir/backup.later"
says "what reads a backup is told with the key then" "MUSTER_SUPPRESS_KEY=FILE muster --store $dir/backup.later leads"
run suppress --list --json
json "times and nothing else" \
	"len([l for l in L if not l['is_alias']]) == 2 and all(set(l) == {'hash', 'since', 'until', 'is_alias'} and len(l['hash']) == 64 and l['since'] and l['until'] is None for l in L)"
run suppress --json "${login[0]}"
exits "which only the list has as JSON" 2

# By the next crawl, another role, another seed, a dump, a new name, by hand,
# in the work of others.
pull() { tell world "{\"repository\": \"twmb/franz-go\", \"pull\": {\"author\": $1, \"reviewer\": $2, \"title\": \"$3\", \"comment\": \"$4\"}}" >/dev/null; }
pull "${id[4]}" "${id[0]}" "producer: retry as @${login[0]} and @${login[1]} proposed" "As @${login[1]} said: hold the lock while the buffer is drained, or two callers race."
pull "${id[5]}" "${id[4]}" "consumer: commit offsets once" "@${login[0]} found that this loses a batch when the connection is closed in between."
pull "${id[0]}" "${id[4]}" "broker: one more pull request of theirs" "Please add a test that fails without this change, @${login[0]}."
tell world "{\"person\": ${id[1]}, \"rename\": \"somebody-new\"}" >/dev/null
echo somebody-new >>"$dir/words"
run add "${login[0]}"
says "who was forgotten is not taken in by hand" "suppressed"
run "${crawl[@]}" --role data-intensive --role systems-performance --seed otter/pool
exits "a crawl of another role and another seed ends with status 0" 0
cat "$dir/out" "$dir/err" >>"$dir/log"
run load "$dir/first.dump"
exits "an older dump is loaded" 0
run leads --json --limit 100000 --all --role data-intensive
json "and neither came back" "len(L) >= $before - 2 and not {${id[0]}, ${id[1]}} & {l['id'] for l in L}"
json "where the other seed was read" "any(s['repo'] == 'otter/pool' for l in L for s in l['seeds'])"
run role disable systems-performance
nowhere "no command shows them after crawl, role, load and rename" 2027-01-15T03:00:00Z
check "where they were mentioned others' work is held" grep -q 'commit offsets once' "$dir/see/dump"
run compact
words_in_file() { grep -aqiwFf "$dir/words" "$dir/store/data.mdb"; }
check "no byte of login or name is left in the compacted file" not words_in_file

# A profile that begins to refuse.
tell world "{\"person\": ${id[3]}, \"set\": {\"bio\": \"Databases. No recruiters please.\"}}" >"$dir/told"
hide 3
hidden_ids+=" ${id[3]}" hidden+=" ${login[3]}"
days 2
run "${crawl[@]}"
cat "$dir/err" >>"$dir/log"
run leads --json --limit 100000 --all
json "who begins to refuse is no longer listed" "${id[3]} not in [l['id'] for l in L]"
nowhere "no command shows who refuses, notes on others included"
run subject "${id[3]}"
prints "who refuses is told that this alone is kept" "asked not to be recruited"

# ---- the clock ----

run notice "${login[4]}"
run mark "${login[5]}" contacted
run mark "${login[6]}" declined
run tag "${login[7]}" keep
run subject "${login[7]}"
check "headings of the page about a person stand by themselves" [ "$(grep -c '^## ' "$dir/out")" = "$(grep -A 1 '^$' "$dir/out" | grep -c '^## ')" ]
cp "$XDG_CONFIG_HOME/muster/muster.yaml" "$dir/yaml" 2>/dev/null
echo 'github: {api_url: "https://ghe.example.com/api/v3"}' >"$XDG_CONFIG_HOME/muster/muster.yaml"
run subject "https://ghe.example.com/${login[7]}"
prints "the address of a server of one's own names somebody, too" "^# What is held on ${login[7]}$"
prints "and that server is where they are seen" "https://ghe.example.com/"
run forget "ghe.example.com/${login[7]}"
says "who would be erased as well" "Held on ${login[7]} "
run suppress https://example.com/nobody
exits "another server's address is nobody's" 2
rm "$XDG_CONFIG_HOME/muster/muster.yaml"
[ ! -e "$dir/yaml" ] || cp "$dir/yaml" "$XDG_CONFIG_HOME/muster/muster.yaml"
run mark "${login[7]}" shortlisted
days 31
run leads --json --limit 100000 --all
json "past the date only who was told is listed" "sorted(l['id'] for l in L) == sorted([${id[4]}, ${id[5]}])"
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
hidden+=" ${login[7]}" hidden_ids+=" ${id[7]}"
nowhere "no command shows who was purged"
run suppress --list
prints "the list tells until when they are kept out" "^[0-9a-f]{8} .*2028-02-1[0-9] .*a person"
run "${crawl[@]}"
run load "$dir/first.dump"
tell world "{\"person\": ${id[7]}, \"rename\": \"another-new\"}" >/dev/null
echo another-new >>"$dir/words"
run "${crawl[@]}" --role data-intensive --role systems-performance
run leads --json --limit 100000 --all --role data-intensive
json "no crawl, load, name or role brings them back" "sorted(l['id'] for l in L) == sorted([${id[4]}, ${id[5]}])"
run role disable systems-performance
nowhere "nor shows them, and neither does the daemon" 2027-02-15T04:00:00Z
days 400
run add "${login[6]}"
says "who declined is never taken in again" "suppressed"
run add another-new
run "${crawl[@]}"
run leads --json --limit 100000 --all
json "after a year who was purged can be found anew, but nobody who objected or declined" \
	"${id[7]} in [l['id'] for l in L] and not {${id[0]}, ${id[1]}, ${id[3]}, ${id[6]}} & {l['id'] for l in L}"
