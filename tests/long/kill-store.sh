#!/bin/bash
# kill -9 of what writes the whole store: load into an empty store, load that
# merges, a crawl's upserts while changes of postings wait as in a large store, rescore (from facts, with other weights alone, and of a role so large
# that its best are kept a second time), compact, purge, $KILLS (100; where there
# are many leads a quarter or less) times each: every other time at an odd moment, else right before
# one of the writes, syncs and renames that it takes (kill_at.c), also within a
# commit. After each kill the store opens and doctor --deep finds nothing (a
# migration: after each third); the same command goes on; what is there in the
# end is what it makes undisturbed.
# PARTS="load merge waiting facts weights front compact purge migration" chooses;
# SCHEMAS="2 3 7 8" those to migrate from; OLDER=STORE is a store that an older program left, to be migrated, too;
# KEEP=DIR keeps two dumps that differ.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/../scenario/lib.sh"
kills=${KILLS:-100} leads=${LEADS:-600} parts=" ${PARTS:-load merge waiting facts weights front compact purge} "
made=$root/build/release/tests
make -s -C "$root" "${made#"$root"/}"/{bench/leads,bench/upsert,long/downgrade,long/kill_at.so} || exit 1
export MUSTER_NOW=2026-09-21T14:13:20Z MUSTER_SUPPRESS_KEY=$dir/key MUSTER_SHARE=$dir/share
cp -r "$root/config" "$dir/share"
# people N FILE: so many of them, more than the first have.
people() { (cd "$root" && "$made/bench/leads" "$1" 2>"$dir/err") >"$dir/$2"; }
has() { [[ $parts == *" $1 "* ]]; }
people "$leads" leads.jsonl
# Nobody is asked.
mkdir -p "$XDG_CONFIG_HOME/muster"
echo 'github: {api_url: "http://127.0.0.1:9"}' >"$XDG_CONFIG_HOME/muster/muster.yaml"
mkfifo "$dir/never"
role=$MUSTER_SHARE/roles/data-intensive.yaml

# on STORE COMMAND...: puts what runs it into $run; the command "upsert" is a test's.
on() {
	run=("$MUSTER" --quiet --store "$@")
	[ "$2" != upsert ] || run=("$made/bench/upsert" "$1" "${@:3}")
}
store() { local run; on "$@"; "${run[@]}"; }
# Everything but what tells when it was done, and in which order; pages of leads.
contents() {
	store "$1" dump | grep -v '^{"kind":"\(journal\|end\)"' | sed 's/"scored_at":"[^"]*"//' | LC_ALL=C sort
	for query in "" lang:go "loc:germany not lang:java"; do
		# shellcheck disable=SC2086 # words of a query
		store "$1" leads --role data-intensive --all --json --limit 30 --offset 300 $query 2>/dev/null
	done
}
moment() { read -r -t "0.$(printf %03d $((RANDOM % $1)))" <>"$dir/never"; }
# set_up COMMAND...: without it nothing can be judged.
set_up() { "$@" >"$dir/out" 2>"$dir/err" || { fail "set up: $*" "$(cat "$dir/err")"; exit 1; }; }

# sound STORE: none yet, or it opens, and every index agrees with the records.
sound() {
	store "$1" doctor --deep >"$dir/doctor" 2>&1
	grep -q '^ok *store\|^warn *store *none yet' "$dir/doctor" && ! grep -q '^not ok *store\|finding' "$dir/doctor"
}

# same WHAT: the store in the end is the undisturbed one.
same() {
	contents "$dir/store" >"$dir/result"
	cmp -s "$dir/expected" "$dir/result" && return
	[ -z "${KEEP:-}" ] || cp "$dir/expected" "$dir/result" "$KEEP"
	fail "$1: ends as undisturbed" "$(diff "$dir/expected" "$dir/result" | grep '^[<>]' | sort -k 2 | cut -c1-300 | head -6)"
	return 1
}

# end_soon COMMAND...: killed at one of $span milliseconds, or before one of
# $calls writes, unless it is done before.
end_soon() {
	if [ $((killed % 2)) -eq 0 ]; then
		LD_PRELOAD=$made/long/kill_at.so KILL_AT=$((1 + RANDOM % calls)) "$@" &
	else
		"$@" &
		moment "$span"
		kill -9 $! 2>/dev/null
	fi
}

