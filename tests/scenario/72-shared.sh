#!/bin/bash
# One store for a team: the daemon of one user writes, who is in its group
# queries, marks, forgets and suppresses meanwhile, and everybody else is
# refused in a sentence. Somebody else can be had by root alone.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"
if [ "$(id -u)" != 0 ] || ! command -v setpriv >/dev/null; then
	pass "a team shares a store # skip: takes root and setpriv"
	exit 0
fi
daemon=''
stop_all() {
	[ -z "$daemon" ] || kill -9 "$daemon" 2>/dev/null
	finish
}
trap stop_all EXIT

# Numbers that nobody has: the daemon's user and group, a sourcer, a stranger.
muster=61001 sourcer=61002 stranger=61003
chmod 755 "$dir"
mkdir -p "$dir/bin" "$dir/etc/roles" "$dir/lib"
cp "$MUSTER" "$dir/bin/muster"
cp "$(dirname "$MUSTER")/muster-crawler" "$dir/bin/muster-crawler"
cp -r "$root/config" "$dir/share"
chmod -R a+rX "$dir/bin" "$dir/etc" "$dir/share"
# as systemd makes a StateDirectory
chown $muster:$muster "$dir/lib"
chmod 2770 "$dir/lib"
export MUSTER_SHARE=$dir/share MUSTER_CONFIG=$dir/etc/muster.yaml
unset MUSTER_STORE XDG_STATE_HOME XDG_CONFIG_HOME
store=$dir/lib/store
settings() {
	printf 'store: {path: %s, shared: %s}\ndaemon: {listen: "off"}\n' "$store" "$1" >"$MUSTER_CONFIG"
	chmod 644 "$MUSTER_CONFIG"
}
settings yes
sed '/^  - [a-zA-Z-]*\/[a-zA-Z-]*$/{/twmb/!d}; /^schedule:/d' "$root/config/roles/data-intensive.yaml" \
	>"$dir/etc/roles/alpha.yaml"
chmod 644 "$dir/etc/roles/alpha.yaml"

# user ID GROUPS COMMAND...
user() {
	local id=$1 groups=$2
	shift 2
	setpriv --reuid="$id" --regid="$id" --groups="$groups" env HOME=/nonexistent "$@"
}
# as ID GROUPS COMMAND...: with output kept.
as() {
	user "$@" >"$dir/out" 2>"$dir/err" </dev/null
	status=$?
}
as_muster() { as $muster $muster "$dir/bin/muster" "$@"; }
as_sourcer() { as $sourcer $sourcer,$muster "$dir/bin/muster" "$@"; }
as_stranger() { as $stranger $stranger "$dir/bin/muster" "$@"; }
logged() {
	# grep that writes to /dev/null would end at the first line
	timeout 60 grep -E -m 1 -- "$1" < <(tail -n +1 -f --pid="$daemon" "$dir/daemon.err") >"$dir/logged"
	[ -s "$dir/logged" ] || { tail -n 4 "$dir/daemon.err"; return 1; }
}
nth() { sed -n "$(($1 + 1))p" "$dir/logins"; }
# Modes and groups of all there is, but for the names.
modes() { find "$dir/lib" -mindepth 1 -printf '%y %m %G\n' | sort -u | xargs; }
shared="d 2770 $muster f 660 $muster"

start_simulator --generate 11:50:1 --seed-names twmb/franz-go=Go=messaging
as_muster role enable alpha
exits "the daemon's user enables a role" 0
: >"$dir/daemon.err"
setpriv --reuid=$muster --regid=$muster --clear-groups env HOME=/nonexistent \
	"$dir/bin/muster" daemon --api-url "$url" 2>"$dir/daemon.err" </dev/null >/dev/null &
daemon=$!
check "the daemon runs" logged 'run: alpha: begins'
as_sourcer stats
exits "who is in the group opens the store during the run" 0
check "the run ends" logged 'run: alpha: done'
check "all is the group's and nobody else's" [ "$(modes)" = "$shared" ]

as_sourcer leads --role alpha --json --all
exits "the group queries beside the daemon" 0
python3 -c "
import json
for l in open('$dir/out', encoding='utf-8'): print(json.loads(l)['login'])" >"$dir/logins"
check "and sees leads" [ "$(wc -l <"$dir/logins")" -gt 5 ]
as_sourcer mark "$(nth 0)" shortlisted --role alpha
exits "marks" 0
as_sourcer note "$(nth 0)" 'prefers part time' --role alpha
exits "notes" 0
as_sourcer forget "$(nth 1)" --yes
exits "forgets" 0
as_sourcer suppress "$(nth 2)"
exits "suppresses" 0
as_sourcer rescore --role alpha
exits "and asks for a rescore" 0
check "which the daemon does" logged 'rescore: alpha: [1-9][0-9]* people'
as_sourcer export --role alpha --format csv -o /dev/full
exits "an export that fails is told" 1
as_muster show "$(nth 0)" --role alpha --json
json "the daemon's user sees the mark" "L[0]['status'] == 'shortlisted'"
as_muster journal --json
json "under the sourcer's name" "any(e['action'] == 'forget' and e['actor'] == '$sourcer' for e in L)"
as_muster suppress "$(nth 1)"
exits "both hash by the same key" 0
as_sourcer leads --role alpha --count
check "nobody had to make another" [ "$(find "$dir/lib" -name 'suppress.key*' | wc -l)" = 1 ]
as_sourcer crawl --role alpha --api-url "$url"
exits "a second crawl is refused" 3
says "with what runs" 'in use by "daemon'

for command in stats "mark $(nth 0) shortlisted" crawl doctor; do
	# shellcheck disable=SC2086
	as_stranger $command
	check "a stranger is refused: ${command%% *}" [ "$status" -ne 0 ]
	check "with path, group and what to do: ${command%% *}" grep -qE \
		"$dir/lib is open to group $muster alone, and you are not in it: .sudo usermod --append --groups $muster $stranger" \
		"$dir/err" "$dir/out"
done

kill "$daemon"
wait "$daemon"
check "the daemon ends" [ $? -eq 143 ]
daemon=''

# ---- what a sourcer makes is the group's, too ----
as_sourcer compact
exits "the group compacts" 0
as_sourcer backup "$dir/lib/copy"
exits "and backs up" 0
check "for the group, still" [ "$(modes)" = "$shared" ]
as_muster crawl --role alpha --api-url "$url"
exits "the owner crawls on" 0
as_sourcer dump -o "$dir/lib/dump.jsonl"
check "a dump is for whoever made it" [ "$(stat -c '%a %u' "$dir/lib/dump.jsonl")" = "600 $sourcer" ]
rm "$dir/lib/dump.jsonl"
# root leaves nothing that the others can't use
as 0 0 "$dir/bin/muster" compact
exits "root compacts" 0
check "and gives the file to the owner" [ "$(stat -c '%u %g %a' "$store/data.mdb")" = "$muster $muster 660" ]

# ---- and back ----
settings no
as_sourcer stats
exits "until the owner opens it, the group stays" 0
as_muster stats
exits "the owner opens it" 0
as_sourcer stats
check "then the group is refused" [ "$status" -ne 0 ]
says "and told by what" "it is for its owner $muster alone: .store: .shared: yes.. in the owner's muster.yaml opens it to group $muster"
one_sentence "in one sentence"
check "all is the owner's alone" [ "$(find "$store" "$dir/lib/suppress.key" -perm /077)" = "" ]
