#!/bin/bash
# The daemon: starts, runs by schedule, answers, lets others write, reloads,
# rescores on request, tells its state, stops in grades, outlives failures.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"
export TZ=UTC
config=$XDG_CONFIG_HOME/muster/muster.yaml
mkdir -p "$XDG_CONFIG_HOME/muster/roles"
daemon='' web=http://127.0.0.1:9
stop_all() {
	[ -z "$daemon" ] || kill -9 "$daemon" 2>/dev/null
	[ -z "${listener:-}" ] || kill "$listener" 2>/dev/null
	finish
}
trap stop_all EXIT

start_listener() {
	rm -f "$dir/told" "$dir/notify"
	mkfifo "$dir/told"
	python3 "$root/tests/scenario/notify.py" "$dir/notify" >"$dir/told" &
	listener=$!
	exec 7<"$dir/told"
	read -r _ <&7
}
# What is waited for comes or the test hangs for a minute; nothing is timed.
# told WORDS: the service manager is told a line that begins with it.
told() {
	while read -r -t 60 line <&7; do
		case $line in "$1"*) return 0 ;; esac
	done
	return 1
}
# logged REGEX [N]: the daemon logs it, for the Nth time.
logged() {
	# grep that writes to /dev/null would end at the first line
	timeout 60 grep -E -m "${2:-1}" -- "$1" < <(tail -n +1 -f --pid="$daemon" "$dir/daemon.err") >"$dir/logged"
	[ "$(wc -l <"$dir/logged")" -ge "${2:-1}" ] ||
		{ tail -n 4 "$dir/daemon.err"; return 1; }
}
start_daemon() {
	: >"$dir/daemon.err"
	NOTIFY_SOCKET=$dir/notify "$MUSTER" daemon --api-url "$url" 2>"$dir/daemon.err" &
	daemon=$!
	logged 'component=daemon message="ready' &&
		web=$(sed -n 's/.*listening: \(http[^"]*\)".*/\1/p' "$dir/daemon.err")
}
# stop_daemon SIGNAL STATUS: asks it to stop and compares its exit status.
stop_daemon() {
	kill "-$1" "$daemon"
	wait "$daemon"
	local got=$?
	daemon=
	[ "$got" -eq "$2" ] || { echo "status $got"; return 1; }
}
fetch() { curl -s -o "$dir/body" -w '%{http_code}' "$@"; }
metric() { curl -s "$web/metrics" | grep -F -- "$1" | grep -v '^#' | sed 's/.* //'; }
answers() { [ "$(fetch "${@:2}")" = "$1" ]; }
# a_role NAME SCHEDULE: one seed of the generated world.
a_role() {
	sed '/^  - [a-zA-Z-]*\/[a-zA-Z-]*$/{/twmb/!d}; /^schedule:/d' "$root/config/roles/data-intensive.yaml" \
		>"$XDG_CONFIG_HOME/muster/roles/$1.yaml"
	echo "schedule: $2" >>"$XDG_CONFIG_HOME/muster/roles/$1.yaml"
}
settings() { printf 'daemon:\n  listen: 127.0.0.1:0\n  time_zone: UTC\n%s\n' "$1" >"$config"; }

start_simulator --generate 11:50:1 --seed-names twmb/franz-go=Go=messaging
a_role alpha '17 3 * * *'
a_role beta '47 3 * * *'
settings ''

# ---- what can't start says so ----
GITHUB_TOKEN='' run daemon
exits "without a token it does not start" 4
printf 'daemon:\n  listen: 0.0.0.0:9465\n' >"$config"
run daemon
exits "it listens on this machine alone" 2
says "and says where that stands" 'muster.yaml:2: daemon.listen: got "0.0.0.0:9465"'
settings ''
run daemon --role nobody
exits "an unknown role is refused" 2

