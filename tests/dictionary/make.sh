#!/bin/bash
# Trains the dictionaries of store/value/dictionary: make.sh NUMBER [NAME...].  Crawls
# worlds of the simulator, whose people and texts are invented, samples the
# stored values and writes NAME-NUMBER.zdict; "pieces" chooses the pieces of
# texts (pieces.py).  What has been released is never made anew: stored values
# need it.  Takes some minutes.
set -eu
cd "$(dirname "$0")/../.."
number=${1:?the number of the new dictionaries}
samples=build/release/tests/dictionary/samples
shift
names=${*:-person repository work score reasons pieces}
bytes=32768
dir=$(mktemp -d)
simulator=
finish() {
	[ -z "$simulator" ] || kill "$simulator"
	rm -rf "$dir"
}
trap finish EXIT

export HOME=$dir XDG_CONFIG_HOME=$dir MUSTER_SHARE=$PWD/config GITHUB_TOKEN=test-token
file_of() {
	[ "$1" = pieces ] && echo "store/value/dictionary/pieces-$number.bin" ||
		echo "store/value/dictionary/$1-$number.zdict"
}
for name in $names; do
	[ ! -e "$(file_of "$name")" ] || { echo "$(file_of "$name") is there" >&2; exit 1; }
done
for kind in person repository work score reasons; do
	mkdir -p "$dir/samples/$kind"
done
make -s all "$samples"
for seed in 7 21 22; do
	rm -f "$dir/url"
	node tests/github/server.js --port-file "$dir/url" --generate "$seed:900:12:300" \
		--now 2027-01-15T00:00:00Z --hostile 0 --planted 0 --refusing 0 >"$dir/log" &
	simulator=$!
	until [ -s "$dir/url" ]; do read -r -t 0.1 <> <(:) || true; done
	for role in data-intensive api-generalist systems-performance; do
		./muster --quiet --store "$dir/store$seed" crawl --role "$role" --api-url "$(cat "$dir/url")" --log err
	done
	kill "$simulator"
	simulator=
	"$samples" "$dir/store$seed" "$dir/samples" "$seed"
done
./muster --quiet --store "$dir/store7" dump >"$dir/dump"
for name in $names; do
	if [ "$name" = pieces ]; then
		tests/dictionary/pieces.py "$number" "$dir/dump"
	else
		zstd -q --train-fastcover -r "$dir/samples/$name" --maxdict="$bytes" \
			-o "$(file_of "$name")"
	fi
	sha256sum "$(file_of "$name")"
done