# live WHAT COMMAND...: a life of $dir/store, killed again and again until it
# gets to its end. Kills are counted in $killed.
live() {
	local what=$1 status run
	on "$dir/store" "${@:2}"
	while :; do
		if [ "$killed" -lt "$kills" ]; then
			end_soon "${run[@]}"
		else
			"${run[@]}" &
		fi >"$dir/out" 2>"$dir/err"
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
	local what=$1 base=$2 killed=0 lives=0 begin span calls
	shift 2
	has "${what%% *}" || return 0
	rm -rf "$dir/whole"
	cp -r "$base" "$dir/whole"
	begin=${EPOCHREALTIME/./}
	LD_PRELOAD=$made/long/kill_at.so KILL_COUNT=$dir/calls store "$dir/whole" "$@" >"$dir/out" 2>"$dir/err" || fail "$what: undisturbed" "$(cat "$dir/err")"
	span=$(((${EPOCHREALTIME/./} - begin) / 1000 + 5))
	[ "$span" -lt 999 ] || span=999
	read -r calls <"$dir/calls"
	contents "$dir/whole" >"$dir/expected"
	while [ "$killed" -lt "$kills" ]; do
		lives=$((lives + 1))
		rm -rf "$dir/store"
		cp -r "$base" "$dir/store"
		live "$what" "$@" && same "$what" || return
	done
	pass "$what: killed $killed times in $lives lives, at moments of $span ms and before $calls writes, sound each time, and ends as undisturbed"
}

mkdir "$dir/empty"
disturb load "$dir/empty" load --strict "$dir/leads.jsonl"
# More than the first slice of a load takes, and than one of a migration.
if has load || has migration; then
	people $((10 * leads)) many.jsonl
fi
kills=$((kills / 4)) disturb "load of many" "$dir/empty" load --strict "$dir/many.jsonl"

set_up store "$dir/scored" load "$dir/leads.jsonl"
set_up store "$dir/scored" rescore --role data-intensive

# More than a later slice takes.
! has merge || people $((5 * leads)) more.jsonl
disturb merge "$dir/scored" load --strict "$dir/more.jsonl"
# Few at a time, so that what changes waits; and is settled along from 1,000 on.
disturb waiting "$dir/scored" upsert "$leads" $((leads / 3)) 8 1000

# A shorter memory changes what each signal is made of, weights do not.
sed -i 's/^half_life: .*/half_life: 12/' "$role"
disturb facts "$dir/scored" rescore --role data-intensive
set_up store "$dir/scored" rescore --role data-intensive
sed -i 's/^  merged_work: .*/  merged_work: 25/; s/^  review: .*/  review: 25/' "$role"
disturb weights "$dir/scored" rescore --role data-intensive

if has front; then
	people $((52 * leads)) large.jsonl
	set_up store "$dir/large" load "$dir/large.jsonl"
	set_up store "$dir/large" rescore --role data-intensive
	sed -i 's/^  merged_work: .*/  merged_work: 30/; s/^  review: .*/  review: 20/' "$role"
	kills=$((kills / 4)) disturb front "$dir/large" rescore --role data-intensive
	# Later, when the time of most is over.
	MUSTER_NOW=2026-10-12T14:13:20Z kills=$((kills / 12)) disturb "front purged" "$dir/large" purge --yes
	rm -rf "$dir/large" "$dir/large.jsonl"
fi

disturb compact "$dir/scored" compact

MUSTER_NOW=2026-10-12T14:13:20Z disturb purge "$dir/scored" purge --yes

for schema in ${SCHEMAS:-2 3 7 8}; do
	has migration || break
	set_up store "$dir/older" load "$dir/many.jsonl"
	set_up "$made/long/downgrade" "$dir/older" "$schema"
	disturb "migration $schema" "$dir/older" stats
	rm -rf "$dir/older"
done

[ -z "${OLDER:-}" ] || disturb "migration of $OLDER" "$OLDER" stats
