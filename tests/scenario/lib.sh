# shellcheck shell=bash
# Sourced by every scenario: a fresh directory, a simulator on a free port, and
# checks that print TAP. The binary is $MUSTER.
set -u
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
MUSTER=${MUSTER:-$root/muster}
dir=$(mktemp -d "${TMPDIR:-/tmp}/muster-scenario-XXXXXX")
simulator=
[ -x "$MUSTER" ] || { echo "not ok - $MUSTER is not built"; exit 1; }
# Prints a store's facts. Who builds muster alone has an older one.
facts=$root/build/release/tests/scenario/facts
[ "$facts" -nt "$root/build/release/libmuster.a" ] || make -s -C "$root" "${facts#"$root"/}" >&2 || exit 1
export HOME=$dir/home XDG_CONFIG_HOME=$dir/config XDG_STATE_HOME=$dir/state
export MUSTER_STORE=$dir/store MUSTER_SHARE=$root/config GITHUB_TOKEN=test-token
unset MUSTER_CONFIG MUSTER_NOW MUSTER_CLOCK MUSTER_SUPPRESS_KEY CREDENTIALS_DIRECTORY
unset COLUMNS NO_COLOR TZ TZDIR http_proxy https_proxy
mkdir -p "$HOME" "$XDG_CONFIG_HOME"

finish() {
	[ -z "$simulator" ] || kill "$simulator" 2>/dev/null
	wait 2>/dev/null
	[ -n "${KEEP:-}" ] || rm -rf "$dir"
}
trap finish EXIT

# virtual_clock TIME: from now on simulator and muster go by a clock that starts
# there and is put forward instead of waiting (tests only, see HACKING.md).
virtual_clock() {
	export MUSTER_CLOCK=$dir/clock
	printf '%d 0\n' $((($(date -d "$1" +%s) - $(date +%s)) * 1000)) >"$MUSTER_CLOCK"
}

# start_simulator ARGS...: sets $url. Waits for its first line, not for time.
start_simulator() {
	[ -z "$simulator" ] || { kill "$simulator"; wait "$simulator"; }
	rm -f "$dir/ready"
	mkfifo "$dir/ready"
	node "$root/tests/github/server.js" --port 0 ${MUSTER_CLOCK:+--clock-file "$MUSTER_CLOCK"} "$@" \
		>"$dir/ready" 2>"$dir/simulator.err" &
	simulator=$!
	read -r _ url <"$dir/ready"
	[ -n "$url" ] || { echo "not ok - the simulator did not start"; exit 1; }
}

# fault_world SEED:PEOPLE:REPOS:PULLS ARGS...: a world with one seed, a role
# for it, and faults.py on it.
fault_world() {
	local world=$1
	shift
	export START=2027-01-15T01:00:00Z ROLE=tiny
	virtual_clock "$START"
	start_simulator --generate "$world" --seed-names twmb/franz-go=Go=messaging "$@"
	mkdir -p "$XDG_CONFIG_HOME/muster/roles"
	sed '/^  - [a-zA-Z-]*\/[a-zA-Z-]*$/{/twmb/!d}' "$root/config/roles/data-intensive.yaml" \
		>"$XDG_CONFIG_HOME/muster/roles/$ROLE.yaml"
}
faults() {
	URL=$url DIR=$dir MUSTER=$MUSTER FACTS=$facts \
		python3 "$root/tests/scenario/faults.py" "$@"
}

# The simulator's control door: ask PATH, or tell PATH JSON.
ask() { curl -sf "$url/_sim/$1"; }
tell() { curl -sf -X POST -H 'content-type: application/json' -d "$2" "$url/_sim/$1"; }

# muster with output kept: $status, $dir/out, $dir/err.
run() {
	"$MUSTER" "$@" >"$dir/out" 2>"$dir/err" </dev/null
	status=$?
	return 0
}

pass() { echo "ok - $1"; }
fail() {
	echo "not ok - $1"
	shift
	[ $# -eq 0 ] || printf '%s\n' "$@" | sed 's/^/# /'
	[ ! -s "$dir/err" ] || tail -n 5 "$dir/err" | sed 's/^/# stderr: /'
}
# check WHAT COMMAND...: passes when the command succeeds.
check() {
	local what=$1
	shift
	if "$@" >"$dir/check" 2>&1; then pass "$what"; else fail "$what" "$*" "$(tail -n 5 "$dir/check")"; fi
}
not() { ! "$@"; }
exits() { check "$1" [ "$status" -eq "$2" ]; }
says() { check "$1" grep -qE -- "$2" "$dir/err"; }
prints() { check "$1" grep -qE -- "$2" "$dir/out"; }
silent() { check "$1" [ ! -s "$dir/err" ]; }
# One sentence: a single line on standard error.
one_sentence() { check "$1" [ "$(wc -l <"$dir/err")" -eq 1 ]; }
# Leads as JSON lines from standard input, without the times that differ from
# one crawl to the next.
timeless() {
	python3 -c "
import json, sys
for line in sys.stdin.buffer.read().decode('utf-8').split('\\n'):
    if not line: continue
    lead = json.loads(line)
    for key in ('first_seen', 'fetched_at', 'notice_due'): del lead[key]
    print(json.dumps(lead))"
}
# json EXPRESSION: of $dir/out's lines as the list L; true passes.
json() {
	check "$1" python3 -c "
import json, sys
L = [json.loads(l) for l in open('$dir/out', encoding='utf-8') if l.startswith('{')]
sys.exit(0 if ($2) else repr($2))"
}
