#!/bin/bash
# What can go wrong at the start ends with one clear sentence, the contract's
# exit status, and the store as before.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

run leads
exits "leads without a store is a failure" 1
one_sentence "and says so in one sentence"
says "and says what to do" 'crawl'
for command in leads export; do
	run $command lng:go
	exits "$command: a slip in the query is told before that" 2
	says "$command: at its place" 'column 1: unknown field "lng"; the nearest is "lang"'
done
run leads @mine
exits "of saved searches only a store knows" 1

run crawl
exits "a crawl without a role is a usage error" 2
says "and names the roles" 'data-intensive'
run crawl --role data-intensiv
exits "an unknown role is a usage error" 2
says "and the nearest role is named" 'data-intensive'
run crawl --rol x
exits "an unknown option is a usage error" 2
run lead
exits "an unknown command is a usage error" 2
says "and the nearest command is named" 'leads'

start_simulator --generate 3:30:2
GITHUB_TOKEN=wrong run crawl --role data-intensive --api-url "$url" --log err
exits "a wrong token ends with status 4" 4
one_sentence "a wrong token is one sentence"
says "that speaks of the token" 'token'
GITHUB_TOKEN='' run crawl --role data-intensive --api-url "$url" --log err
exits "no token ends with status 4" 4

run crawl --role merged-only --seed nobody/nothing --api-url "$url" --log err
exits "an unknown repository alone is a failure" 1
says "that names it" 'nobody/nothing'
run crawl --role merged-only --seed 'not a repository' --api-url "$url" --log err
exits "a malformed repository is a usage error" 2

MUSTER_STORE=$dir/fresh run crawl --role data-intensive --api-url http://127.0.0.1:9 --log err
exits "an unreachable server is a failure" 1
one_sentence "an unreachable server is one sentence"
run crawl --role data-intensive --api-url http://192.0.2.1 --log err
exits "the token does not leave over plain http" 2

mkdir -p "$XDG_CONFIG_HOME/muster/roles"
printf 'github:\n  api_urll: x\n' >"$XDG_CONFIG_HOME/muster/muster.yaml"
run crawl --role data-intensive --api-url "$url"
exits "an unknown key is a configuration error" 2
says "with file and line" 'muster\.yaml:2: '
says "and the nearest key" 'api_url'
printf 'github: [\n' >"$XDG_CONFIG_HOME/muster/muster.yaml"
run leads
exits "broken YAML is a configuration error" 2
says "with file and line" 'muster\.yaml:[0-9]+: '
rm "$XDG_CONFIG_HOME/muster/muster.yaml"
sed 's/^  merged_work:.*/  merged_work: 1/' "$root/config/roles/data-intensive.yaml" \
	>"$XDG_CONFIG_HOME/muster/roles/light.yaml"
run role check light
exits "weights that do not add up are a configuration error" 2
says "with file, line and what was expected" 'light\.yaml:[0-9]+: .*100'
rm "$XDG_CONFIG_HOME/muster/roles/light.yaml"

touch "$dir/file"
MUSTER_STORE=$dir/file/store run crawl --role data-intensive --api-url "$url" --log err
exits "a store that can't be made is a failure" 1
one_sentence "and one sentence"
if [ "$(id -u)" -ne 0 ]; then
	mkdir -m 500 "$dir/locked"
	MUSTER_STORE=$dir/locked/store run crawl --role data-intensive --api-url "$url" --log err
	exits "an unwritable store is a failure" 1
fi

run crawl --role data-intensive --api-url "$url" --log err
exits "the crawl itself works" 0
run leads --role data-intensive --json --limit 1000
cp "$dir/out" "$dir/before"

exec 9>>"$dir/store/crawl.lock"
flock 9
run crawl --role data-intensive --api-url "$url" --log err
exits "a second crawl is refused with status 3" 3
one_sentence "a second crawl is one sentence"
run leads --role data-intensive --json --limit 1000
exits "queries go on beside a crawl" 0
flock -u 9
exec 9>&-

# On a file system of 400 KB, where the kernel lets an ordinary user make one.
small_disk() {
	unshare -rm sh -c '
		mount -t tmpfs -o size=400k none "$1" || exit 99
		"$2" --store "$1/store" crawl --role data-intensive --api-url "$3" --log err
		status=$?
		"$2" --store "$1/store" stats >/dev/null 2>&1 || exit 98
		exit $status' sh "$dir/disk" "$MUSTER" "$url"
}
mkdir "$dir/disk"
if unshare -rm true 2>/dev/null; then
	small_disk >"$dir/out" 2>"$dir/err"
	status=$?
	exits "a full disk ends with status 1, the store still opens" 1
	one_sentence "a full disk is one sentence"
	says "that speaks of space" 'space|full'
fi

run leads --role data-intensive --json --limit 1000
check "the store is as before" cmp -s "$dir/before" "$dir/out"
