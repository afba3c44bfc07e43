#!/bin/bash
# The store as a whole: backups, dumps and loads.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

start_simulator --generate 11:60
"$MUSTER" crawl --role data-intensive --api-url "$url" --log err >/dev/null 2>&1 &
crawl=$!
# By its requests, so that the backup falls into the crawl at any speed.
until [ "$(ask summary | sed 's/^{"requests":\([0-9]*\).*/\1/')" -ge 12 ]; do :; done
run backup "$dir/live"
exits "a backup is made while a crawl writes" 0
wait $crawl
run --store "$dir/live" doctor --deep --api-url "$url"
prints "its records and indexes agree" "all indexes agree"

run backup "$dir/live"
exits "an existing directory is refused" 2
one_sentence "in one sentence"
run backup "$dir/whole"
exits "a backup after the crawl is made" 0
run leads --json --all --limit 100000
cp "$dir/out" "$dir/leads"
run --store "$dir/whole" leads --json --all --limit 100000
check "it lists the same leads" cmp "$dir/out" "$dir/leads"
check "it is for its owner alone" [ "$(stat -c %a "$dir/whole" "$dir/whole/data.mdb" | xargs)" = "700 600" ]

run dump -o "$dir/first.jsonl"
exits "the store is dumped" 0
check "into a file for its owner alone" [ "$(stat -c %a "$dir/first.jsonl")" = 600 ]
check "of JSON lines" python3 -c "import json
for l in open('$dir/first.jsonl', encoding='utf-8'): json.loads(l)"
run --store "$dir/second" load "$dir/first.jsonl"
exits "the dump is loaded into an empty store" 0
run --store "$dir/second" doctor --deep --api-url "$url"
prints "whose indexes agree" "all indexes agree"
"$MUSTER" --quiet --store "$dir/second" dump >"$dir/second.jsonl"
check "and which is dumped to the same lines but for the first" sh -c \
	"tail -n +2 '$dir/first.jsonl' >'$dir/a' && tail -n +2 '$dir/second.jsonl' | cmp - '$dir/a'"
run --store "$dir/second" leads --json --all --limit 100000
check "and lists the same leads" cmp "$dir/out" "$dir/leads"
(cat "$dir/first.jsonl"; echo '{"kind":"person","id":0}') | "$MUSTER" --store "$dir/third" load - >"$dir/out" 2>"$dir/err"
says "a bad line of standard input is named" "standard input:[0-9]+: behind the last line"
sed '3s/.*/{"kind":"person","id":"x"}/' "$dir/first.jsonl" >"$dir/bad.jsonl"
run --store "$dir/fourth" load --strict "$dir/bad.jsonl"
exits "a strict load fails at a bad line" 1
says "and names it" "line 3: person.id: expected a whole number"
one_sentence "in one sentence"
head -n 20 "$dir/first.jsonl" >"$dir/cut.jsonl"
run --store "$dir/fifth" load "$dir/cut.jsonl"
says "a dump that was cut off is told" "last line is missing"
mkfifo "$dir/pipe"
"$MUSTER" --quiet --store "$dir/sixth" load "$dir/pipe" 2>/dev/null &
load=$!
exec 7>"$dir/pipe"
until "$MUSTER" --store "$dir/sixth" doctor 2>/dev/null | grep -q "load into it has not ended"; do :; done
kill -9 $load
wait $load 2>/dev/null
exec 7>&-
run --store "$dir/sixth" leads --role data-intensive
says "a list of the store of a killed load tells why it is empty" "load into this store has not ended.*run it again"
run --store "$dir/sixth" load "$dir/first.jsonl"
run --store "$dir/sixth" doctor --deep --api-url "$url"
check "doctor finds it ended when it was loaded again" not grep -q "not ended" "$dir/out"
run --store "$dir/sixth" leads --json --all --limit 100000
check "and then it lists the same leads" cmp "$dir/out" "$dir/leads"
for name in 'leads --role data-intensive' 'doctor --deep' "crawl --role data-intensive --api-url $url"; do
	rm -rf "$dir/short"
	cp -r "$dir/whole" "$dir/short"
	truncate -s 64K "$dir/short/data.mdb"
	# shellcheck disable=SC2086 # words of a command
	run --store "$dir/short" $name
	exits "${name%% *}: a data file that was cut off" 1
	says "is told" "data file can't be read to its end: .*restore a backup or a dump"
	one_sentence "in one sentence"
done
# More than a limit of files allows is as more than the disk has room for.
(ulimit -f 8 && "$MUSTER" --quiet --store "$dir/whole" dump -o "$dir/limited" 2>"$dir/err")
status=$?
exits "a file over the limit of files fails" 1
one_sentence "in one sentence"
check "and is not left" [ ! -e "$dir/limited" ]
# A damaged page can lead the store's library anywhere.
"$MUSTER" --quiet --store "$dir/seventh" load "$dir/pipe" 2>"$dir/err" &
load=$!
exec 7>"$dir/pipe"
kill -SEGV $load
wait $load 2>/dev/null
status=$?
exec 7>&-
exits "a fault ends it as any program" 139
says "and is told" "ended by a fault: .*restore a backup or a dump"
run dump --schema
prints "the schema prints itself" "^  followers +whole number"

run journal --json
json "the journal names it" "any(e['action'] == 'backup' and 'whole' in e['detail'] for e in L)"
