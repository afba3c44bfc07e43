#!/bin/bash
# Measures the crawler engine on a large generated world with GitHub's rules on,
# and beside it a script on npm's octokit that gathers the same. What is
# measured, and the figures: tests/bench/README.md.
#
#   tests/bench/engine.sh [PART...]   first second changed leads limited octokit
#
# Sizes by environment, for a short run: PEOPLE=300 SEEDS=2 PULLS=100
# OCTOKIT_SEEDS=1 OCTOKIT_PEOPLE=20 LIMITED_SEEDS=2 LIMITED_PEOPLE=200 BAN_EVERY=10.
# The crawler's waits cost no time: simulator and muster go by one virtual clock.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/../scenario/lib.sh"
people=${PEOPLE:-5000}
seeds=${SEEDS:-25}
pulls=${PULLS:-1500}
octokit_seeds=${OCTOKIT_SEEDS:-2}
octokit_people=${OCTOKIT_PEOPLE:-100}
limited_seeds=${LIMITED_SEEDS:-8}
limited_people=${LIMITED_PEOPLE:-1000}
ban_every=${BAN_EVERY:-150} # requests
parts=${*:-first second changed leads limited octokit}
here=$root/tests/bench
facts=$root/build/release/tests/scenario/facts
# not before now: virtual time never goes back
start=$(date -u -d tomorrow +%Y-%m-%dT00:00:00Z)
horizon=$(date -u -d "$start - 3 years" +%Y-%m-%dT%H:%M:%SZ)

wants() { [[ " $parts " == *" $1 "* ]]; }
report() { python3 "$here/engine.py" "$dir" "$@"; }
later() { # SECONDS: puts the virtual clock forward
	local ms skew
	read -r ms skew <"$MUSTER_CLOCK"
	printf '%d %d\n' $((ms + $1 * 1000)) "${skew:-0}" >"$MUSTER_CLOCK"
}

# A role as shipped, but for three years and for the world's seeds alone.
make_role() { # NAME NUMBER_OF_SEEDS
	mkdir -p "$XDG_CONFIG_HOME/muster/roles"
	python3 - "$root/config/roles/data-intensive.yaml" "$dir/truth.json" "$2" \
		>"$XDG_CONFIG_HOME/muster/roles/$1.yaml" <<'PY'
import json, re, sys
text = open(sys.argv[1]).read()
names = [r['name'] for r in json.load(open(sys.argv[2]))['repositories']][:int(sys.argv[3])]
text = re.sub(r'(?ms)^seeds:\n(  - .*?\n)+', 'seeds:\n' + ''.join(f'  - {n}\n' for n in names), text)
print(re.sub(r'(?m)^horizon:.*', 'horizon: 36', text))
PY
}

# crawl NAME ARGS...: with NAME.json (the report), NAME.use (CPU, memory) and
# NAME.summary, NAME.journal of the simulator, which counts from here.
crawl() {
	local name=$1
	shift
	tell reset '{}' >/dev/null
	python3 "$here/use.py" "$dir/$name.use" "$MUSTER" crawl --api-url "$url" --json --log err "$@" \
		>"$dir/$name.json" 2>"$dir/$name.err"
	status=$?
	# 3: the budget was used up
	[ $status -eq 0 ] || [ $status -eq 3 ] || { tail -3 "$dir/$name.err" >&2; exit 1; }
	ask summary >"$dir/$name.summary"
	ask journal >"$dir/$name.journal"
}

# octokit mostly waits, and no figure is of the time that passes.
if wants octokit && [ "$parts" != octokit ]; then
	"$here/engine.sh" octokit >"$dir/octokit" 2>&1 &
	octokit=$!
fi

virtual_clock "$start"
start_simulator --generate "7:$people:$seeds:$pulls"
ask "truth?since=$horizon" >"$dir/truth.json"
make_role bench "$seeds"
make_role few "$limited_seeds"
report world

