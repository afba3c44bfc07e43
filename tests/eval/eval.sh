#!/bin/bash
# Measures every signal on labelled data beside the figure to beat, and whether
# the ranking finds the maintainers of real repositories: tests/eval/eval.sh DATA
# DATA holds score.py with TASK/{test,dev}.jsonl, and rank.py with world/ and
# maintainers.csv, which the simulator serves; what is absent is said and left out.
# ONLY=figures, ONLY=rank or ONLY=reasons runs one part.
data=${1:-}
if [ -z "$data" ] || [ ! -d "$data" ]; then
	echo "eval: no labelled data${data:+ in $data}: make eval DATA=DIR; tests/eval/README.md says what DIR holds" >&2
	exit 2
fi
data=$(cd "$data" && pwd)
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/../scenario/lib.sh"
export PYTHONDONTWRITEBYTECODE=1
table=$dir/table
: >"$table"

figures() {
	if [ ! -e "$data/score.py" ]; then
		echo "eval: $data has no score.py: no figures of single signals" >&2
		return
	fi
	python3 "$data/score.py" "$MUSTER" "$data" >>"$table"
	python3 "$root/tests/eval/left_out.py" "$MUSTER" "${MUSTER_SHARE:-$root/config}" "$data" >>"$table"
}

# A program that answers for rank.py from the store, or the directory of
# stores, named by the first argument.
front() {
	printf '#!/bin/bash\n%s\nexec "%s" --store "%s" "$@"\n' "$2" "$MUSTER" "$3" >"$1"
	chmod +x "$1"
}

# crawl_into STORE SEED...
crawl_into() {
	local store=$1 seeds=()
	shift
	for seed in "$@"; do seeds+=(--seed "$seed"); done
	"$MUSTER" --store "$store" crawl --role merged-only "${seeds[@]}" --api-url "$url" --log err --quiet ||
		echo "eval: the crawl of $* ended with status $?" >&2
}

rank_into_table() {
	python3 "$data/rank.py" "$data" "$2" merged-only | sed "s|^|$1\t|" >>"$table"
}

# world WHAT: serves the repositories, sets $names; or says why WHAT is not measured.
world() {
	local name
	names=()
	if [ ! -d "$data/world" ]; then
		echo "eval: $data has no world/: $1 not measured" >&2
		return 1
	fi
	if ! command -v node >/dev/null || [ ! -d "$root/tests/github/node_modules" ]; then
		echo "eval: the simulator is not installed (tests/setup.sh test): $1 not measured" >&2
		return 1
	fi
	for name in "$data"/world/*__*; do
		[ -d "$name" ] || continue
		name=${name##*/}
		names+=("${name%%__*}/${name#*__}")
	done
	start_simulator --no-limits --hostile 0 --planted 0 --refusing 0 --world "$data/world"
}

rank() {
	local name
	if [ ! -e "$data/rank.py" ]; then
		echo "eval: $data has no rank.py: the ranking is not measured" >&2
		return
	fi
	world "the ranking is" || return
	crawl_into "$dir/one" "${names[@]}"
	for name in "${names[@]}"; do
		crawl_into "$dir/each/${name%%/*}__${name#*/}" "$name"
	done
	front "$dir/in-one" '' "$dir/one"
	# shellcheck disable=SC2016
	front "$dir/in-each" 'repo=${2#repo:}; repo=${repo%%/*}__${repo#*/}' "$dir/each/\$repo"
	rank_into_table "rank, one store" "$dir/in-one"
	rank_into_table "rank, a store each" "$dir/in-each"
}

# Whether what is said of 200 leads of each shipped role is true by its link.
reasons() {
	local role seeds=()
	world "reasons are" || return
	for name in "${names[@]}"; do seeds+=(--seed "$name"); done
	for role in data-intensive systems-performance api-generalist; do
		"$MUSTER" --store "$dir/reasons" crawl --role "$role" "${seeds[@]}" --api-url "$url" --log err --quiet ||
			echo "eval: the crawl for $role ended with status $?" >&2
		"$MUSTER" --store "$dir/reasons" leads --role "$role" --json --limit 200 >"$dir/leads" 2>/dev/null
		echo "reasons, $role:"
		python3 "$root/tests/eval/reasons.py" "$url" "$dir/leads"
	done
}

[ "${ONLY:-figures}" != figures ] || figures
[ "${ONLY:-rank}" != rank ] || rank
[ "${ONLY:-reasons}" != reasons ] || reasons
[ ! -s "$table" ] || python3 "$root/tests/eval/table.py" "$table"
