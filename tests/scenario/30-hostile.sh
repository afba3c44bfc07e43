#!/bin/bash
# Hostile names, bios, titles and READMEs pass through table, page, CSV and
# JSON harmless; no e-mail address or phone number gets past the decoder.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

start_simulator --generate 5:220:3
run crawl --role data-intensive --api-url "$url" --log debug --quiet
exits "the crawl ends with status 0" 0
cp "$dir/err" "$dir/log"

run leads --role data-intensive --all --limit 100000
exits "the table is printed" 0
cp "$dir/out" "$dir/table"
for login in $("$MUSTER" leads --role data-intensive --all --json --limit 40 |
	python3 -c "import json, sys; [print(json.loads(l)['id']) for l in sys.stdin]"); do
	"$MUSTER" show "$login" --role data-intensive
done >"$dir/pages" 2>&1
run leads --role data-intensive --all --json --limit 100000
cp "$dir/out" "$dir/json"
json "every line of JSON parses" "len(L) > 50"
run export --role data-intensive --all --format csv
cp "$dir/out" "$dir/csv"

clean() {
	python3 -c "
import sys, unicodedata
for path in sys.argv[1:]:
    text = open(path, 'rb').read().decode('utf-8')
    bad = {hex(ord(c)) for c in text if unicodedata.category(c) in ('Cc', 'Cs', 'Co', 'Cn') and c not in '\r\n'
           or unicodedata.bidirectional(c) in ('RLO', 'LRO', 'RLE', 'LRE', 'PDF', 'RLI', 'LRI', 'FSI', 'PDI')
           or c in '\u200e\u200f\u200b\ufeff'}
    assert not bad, (path, bad)" "$@"
}
check "table and pages hold no control or direction characters" clean "$dir/table" "$dir/pages"
check "JSON and CSV are valid UTF-8 without control characters" clean "$dir/json" "$dir/csv"

check "no CSV cell can run as a formula" python3 -c "
import csv
for row in csv.reader(open('$dir/csv', encoding='utf-8', newline='')):
    for cell in row:
        assert not cell or cell[0] not in '=+-@\t\r' or cell.lstrip('-').replace('.', '').isdigit(), cell"
check "the world held such cells" python3 -c "
import csv
assert any(cell.startswith(\"'\") for row in csv.reader(open('$dir/csv', encoding='utf-8', newline='')) for cell in row)"

# The store's texts are compressed, so they are looked at as they are read.
check "the facts can be read" sh -c "'$facts' '$dir/store' >'$dir/facts'"
check "and hold texts" test "$(wc -c <"$dir/facts")" -gt 1000000
check "the redactor's marks are among them" grep -q '<e-mail>' "$dir/facts"
for what in table pages json csv log facts; do
	check "no planted address is in the $what" sh -c "! grep -qaiE '@example[.](com|org)' '$dir/$what'"
	check "no planted phone number is in the $what" sh -c "! grep -qaE '555[-. ]?01[0-9][0-9]|7946 0[0-9]{3}|23125 ?[0-9]{3}' '$dir/$what'"
done
check "no planted address is in the store" sh -c "! grep -rqaiE '@example[.](com|org)' '$dir/store'"
check "the log holds no login" python3 -c "
import json
logins = [json.loads(l)['login'] for l in open('$dir/json', encoding='utf-8')]
log = open('$dir/log', encoding='utf-8', errors='replace').read()
seen = [x for x in logins if len(x) > 6 and x in log]
assert not seen, seen[:5]"
check "the log holds no token" sh -c "! grep -q test-token '$dir/log'"
