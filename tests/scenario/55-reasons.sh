#!/bin/bash
# Every reason and alternate is true by its own link, asked of the simulator;
# none is empty, and no wording comes more than three times among fifty leads.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

virtual_clock 2027-01-15T01:00:00Z
start_simulator --generate 33:150:8:90 --no-limits
run crawl --role data-intensive --api-url "$url" --log err
exits "a crawl" 0
run leads --role data-intensive --json --limit 200
exits "its leads" 0
cp "$dir/out" "$dir/leads"
reasons() { python3 "$root/tests/eval/reasons.py" "$url" "$1"; }
check "there are a hundred and more" [ "$(wc -l <"$dir/leads")" -ge 100 ]
check "what is said of each of them is true by its link, and not always in the same words" reasons "$dir/leads"
check "most have three alternates, nearly all one" python3 -c "
import json, sys
L = [json.loads(l) for l in open('$dir/leads', encoding='utf-8')]
sys.exit(sum(len(l['alternates']) == 3 for l in L) < 0.7 * len(L) or sum(bool(l['alternates']) for l in L) < 0.9 * len(L))"

# The check itself: it finds a lie in each sentence.
python3 - "$dir/leads" "$dir/lies" <<'PY'
import json, re, sys
lies = open(sys.argv[2], 'w', encoding='utf-8')
for line in open(sys.argv[1], encoding='utf-8'):
    lead = json.loads(line)
    if not re.search(r'20\d\d', re.sub(r'since 20\d\d', '', lead['reason'])):
        continue
    lead['id'] += 1
    lies.write(json.dumps(lead) + '\n')
lies.close()
PY
reasons "$dir/lies" >"$dir/found"
lies=$(wc -l <"$dir/lies")
check "of somebody else none of it would be ($lies)" [ "$(grep -c '^[^	]*: not ' "$dir/found")" -ge "$lies" ]

run show "$(python3 -c "import json; print(json.loads(open('$dir/leads').readline())['id'])")" --role data-intensive
prints "show has the link below the sentence" 'https://github.com/'
run export --role data-intensive --format csv
check "so has a table of values" grep -q 'reason_url,alternate_1_text,alternate_1_url' "$dir/out"
