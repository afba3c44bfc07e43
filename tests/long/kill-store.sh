#!/bin/bash
# kill -9 at odd moments of what writes the whole store: load, rescore (from
# facts, and with other weights alone), purge, compact, migration, $KILLS (100)
# times each. After each kill the store opens and doctor --deep finds nothing (a migration:
# after each third); the same command goes on; what is there in the end is what
# it makes undisturbed.
# PARTS="load facts weights compact migration purge" chooses; OLDER=STORE is a store
# that an older program left, to be migrated, too; KEEP=DIR keeps two dumps that
# differ.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/../scenario/lib.sh"
kills=${KILLS:-100} leads=${LEADS:-600} parts=" ${PARTS:-load facts weights compact migration purge} "
make -s -C "$root" build/release/tests/bench/leads build/release/tests/long/downgrade || exit 1
export MUSTER_NOW=2026-09-21T14:13:20Z MUSTER_SUPPRESS_KEY=$dir/key MUSTER_SHARE=$dir/share
cp -r "$root/config" "$dir/share"
(cd "$root" && build/release/tests/bench/leads "$leads" 2>"$dir/err") >"$dir/leads.jsonl"
mkfifo "$dir/never"
role=$MUSTER_SHARE/roles/data-intensive.yaml

store() { "$MUSTER" --quiet --store "$1" "${@:2}"; }
# Everything but what tells when it was done, and in which order.
contents() { store "$1" dump | grep -v '^{"kind":"\(journal\|end\)"' | sed 's/"scored_at":"[^"]*"//' | LC_ALL=C sort; }
moment() { read -r -t "0.$(printf %03d $((RANDOM % $1)))" <>"$dir/never"; }
# set_up COMMAND...: without it nothing can be judged.
set_up() { "$@" >"$dir/out" 2>"$dir/err" || { fail "set up: $*" "$(cat "$dir/err")"; exit 1; }; }

# sound STORE: opens, and every index agrees with the records.
sound() { store "$1" doctor --deep >"$dir/doctor" 2>&1; grep -q '^ok *store' "$dir/doctor" && ! grep -q '^not ok *store\|finding' "$dir/doctor"; }

# same WHAT: the store in the end is the undisturbed one.
same() {
	contents "$dir/store" >"$dir/result"
	cmp -s "$dir/expected" "$dir/result" && return
	[ -z "${KEEP:-}" ] || cp "$dir/expected" "$dir/result" "$KEEP"
	fail "$1: ends as undisturbed" "$(diff "$dir/expected" "$dir/result" | grep '^[<>]' | sort -k 2 | cut -c1-300 | head -6)"
	return 1
}

# live WHAT COMMAND...: a life of $dir/store, killed again and again until it
# gets to its end. Kills are counted in $killed.
live() {
	local what=$1 status
	shift
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
		# To look at a store migrates it: mostly the next try has to.
		[[ $what != migration* || $((killed % 3)) -eq 0 ]] || continue
		sound "$dir/store" || { fail "$what: sound after kill $killed" "$(cat "$dir/doctor")"; return 1; }
	done
	[ $status -eq 0 ] || { fail "$what: goes on" "$status $(cat "$dir/err")"; return 1; }
	sound "$dir/store" || { fail "$what: sound in the end" "$(cat "$dir/doctor")"; return 1; }
}

# disturb WHAT BASE COMMAND...: lives of a copy of BASE.
disturb() {
	local what=$1 base=$2 killed=0 lives=0 begin span
	shift 2
	[[ $parts == *" ${what%% *} "* ]] || return
	rm -rf "$dir/whole"
	cp -r "$base" "$dir/whole"
	begin=${EPOCHREALTIME/./}
	store "$dir/whole" "$@" >"$dir/out" 2>"$dir/err" || fail "$what: undisturbed" "$(cat "$dir/err")"
	span=$(((${EPOCHREALTIME/./} - begin) / 1000 + 5))
	[ "$span" -lt 999 ] || span=999
	contents "$dir/whole" >"$dir/expected"
	while [ "$killed" -lt "$kills" ]; do
		lives=$((lives + 1))
		rm -rf "$dir/store"
		cp -r "$base" "$dir/store"
		live "$what" "$@" && same "$what" || return
	done
	pass "$what: killed $killed times in $lives lives, sound each time, and ends as undisturbed"
}

mkdir "$dir/empty"
disturb load "$dir/empty" load --strict "$dir/leads.jsonl"

set_up store "$dir/scored" load "$dir/leads.jsonl"
set_up store "$dir/scored" rescore --role data-intensive

# A shorter memory changes what each signal is made of, weights do not.
sed -i 's/^half_life: .*/half_life: 12/' "$role"
disturb facts "$dir/scored" rescore --role data-intensive
set_up store "$dir/scored" rescore --role data-intensive
sed -i 's/^  merged_work: .*/  merged_work: 25/; s/^  review: .*/  review: 25/' "$role"
disturb weights "$dir/scored" rescore --role data-intensive

disturb compact "$dir/scored" compact

# From each schema since 2, of more people than a slice of a migration takes.
(cd "$root" && build/release/tests/bench/leads $((9 * leads)) 2>"$dir/err") >"$dir/leads.jsonl"
for schema in 2 3; do
	[[ $parts == *" migration "* ]] || break
	set_up store "$dir/older" load "$dir/leads.jsonl"
	set_up "$root/build/release/tests/long/downgrade" "$dir/older" $schema
	disturb "migration $schema" "$dir/older" stats
	rm -rf "$dir/older"
done

[ -z "${OLDER:-}" ] || disturb "migration of $OLDER" "$OLDER" stats

# Later, when the time of most is over.
export MUSTER_NOW=2026-10-12T14:13:20Z
disturb purge "$dir/scored" purge --yes
