#!/bin/bash
# Each target on its seeds and, each time the same, mutations of them: no crash,
# no leak, nothing undefined. TAP. With "engine SECONDS" libFuzzer's program of
# each target runs that long instead, and keeps what it finds interesting in
# build/fuzz/corpus.
cd "$(dirname "$0")/../.." || exit 1
mutations=${FUZZ_MUTATIONS:-150}

# Cases of other tests are seeds too; corpus/ holds those that are not, and
# whatever once failed.
seeds() {
	ls -d tests/fuzz/corpus/"$1" 2>/dev/null
	case $1 in
	answer) ls tests/golden/github/*/input* ;;
	yaml) ls tests/golden/config/*/input* config/roles/*.yaml ;;
	text) ls tests/golden/signals/*/input* README.md ;;
	esac
}

for source in tests/fuzz/fuzz_*.c; do
	name=${source##*/fuzz_}
	name=${name%.c}
	mapfile -t files < <(seeds "$name")
	if [ "${1:-}" = engine ]; then
		mkdir -p "build/fuzz/corpus/$name"
		# many are called "input"
		while IFS= read -r file; do
			cp "$file" "build/fuzz/corpus/$name/${file//\//-}"
		done < <(find "${files[@]}" -type f)
		said=$("build/fuzz/tests/fuzz/fuzz_$name" -max_total_time="$2" -timeout=10 -rss_limit_mb=2048 -max_len=65536 \
			-dict=tests/fuzz/words.dict -artifact_prefix="build/fuzz/$name-" -print_final_stats=1 \
			"build/fuzz/corpus/$name" 2>&1)
	else
		said=$("build/asan/tests/fuzz/fuzz_$name" -n "$mutations" "${files[@]}" 2>&1)
	fi
	# shellcheck disable=SC2181 # the two ways above
	if [ $? -eq 0 ]; then
		echo "ok - fuzz $name: $(grep -E 'inputs of|number_of_executed_units' <<<"$said" | tr -s ' ' | tr '\n' ' ')"
	else
		echo "not ok - fuzz $name"
		tail -n 30 <<<"$said" | sed 's/^/# /'
	fi
done
