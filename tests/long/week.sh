#!/bin/bash
# A week of the daemon on a moved clock, with faults of all kinds at 5 % of the
# answers: it goes on, counts them, loses nothing, and its memory stays flat.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/../scenario/lib.sh"
week=604800000

virtual_clock 2027-01-11T00:30Z
begin=$(cut -d ' ' -f 1 "$MUSTER_CLOCK")
start_simulator --generate 31:250:4:80
mkdir -p "$XDG_CONFIG_HOME/muster/roles"
# Ten years: nothing falls out of sight while the week goes by.
sed 's/^schedule:.*/schedule: "20 *\/4 * * *"/; s/^horizon:.*/horizon: 10y/' "$root/config/roles/data-intensive.yaml" \
	>"$XDG_CONFIG_HOME/muster/roles/weekly.yaml"
port=$(python3 -c "import socket; s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])")
cat >"$XDG_CONFIG_HOME/muster/muster.yaml" <<END
github: {timeout: 2}
daemon: {listen: "127.0.0.1:$port", time_zone: UTC}
END

# Kinds that come by chance, and those that each week has a few of.
tell faults "$(python3 -c "
import json
GHOST = {'id': 1, 'user': None, 'body': 'Why not?', 'created_at': '2027-01-10T00:00:00Z', 'updated_at': '2027-01-10T00:00:00Z'}
often = [{'kind': 'server-error'}, {'kind': 'html'}, {'kind': 'status', 'status': 503}, {'kind': 'html-200'}, {'kind': 'empty'},
         {'kind': 'reset'}, {'kind': 'reset-mid-body'}, {'kind': 'truncate'}, {'kind': 'content-type'}, {'kind': 'deep-json'},
         {'kind': 'secondary'}, {'kind': 'secondary', 'bare': True}, {'kind': 'primary', 'path': '/repos', 'reset': 1200},
         {'kind': 'rate-limit-200', 'type': 'RATE_LIMIT', 'path': 'graphql', 'reset': 900},
         {'kind': 'partial', 'path': 'graphql'}, {'kind': 'null-data', 'path': 'graphql'},
         {'kind': 'something-went-wrong', 'path': 'graphql'}, {'kind': 'duplicate-keys'}, {'kind': 'stall'}]
refusal = lambda status, message, **more: dict(kind='status', status=status, json={'message': message}, **more)
rare = [{'kind': 'huge', 'skip': 30}, {'kind': 'gzip-bomb', 'skip': 60}, {'kind': 'reset', 'skip': 20, 'times': 3},
        {'kind': 'partial', 'operation': 'People', 'times': 2}, {'kind': 'stall', 'skip': 40}, {'kind': 'stall-mid-body', 'skip': 50},
        {'kind': 'redirect', 'location': 'http://localhost:9/', 'skip': 25, 'times': 2},
        {'kind': 'link', 'next': 'http://localhost:9/', 'path': 'contributors', 'skip': 3},
        {'kind': 'endless', 'operation': '^(?!People).*(Pulls|Commits)', 'times': 6, 'skip': 4},
        {'kind': 'status', 'status': 200, 'path': '/repos/jackc/pgx/pulls/comments', 'skip': 3, 'times': 2, 'json': [GHOST],
         'headers': {'link': '<$url/repos/jackc/pgx/pulls/comments?page=2>; rel=\"next\"'}},
        refusal(404, 'Not Found', path='contributors', skip=6), refusal(451, 'Repository access blocked', path='comments', skip=5),
        refusal(401, 'Requires authentication', skip=35),
        refusal(403, 'The history or contributor list is too large to list contributors for this repository via the API.', path='contributors', skip=9),
        {'kind': 'primary', 'path': '/repos', 'reset': 1800, 'skip': 8}, {'kind': 'secondary', 'skip': 45}]
print(json.dumps(rare + [dict(k, rate=0.05 / len(often), seed=7 + i) for i, k in enumerate(often)]))")" >/dev/null

"$MUSTER" daemon --role weekly --api-url "$url" --log warn >"$dir/out" 2>"$dir/log" &
daemon=$!
trap 'kill -9 $daemon 2>/dev/null; finish' EXIT
passed() { echo $(($(cut -d ' ' -f 1 "$MUSTER_CLOCK") - begin)); }
anonymous() { sed -n 's/^RssAnon:[^0-9]*\([0-9]*\).*/\1/p' "/proc/$daemon/status"; }
mkfifo "$dir/never"
# until MILLISECONDS have passed, or the daemon is gone
until_passed() {
	while [ "$(passed)" -lt "$1" ] && kill -0 $daemon 2>/dev/null; do
		read -r -t 0.05 <>"$dir/never"
	done
}
until_passed $((2 * week / 7))
early=$(anonymous)
until_passed $week
late=$(anonymous)
curl -s --noproxy '*' "http://127.0.0.1:$port/metrics" >"$dir/metrics"
curl -s --noproxy '*' -o "$dir/health" -w '%{http_code}' "http://127.0.0.1:$port/healthz" >"$dir/healthz"
check "the daemon still runs after a week" kill -0 $daemon
kill -TERM $daemon
wait $daemon
status=$?
exits "and ends when told to" 143

ask summary >"$dir/summary"
python3 -c "
import json
s = json.load(open('$dir/summary'))
print('# %d requests, %d answers with a fault; anonymous memory %s KB after two days, %s KB after seven' % (s['requests'], sum(s['faults'].values()), '$early', '$late'))
print('# faults sent:', json.dumps(s['faults']))"
grep '^muster_\(faults\|runs\)' "$dir/metrics" | sed 's/^/# /'
check "memory is flat: within a tenth and 1 MB" [ "${late:-999999}" -le $((${early:-0} * 11 / 10 + 1024)) ]
check "no rule of GitHub's was broken" python3 -c "
import json
v = json.load(open('$dir/summary'))['violations']
assert not v, v[:3]"
check "faults came at 5 % of answers at least" python3 -c "
import json
s = json.load(open('$dir/summary'))
assert sum(s['faults'].values()) > s['requests'] / 25, (s['requests'], s['faults'])"
check "every kind of fault is counted in /metrics" python3 -c "
import re
kinds = dict(re.findall(r'^muster_faults(?:_total)?\{kind=\"(\w+)\"\} (\d+)', open('$dir/metrics').read(), re.M))
assert len(kinds) > 10, kinds
zero = [k for k, n in kinds.items() if n == '0']
assert not zero, zero"
check "it called itself healthy" grep -q 200 "$dir/healthz"

# On this day, without faults: its store brought up to date, and a new one.
tell reset '{}' >/dev/null
run crawl --role weekly --api-url "$url" --log err --json
exits "a crawl of its store ends with status 0" 0
json "with nothing left to do" "L[-1]['tasks_left'] == 0"
result() {
	run leads --role weekly --json --all --limit 100000
	timeless <"$dir/out"
	"$facts" "$MUSTER_STORE" | sed 's/"\(fetched_at\|first_seen\|refused_at\|vanished_at\)":"[^"]*",*//g'
}
result >"$dir/weekly"
MUSTER_STORE=$dir/fresh run crawl --role weekly --api-url "$url" --log err
exits "an undisturbed crawl ends with status 0" 0
MUSTER_STORE=$dir/fresh result >"$dir/expected"
check "leads and facts equal those of an undisturbed crawl" cmp -s "$dir/weekly" "$dir/expected"
diff "$dir/weekly" "$dir/expected" | cut -c1-300 | head -6 | sed 's/^/# /'