# ---- ready, and what it answers ----
run role enable alpha
start_listener
check "it starts" start_daemon
check "the service manager is told" told READY=1
check "healthz is ok" answers 200 "$web/healthz"
check "a role that never ran runs at once" logged 'run: alpha: begins'
check "metrics are answered" answers 200 "$web/metrics"
check "in the text format, each family with HELP and TYPE" python3 - "$dir/body" "$root/crawler/crawl.h" <<'END'
import re, sys
seen, types = {}, {}
for line in open(sys.argv[1], encoding='utf-8'):
    m = re.match(r'# (HELP|TYPE) (\w+) (.+)$', line)
    if m:
        assert m[2] not in seen or m[1] == 'TYPE', line
        seen.setdefault(m[2], []).append(m[1])
        if m[1] == 'TYPE': types[m[2]] = m[3]
        continue
    m = re.match(r'(muster_\w+)(\{\w+="[^"\n]*"(,\w+="[^"\n]*")*\})? -?\d+$', line)
    assert m, line
    assert seen[m[1]] == ['HELP', 'TYPE'], line
    assert (types[m[1]] == 'counter') == m[1].endswith('_total'), line
text = open(sys.argv[1], encoding='utf-8').read()
source = open(sys.argv[2], encoding='utf-8').read()
def names(macro):
    return re.findall(r'X\((\w+)\)', source.split('#define ' + macro + '(X)')[1].split('\n\n')[0])
for name in names('CRAWL_COUNTERS'):
    assert f'\nmuster_{name}_total ' in text or name == 'tasks_left', name
for name in names('CRAWL_FAULTS'):
    assert f'muster_faults_total{{kind="{name}"}} ' in text, name
END
check "nothing else is found" answers 404 "$web/"
check "nothing can be posted" answers 405 -d x "$web/metrics"
check "a name bound to this machine is refused" answers 421 -H 'Host: example.com' "$web/metrics"

# ---- beside others ----
run daemon
exits "a second daemon exits with 3" 3
says "and names the first" "in use by \"daemon\" .process $daemon"
run crawl --role alpha --api-url "$url"
exits "so does a crawl" 3
# From here on the run is held up by slow answers, so that there is a while.
tell latency '{"ms": 500}' >/dev/null
leads=0
while [ "$leads" -lt 4 ] && kill -0 "$daemon"; do
	run leads --json --all --limit all --role alpha
	leads=$(wc -l <"$dir/out")
done
cp "$dir/out" "$dir/some"
nth() { python3 -c "import json; print(json.loads(open('$dir/some').read().splitlines()[$1])['login'])"; }
check "the run still goes on" [ "$(metric muster_running)" = 1 ]
run mark "$(nth 0)" shortlisted --role alpha
exits "a mark is taken meanwhile" 0
run note "$(nth 0)" 'prefers part time' --role alpha
exits "so is a note" 0
run forget "$(nth 1)" --yes
exits "somebody is forgotten meanwhile" 0
run suppress "$(nth 2)"
exits "somebody is suppressed meanwhile" 0
run rescore --role alpha
exits "a rescore is left to the daemon" 0
says "which is said" 'A daemon is running'
run rescore --role nobody
exits "but not one of an unknown role" 2

# ---- reload ----
settings 'github: {reserve: 400}'
kill -HUP "$daemon"
check "settings are read again during a run" logged 'reload: done, from the next run on'
check "the service manager is told" told RELOADING=1
check "and when it is over" told READY=1
settings 'github: {reserve: many}'
kill -HUP "$daemon"
check "a bad file is named, with its line" logged 'reload: .*muster.yaml:4: github.reserve: got .*the old settings stay'
settings 'github: {reserve: 400}'
echo 'wieghts: {}' >>"$XDG_CONFIG_HOME/muster/roles/alpha.yaml"
kill -HUP "$daemon"
check "so is a bad role" logged 'reload: .*alpha.yaml:[0-9]*: wieghts: .*the old settings stay'
a_role alpha '17 3 * * *'
check "both are counted" [ "$(metric muster_reloads_failed_total)" = 2 ]
kill -USR1 "$daemon"
check "the state is told" logged 'component=state message="daemon: running'
check "with roles, limits, counters" sh -c "grep -q 'role: alpha: last_run=never result=none' '$dir/daemon.err' && grep -q 'limits: rest=4' '$dir/daemon.err' && grep -q 'counters: people_seen=[1-9]' '$dir/daemon.err' && grep -q 'faults: network=0' '$dir/daemon.err'"
tell latency '{"ms": 0}' >/dev/null

