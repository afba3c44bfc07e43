#!/bin/bash
# Measures every signal on labelled data beside the figure to beat, and whether
# the ranking finds the maintainers of real repositories: tests/eval/eval.sh DATA
# DATA holds score.py with TASK/{test,dev}.jsonl, and rank.py with world/ and
# maintainers.csv, which the simulator serves; what is absent is said and left out.
# ONLY=figures or ONLY=rank runs one half.
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

rank() {
	local names=() name
	if [ ! -e "$data/rank.py" ] || [ ! -d "$data/world" ]; then
		echo "eval: $data has no rank.py with world/: the ranking is not measured" >&2
		return
	fi
	if ! command -v node >/dev/null || [ ! -d "$root/tests/github/node_modules" ]; then
		echo "eval: the simulator is not installed (tests/setup.sh test): the ranking is not measured" >&2
		return
	fi
	for name in "$data"/world/*__*; do
		[ -d "$name" ] || continue
		name=${name##*/}
		names+=("${name%%__*}/${name#*__}")
	done
	start_simulator --no-limits --hostile 0 --planted 0 --refusing 0 --world "$data/world"
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

[ "${ONLY:-figures}" != figures ] || figures
[ "${ONLY:-rank}" != rank ] || rank
python3 "$root/tests/eval/table.py" "$table"
