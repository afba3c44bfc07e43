#!/bin/bash
# Measures the main job on a generated world: requests, points, seconds, CPU and
# peak private memory of a first and a second crawl; then common queries.
# PEOPLE=2000 REPOSITORIES=8 tests/bench/crawl.sh
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/../scenario/lib.sh"
people=${PEOPLE:-2000}
repositories=${REPOSITORIES:-8}
role=${ROLE:-data-intensive}

# Peak of private (not file-backed) memory of a process, in KB, to standard
# output; ends with the process.
watch_memory() {
	local now peak=0
	while now=$(awk '/^Private_Dirty|^Swap:/ { n += $2 } END { print n }' "/proc/$1/smaps_rollup" 2>/dev/null) && [ -n "$now" ]; do
		[ "$now" -le "$peak" ] || peak=$now
		read -r -t 0.02 <> <(:) || true
	done
	echo "$peak"
}

measure_crawl() {
	/usr/bin/env bash -c 'exec "$@"' crawl "$MUSTER" crawl --role "$role" --api-url "$url" --json --log err >"$dir/out" &
	local pid=$!
	watch_memory $pid >"$dir/peak"
	wait $pid
	echo "$1: peak private memory $(cat "$dir/peak") KB"
	python3 -c "
import json
r = json.loads(open('$dir/out').read().splitlines()[-1])
n = max(r['people_seen'], 1)
print('  ' + ', '.join(f'{k} {r[k]}' for k in ('people_seen', 'people_scored', 'repositories', 'pull_requests', 'review_comments', 'commits')))
print('  ' + ', '.join(f'{k} {r[k]}' for k in ('requests', 'points_rest', 'points_graphql', 'not_modified', 'retries', 'seconds', 'max_rss_kb')))
print(f\"  points a person {(r['points_rest'] + r['points_graphql']) / n:.3f}, people an hour of this machine {n / r['seconds'] * 3600:,.0f}\")"
}

start_simulator --generate "7:$people:$repositories"
measure_crawl "first crawl"
measure_crawl "second crawl of the unchanged world"
echo "store: $(du -sk "$dir/store" | cut -f1) KB for $("$MUSTER" leads --role "$role" --all --count 2>/dev/null) leads"

# milliseconds COMMAND...: the median of 7 runs, whole process
milliseconds() {
	python3 - "$@" <<'PY'
import statistics, subprocess, sys, time
runs = []
for _ in range(7):
    start = time.perf_counter()
    subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    runs.append((time.perf_counter() - start) * 1000)
print(f'{statistics.median(runs):8.1f} ms  muster', *sys.argv[2:])
PY
}
milliseconds "$MUSTER" version
milliseconds "$MUSTER" leads --role "$role"
milliseconds "$MUSTER" leads lang:go --role "$role"
milliseconds "$MUSTER" leads kafka --role "$role" --all
milliseconds "$MUSTER" leads --role "$role" --all --limit 100000 --json
milliseconds "$MUSTER" rescore --role "$role"