# ---- after the run ----
check "the run ends" logged 'run: alpha: done'
check "the rescore is done" logged 'rescore: alpha: [1-9][0-9]* people'
run journal --limit 50
prints "and in the journal" 'rescore .*alpha'
run leads status:shortlisted --json --role alpha
json "the mark was kept" "len(L) == 1 and len(L[0]['notes']) == 1"
run leads --json --all --limit all --role alpha
json "the forgotten and the suppressed did not come back" \
	"not {'$(nth 1)', '$(nth 2)'} & {l['login'] for l in L}"
curl -s "$web/metrics" >"$dir/metrics"
check "no login and no name is in the metrics" python3 -c "
import json
text = open('$dir/metrics', encoding='utf-8').read()
for line in open('$dir/out', encoding='utf-8'):
    lead = json.loads(line)
    assert lead['login'] not in text and (not lead['name'] or lead['name'] not in text)"
check "the last run was a success" [ "$(metric 'muster_last_run_success{role="alpha"}')" = 1 ]
check "the next one is at 03:17" [ "$(date -u -d "@$(metric 'muster_next_run_timestamp_seconds{role="alpha"}')" +%H:%M)" = 03:17 ]
run role enable beta
check "a role that is enabled meanwhile runs" logged 'run: beta: done'
check "what was enabled before does not" [ "$(grep -c 'run: alpha.*begins' "$dir/daemon.err")" = 1 ]
check "told when idle" told 'STATUS=idle, next run: '
check "it stops at once when idle" stop_daemon TERM 143
check "and says so" told STOPPING=1
run crawl --role alpha --api-url "$url" --log err
exits "the store is free again" 0

# ---- failures that it outlives ----
rm -f "$dir/token"
(umask 077 && echo wrong-token >"$dir/token")
settings "github: {token_file: $dir/token}"
unset GITHUB_TOKEN
export MUSTER_STORE=$dir/other
run role enable alpha
start_daemon
check "a refused token does not end it" logged 'run: alpha: .*not tried again before'
check "healthz says why" answers 503 "$web/healthz"
check "in words" grep -q 'the last run of alpha failed: ' "$dir/body"
check "it is said once" [ "$(grep -c 'not tried again before' "$dir/daemon.err")" = 1 ]
echo test-token >"$dir/token"
tell latency '{"ms": 500}' >/dev/null
kill -HUP "$daemon"
check "with a good token it goes on after SIGHUP" logged 'run: alpha: begins' 2
kill -TERM "$daemon"
check "told to stop in a run it drains" logged 'run: alpha: interrupted'
wait "$daemon"
check "and exits with 143" [ $? -eq 143 ]
tell latency '{"ms": 300000}' >/dev/null
start_daemon
check "the next start takes the run up" logged 'run: alpha: begins'
check "told so" told 'STATUS=crawling'
kill -INT "$daemon"
check "a second signal cancels what hangs" stop_daemon INT 130
tell latency '{"ms": 0}' >/dev/null
chmod 644 "$dir/token"
run daemon
exits "a token that others can read is refused" 2
chmod 600 "$dir/token"

here=$url
url=http://127.0.0.1:9
start_daemon
check "that nobody answers does not end it" logged 'run: alpha: .*tried again soon'
check "healthz says so" answers 503 "$web/healthz"
check "it can be stopped" stop_daemon TERM 143
url=$here

# ---- days ----
# it still holds the answer that nobody waits for any more
kill -9 "$simulator"
wait "$simulator" 2>/dev/null
simulator=
virtual_clock "tomorrow 12:00"
start_simulator --generate 11:50:1 --seed-names twmb/franz-go=Go=messaging
run role disable beta
start_daemon
check "by a moved clock it runs every night" logged 'run: alpha: done' 4
check "it stops" stop_daemon TERM 143
check "what was missed is made up once, then it is 03:17" python3 -c "
import re
begins = re.findall(r'time=\S+T(\d\d:\d\d):\d\dZ .*run: alpha: begins', open('$dir/daemon.err').read())
assert begins[0].startswith('12:') and set(begins[1:4]) <= {'03:17', '03:18'}, begins"