if wants first || wants second || wants changed; then
	crawl first --role bench
	report first
fi
if wants second || wants changed; then
	later $((8 * 86400))
	crawl second --role bench
	report second
fi
if wants changed; then
	[ -x "$facts" ] || make -s -C "$root" build/release/tests/scenario/facts
	tell world '{"touch": {"share": 0.05, "seed": 1}}' >"$dir/touched.json"
	later $((8 * 86400))
	crawl changed --role bench
	"$facts" "$MUSTER_STORE" >"$dir/facts.jsonl"
	python3 - "$dir" "$url" <<'PY'
import json, sys, urllib.request
ids = json.load(open(f'{sys.argv[1]}/touched.json'))['changed']
with open(f'{sys.argv[1]}/touched.truth', 'w') as out:
    for i in ids:
        out.write(urllib.request.urlopen(f'{sys.argv[2]}/_sim/truth?person={i}').read().decode().strip() + '\n')
PY
	report changed
fi

# The fewest points after which 25 leads are listed: each time from nothing.
if wants leads; then
	for budget in 75 100 125 150 175 200 225 250 275 300 400 500; do
		rm -rf "$dir/leads"
		MUSTER_STORE=$dir/leads crawl leads --role bench --budget "$budget"
		n=$(MUSTER_STORE=$dir/leads "$MUSTER" leads --role bench --count 2>/dev/null)
		[ "${n:-0}" -lt 25 ] || break
	done
	report leads "${n:-0}"
	rm -rf "$dir/leads"
fi

# A ban after every so many requests.
bans() {
	python3 -c "
import json, sys
print(json.dumps([{'kind': 'secondary', 'retry_after': 3, 'skip': $ban_every * (i + 1)} for i in range(100)]))"
}
if wants limited; then
	export MUSTER_STORE=$dir/limited
	crawl unlimited --role few --max-people "$limited_people"
	"$facts" "$MUSTER_STORE" >"$dir/unlimited.facts"
	rm -rf "$MUSTER_STORE"
	faults=$(bans)
	crawl() { # as above, with bans
		tell reset '{}' >/dev/null
		tell faults "$faults" >/dev/null
		"$MUSTER" crawl --api-url "$url" --json --log err --role few --max-people "$limited_people" \
			>"$dir/limited.json" 2>"$dir/limited.err"
		ask summary >"$dir/limited.summary"
		ask journal >"$dir/limited.journal"
	}
	crawl
	"$facts" "$MUSTER_STORE" >"$dir/limited.facts"
	report limited
fi
wants octokit || exit 0
if [ "$parts" != octokit ]; then
	wait "$octokit"
	status=$?
	sed '/^World:/d' "$dir/octokit"
	exit $status
fi

# octokit goes by the machine's clock.
unset MUSTER_CLOCK
[ -d "$here/octokit/node_modules" ] || (cd "$here/octokit" && npm ci --loglevel=error --no-progress --no-update-notifier >/dev/null)
start_simulator --generate "7:$people:$seeds:$pulls"
some=$(python3 -c "
import json
print(','.join(r['name'] for r in json.load(open('$dir/truth.json'))['repositories'][:$octokit_seeds]))")
gather() { # NAME ARGS...
	local name=$1
	shift
	node "$here/octokit/gather.js" --url "$url" --since "$horizon" "$@" >"$dir/$name.json" || return
	ask summary >"$dir/$name.summary"
	ask journal >"$dir/$name.journal"
	tell reset '{}' >/dev/null
}
gather octokit_seeds --seeds "$some" --write-logins "$dir/logins" --people 0
gather octokit_rest --logins "$dir/logins" --people "$octokit_people"
gather octokit_graphql --logins "$dir/logins" --people "$octokit_people" --people-by graphql
tell faults "$(bans)" >/dev/null
gather octokit_limited --logins "$dir/logins" --people "$octokit_people"
report octokit
