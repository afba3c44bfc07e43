#!/bin/bash
# From a job description to leads: role, seeds with their figures, crawl.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"
cases=$root/tests/golden/jd
roles=$XDG_CONFIG_HOME/muster/roles

# ---- without a token, without a store ----
unset GITHUB_TOKEN
run role new first --from-jd "$cases/bulleted.txt"
exits "a role is made of a description" 0
check "the file is private" [ "$(stat -c %a "$roles/first.yaml")" = 600 ]
says "what can't be used is told" 'years of experience|degrees are not looked at'
check "no figures are invented" grep -q 'not known: run this with GITHUB_TOKEN' "$roles/first.yaml"
check "no address of the text is copied" [ -z "$(grep -E '@example|5550' "$roles/first.yaml" "$dir/err")" ]
run role check first
exits "the role is valid" 0
run role show first
prints "role show tells the needs" 'kafka or nats'

cp "$roles/first.yaml" "$dir/before"
run role new first --from-jd "$cases/ticket.txt"
exits "an existing role is never overwritten" 2
check "and stays as it was" cmp "$dir/before" "$roles/first.yaml"
"$MUSTER" role new piped --from-jd - <"$cases/bulleted.txt" 2>"$dir/err"
check "a description is read from standard input" \
	cmp <(sed 1,2d "$roles/piped.yaml") <(sed 1,2d "$roles/first.yaml")
for text in "$cases"/*.txt; do
	name=$(basename "$text" .txt)
	"$MUSTER" --quiet role new "case-$name" --from-jd "$text" 2>"$dir/err"
	check "$name gives a role that passes role check" "$MUSTER" role check "case-$name"
done
printf '%%PDF-1.7 x' >"$dir/cv.pdf"
run role new pdf --from-jd "$dir/cv.pdf"
exits "a PDF is refused" 2
one_sentence "with one sentence"
check "and nothing is written" [ ! -e "$roles/pdf.yaml" ]
run role new absent --from-jd "$dir/absent.txt"
exits "a file that is not there is a usage error" 2
run role new both --from-jd "$cases/ticket.txt" --from api-generalist
exits "--from and --from-jd exclude each other" 2
head -c 300000 /dev/zero | tr '\0' 'x' >"$dir/large.txt"
run role new large --from-jd "$dir/large.txt"
exits "a text of 300 KB is no job description" 2

# ---- with a token: figures from GitHub ----
export GITHUB_TOKEN=test-token
printf '%s\n' 'Go Engineer' '' 'Requirements:' '- Go' '- PostgreSQL or MySQL' '' \
	'Nice to have:' '- Kafka' >"$dir/job.txt"
run role new offline --from-jd "$dir/job.txt"
seeds=$(sed -n 's/^  - \([^ ]*\/[^ ]*\) .*/\1/p' "$roles/offline.yaml")
check "the role has seeds" [ "$(wc -w <<<"$seeds")" -ge 8 ]
names=$(head -n 5 <<<"$seeds" | sed 's/$/=Go=databases/' | paste -sd,)
start_simulator --generate 23:140:5 --seed-names "$names"
run role new measured --from-jd "$dir/job.txt" --api-url "$url"
exits "a role is made with figures" 0
check "seeds tell their authors" grep -qE 'authors? in 12 months, [0-9]+ from outside \(GitHub\)' "$roles/measured.yaml"
check "repositories that GitHub does not have are left out, and named" \
	grep -q '^# left out: .*GitHub has none' "$roles/measured.yaml"
# Beside a crawl there is no other limit to it: docs/INTERNALS/limiter.md.
check "the figures cost few points" python3 -c "
import json, urllib.request
s = json.load(urllib.request.urlopen('$url/_sim/summary'))
assert s['points_graphql'] <= 3 and s['requests'] <= 3 and not s['violations'], s"
run role check measured
exits "the measured role is valid" 0
GITHUB_TOKEN=wrong run role new refused --from-jd "$cases/bulleted.txt" --api-url "$url"
exits "a refused token does not keep the role from being written" 0
says "but is told" 'refuses the token'

# ---- the network is away ----
cat >"$XDG_CONFIG_HOME/muster/away.yaml" <<'EOF'
github:
  timeout: 1
EOF
# a port that nobody listens at
free=$(python3 -c "
import socket
s = socket.socket(); s.bind(('127.0.0.1', 0)); print(s.getsockname()[1])")
run --config "$XDG_CONFIG_HOME/muster/away.yaml" role new closed --from-jd "$dir/job.txt" --api-url "http://127.0.0.1:$free"
exits "nobody there does not keep the role from being written" 0
says "but is told" 'Seeds were not all looked up: '
run role check closed
exits "the role is valid" 0
# one that takes connections and never says a word
mkfifo "$dir/port"
python3 -c "
import signal, socket
s = socket.socket(); s.bind(('127.0.0.1', 0)); s.listen(9)
print(s.getsockname()[1], flush=True)
signal.pause()" >"$dir/port" &
silent=$!
read -r port <"$dir/port"
run --config "$XDG_CONFIG_HOME/muster/away.yaml" role new silent --from-jd "$dir/job.txt" \
	--api-url "http://127.0.0.1:$port"
exits "a server that never answers neither" 0
says "but is told too" 'GitHub does not answer: .*timed out'
check "and its seeds are there without figures" \
	grep -q 'not known: run this with GITHUB_TOKEN' "$roles/silent.yaml"
kill "$silent"
wait "$silent" 2>/dev/null
rm -f "$roles/closed.yaml" "$roles/silent.yaml"

# ---- to leads ----
run role enable measured
exits "the role is enabled" 0
run crawl --role measured --api-url "$url" --json --log err
exits "its seeds are crawled" 0
json "all of them" "L[-1]['stopped_by'] == 'done' and L[-1]['repositories'] >= 3"
run leads --role measured --json --all --limit 1000
exits "leads come out" 0
json "many" "len(L) >= 20"
json "the best show every must" "not L[0]['must_missing']"
json "who shows every must stands before who does not" \
	"[len(l['must_missing']) for l in L] == sorted(len(l['must_missing']) for l in L)"
json "must is not vacuous" "any(l['must_missing'] for l in L)"
json "Go is seen in the work of the best" "'go' in [s.lower() for s in L[0]['skills']] or 'Go' in L[0]['languages']"

unset GITHUB_TOKEN
run role new stored --from-jd "$dir/job.txt"
exits "a role is made offline" 0
check "with figures of what was harvested" grep -qE 'authors? in 12 months \(the store\)' "$roles/stored.yaml"
