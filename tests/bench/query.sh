#!/bin/bash
# The store at N leads (1,000,000) beside SQLite 3 and LMDB alone: one table.
# N=20000 QUERIES=200 RUNS=7 PARTS="load query sqlite cold export upsert rescore"
# chooses; COMPARED=20 is how many queries of a class SQLite is asked, whose slow
# ones take seconds; KEEP=DIR keeps the stores, and takes them from there if they
# are.
set -u
cd "$(dirname "$0")/../.." || exit 1
: "${N:=1000000}" "${QUERIES:=1000}" "${COMPARED:=100}" "${RUNS:=7}" "${SEED:=1}"
: "${PARTS:=load query sqlite cold export upsert rescore}"
bin=build/release/tests/bench
work=${KEEP:-$(mktemp -d /tmp/muster-bench-XXXXXX)}
mkdir -p "$work/home"
[ -n "${KEEP:-}" ] || trap 'rm -rf "$work"' EXIT
export XDG_CONFIG_HOME=$work/home HOME=$work/home MUSTER_SHARE=$PWD/config
export MUSTER_NOW=2026-09-21T14:13:20Z
results=$work/results.tsv
[ -e "$work/store/data.mdb" ] || : >"$results"

has() { [[ " $PARTS " == *" $1 "* ]]; }
run() { tests/bench/query.py run "$@" >>"$results"; }

echo "$N leads, seed $SEED, $QUERIES queries a class, $RUNS runs"
"$bin/queries" "$N" "$SEED" "$QUERIES" >"$work/queries.tsv" || exit 1
# What only makes the things to measure takes both cores.
if has sqlite && [ ! -e "$work/sqlite.db" ]; then
	"$bin/sqlite" build "$work/sqlite.db" "$N" "$SEED" covering >"$work/sqlite.tsv" &
fi
if has load && [ ! -e "$work/store/data.mdb" ]; then
	"$bin/leads" "$N" "$SEED" >"$work/leads.jsonl" || exit 1
fi
if [ -n "$(jobs -p)" ]; then
	wait $! || exit 1
	cat "$work/sqlite.tsv" >>"$results"
fi
if has load && [ ! -e "$work/store/data.mdb" ]; then
	run load "$N" ./muster --quiet --store "$work/store" load "$work/leads.jsonl"
	printf 'dump\t%s\t%s\n' "$N" "$(stat -c %s "$work/leads.jsonl")" >>"$results"
	printf 'disk\t%s\t%s\n' "$N" "$(stat -c %s "$work/store/data.mdb")" >>"$results"
fi
has query || has cold && tests/bench/query.py reread "$work/store/data.mdb"
if has query; then
	"$bin/query" "$work/store" "$work/queries.tsv" "$RUNS" >>"$results" || exit 1
fi
if has sqlite; then
	tests/bench/query.py reread "$work/sqlite.db"
	awk -F '\t' -v most="$COMPARED" '++n[$1] <= most' "$work/queries.tsv" >"$work/compared.tsv"
	"$bin/query" "$work/store" "$work/compared.tsv" "$RUNS" | sed -n '/private-memory/!s/^muster/&-compared/p' >>"$results"
	for how in usual covering; do
		"$bin/sqlite" run "$work/sqlite.db" "$work/compared.tsv" $how "$RUNS" \
			>>"$results" || exit 1
	done
fi
has cold && tests/bench/query.py cold "$work/store" "$work/queries.tsv" >>"$results"
if has export; then
	out() { run "$1" "$N" ./muster --quiet --store "$work/store" export --role data-intensive --all -o "$work/export.${1##*-}" "${@:2}"; }
	out export-fields --format csv --fields basic
	out export-csv
	out export-jsonl
	if [ -e "$work/sqlite.db" ]; then
		basic="l.id,login,name,score,band,coverage,involvement,location,company,followers,role_pulls,
			role_reviews,hireable,last_active"
		lead="$basic,stars,first_seen,linkedin,website,social,languages,skills,headline,reason,missing"
		order="ORDER BY tier,points DESC,l.id"
		from="FROM lead l JOIN evidence e ON e.id=l.id $order"
		run sqlite-fields "$N" sqlite3 -csv "$work/sqlite.db" "SELECT $basic FROM lead l $order"
		run sqlite-csv "$N" sqlite3 -csv "$work/sqlite.db" "SELECT $lead,e.json $from"
		run sqlite-jsonl "$N" sqlite3 "$work/sqlite.db" \
			"SELECT json_object($(sed 's/\(l\.\)\?\([a-z_]\+\)/'"'\2',\2/g; s/'id',id/'id',l.id/" <<<"$lead" |
				tr -d '\n\t'),'evidence',json(e.json)) $from"
	fi
	rm -f "$work"/export.*
fi
if has upsert; then
	cp -r "$work/store" "$work/changed"
	tests/bench/query.py reread "$work/changed/data.mdb"
	"$bin/upsert" "$work/changed" "$N" "${UPSERTS:-$N}" 1000 >>"$results" || exit 1
	printf 'disk-changed\t%s\t%s\n' "$N" "$(stat -c %s "$work/changed/data.mdb")" >>"$results"
fi
if has rescore; then
	rm -rf "$work/share"
	cp -r config "$work/share"
	[ -e "$work/changed" ] || cp -r "$work/store" "$work/changed"
	for how in facts weights; do
		[ $how = facts ] || sed -i 's/^  merged_work: .*/  merged_work: 25/; s/^  review: .*/  review: 25/' \
			"$work/share/roles/data-intensive.yaml"
		MUSTER_SHARE=$work/share run "rescore-$how" "$N" ./muster --quiet \
			--store "$work/changed" rescore --role data-intensive
	done
fi
if has upsert || has rescore; then
	rm -rf "$work/changed"
fi
tests/bench/query.py table "$results"
