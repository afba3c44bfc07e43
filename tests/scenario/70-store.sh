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
run journal --json
json "the journal names it" "any(e['action'] == 'backup' and 'whole' in e['detail'] for e in L)"
