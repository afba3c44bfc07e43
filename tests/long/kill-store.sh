#!/bin/bash
# kill -9 at odd moments of what writes the whole store: load, rescore, purge,
# compact, migration, $KILLS (100) times each. After each kill the store opens and
# doctor --deep finds nothing; the same command goes on; what is there in the
# end is what it makes undisturbed.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/../scenario/lib.sh"
kills=${KILLS:-100} leads=${LEADS:-600}
make -s -C "$root" build/release/tests/bench/leads build/release/tests/long/downgrade || exit 1
export MUSTER_NOW=2026-09-21T14:13:20Z MUSTER_SUPPRESS_KEY=$dir/key MUSTER_SHARE=$dir/share
cp -r "$root/config" "$dir/share"
(cd "$root" && build/release/tests/bench/leads "$leads") >"$dir/leads.jsonl"
mkfifo "$dir/never"

store() { "$MUSTER" --quiet --store "$1" "${@:2}"; }
# Everything but what tells when it was done, and in which order.
contents() { store "$1" dump | grep -v '^{"kind":"journal"' | sed 's/"scored_at":"[^"]*"//' | sort; }
moment() { read -r -t "0.$(printf %03d $((RANDOM % $1)))" <>"$dir/never"; }

# sound STORE: opens, and every index agrees with the records.
sound() { store "$1" doctor --deep >"$dir/doctor" 2>&1; grep -q '^ok *store' "$dir/doctor" && ! grep -q '^not ok *store\|finding' "$dir/doctor"; }

# disturb WHAT BASE COMMAND...: lives of a copy of BASE.
disturb() {
	local what=$1 base=$2 killed=0 lives=0 begin span status
	shift 2
	cp -r "$base" "$dir/whole"
	begin=${EPOCHREALTIME/./}
	store "$dir/whole" "$@" >"$dir/out" 2>"$dir/err" || fail "$what: undisturbed" "$(cat "$dir/err")"
	span=$(((${EPOCHREALTIME/./} - begin) / 1000 + 5))
	contents "$dir/whole" >"$dir/expected"
	[ "$span" -lt 999 ] || span=999
	while [ "$killed" -lt "$kills" ]; do
		lives=$((lives + 1))
		rm -rf "$dir/store"
		cp -r "$base" "$dir/store"
		while :; do
			"$MUSTER" --quiet --store "$dir/store" "$@" >"$dir/out" 2>"$dir/err" &
			if [ "$killed" -lt "$kills" ]; then
				moment "$span"
				kill -9 $! 2>/dev/null
			fi
			wait $! 2>/dev/null
			status=$?
			[ $status -eq 137 ] || break
			killed=$((killed + 1))
			sound "$dir/store" || {
				fail "$what: sound after kill $killed" "$(cat "$dir/doctor")"
				return
			}
		done
		[ $status -eq 0 ] || { fail "$what: goes on" "$status $(cat "$dir/err")"; return; }
		sound "$dir/store" || fail "$what: sound in the end" "$(cat "$dir/doctor")"
		contents "$dir/store" >"$dir/result"
		cmp -s "$dir/expected" "$dir/result" || {
			fail "$what: ends as undisturbed" "$(diff "$dir/expected" "$dir/result" | cut -c1-300 | head -6)"
			return
		}
	done
	rm -rf "$dir/whole"
	pass "$what: killed $killed times in $lives lives, sound each time, and ends as undisturbed"
}

store "$dir/empty" load "$dir/leads.jsonl" >/dev/null || exit 1
cp -r "$dir/empty" "$dir/full"
rm -rf "$dir/empty"
mkdir "$dir/empty"
disturb load "$dir/empty" load --strict "$dir/leads.jsonl"

# Two roles' worth of other scores; what is judged is what was loaded.
store "$dir/full" rescore --role data-intensive >/dev/null 2>&1
cp -r "$dir/full" "$dir/scored"
sed -i 's/^  merged_work: .*/  merged_work: 25/; s/^  review: .*/  review: 25/' "$MUSTER_SHARE/roles/data-intensive.yaml"
disturb rescore "$dir/scored" rescore --role data-intensive

disturb compact "$dir/scored" compact

cp -r "$dir/scored" "$dir/older"
"$root/build/release/tests/long/downgrade" "$dir/older" || fail "a store of an older schema is made"
disturb migration "$dir/older" stats

# Later, when the time of most is over.
export MUSTER_NOW=2026-10-12T14:13:20Z
disturb purge "$dir/scored" purge --yes
