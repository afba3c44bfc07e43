#!/bin/bash
# A full disk in the middle of a crawl, a small map: nothing that was stored is
# lost, and with room again the same command goes on to the same end.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

start_simulator --generate 19:160:3:40
crawl() { run crawl --role data-intensive --api-url "$url" --log err --json; }
leads() {
	run leads --role data-intensive --json --all --limit 100000
	timeless <"$dir/out"
}
crawl
exits "an undisturbed crawl ends with status 0" 0
leads >"$dir/expected"
check "and finds people" test "$(wc -l <"$dir/expected")" -gt 50
size=$(du -sk "$dir/store" | cut -f1)
echo "# the store takes $size KB"

mkdir -p "$XDG_CONFIG_HOME/muster"
printf 'store: {map_size: 1}\n' >"$XDG_CONFIG_HOME/muster/muster.yaml"
export MUSTER_STORE=$dir/small
crawl
exits "a map of 1 MB grows as it fills" 0
leads >"$dir/leads.small"
check "with the same leads in the end" cmp -s "$dir/expected" "$dir/leads.small"
rm "$XDG_CONFIG_HOME/muster/muster.yaml"

# Disks of several sizes: each is full at another moment. Then it is made
# larger, as an administrator would.
on_disk() {
	unshare -rm sh -c '
		disk=$1 muster=$2 url=$3 out=$4
		mount -t tmpfs -o size="$5"k none "$disk" || exit 99
		"$muster" --store "$disk/store" crawl --role data-intensive --api-url "$url" --log err >"$out.1" 2>"$out.err"
		echo $? >"$out.status"
		"$muster" --store "$disk/store" doctor --api-url "$url" >"$out.doctor" 2>&1
		mount -o remount,size=256m "$disk" || exit 98
		"$muster" --store "$disk/store" crawl --role data-intensive --api-url "$url" --log err >"$out.2" 2>&1 || exit 97
		"$muster" --store "$disk/store" doctor --deep --api-url "$url" >"$out.deep" 2>&1 || exit 96
		"$muster" --store "$disk/store" leads --role data-intensive --json --all --limit 100000 >"$out"' \
		sh "$dir/disk" "$MUSTER" "$url" "$dir/out" "$1" 2>"$dir/err"
}
mkdir "$dir/disk"
if unshare -rm true 2>/dev/null; then
	for kilobytes in $((size / 6)) $((size / 3)) $((size * 3 / 4)); do
		on_disk "$kilobytes"
		status=$?
		exits "a disk of $kilobytes KB, then a larger one: all goes on" 0
		status=$(cat "$dir/out.status")
		cp "$dir/out.err" "$dir/err"
		exits "full: status 1" 1
		one_sentence "full: one sentence"
		says "full: about space" 'space|full'
		timeless <"$dir/out" >"$dir/leads.disk"
		check "with the same leads in the end" cmp -s "$dir/expected" "$dir/leads.disk"
	done
fi
