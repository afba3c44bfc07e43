#!/bin/bash
# Marks are kept, refusals and suppressed people never come back.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

start_simulator --generate 9:160:3
run role enable data-intensive
run crawl --api-url "$url" --log err --json
exits "the crawl ends with status 0" 0
json "people who refuse are counted, not stored as leads" "L[-1]['refusals_skipped'] > 0"
run leads --json --limit 100000 --all
cp "$dir/out" "$dir/all"
nth() { python3 -c "import json; print(json.loads(open('$dir/all').read().splitlines()[$1])['$2'])"; }

curl -sf "$url/_sim/truth" >"$dir/truth"
check "no refusing person and no minor is listed" python3 -c "
import json
truth = json.load(open('$dir/truth'))
bad = set(truth['refusing']) | set(truth['minors'])
assert bad
listed = {json.loads(l)['id'] for l in open('$dir/all', encoding='utf-8')}
assert not bad & listed, bad & listed"
check "no bot is listed" python3 -c "
import json
bots = set(json.load(open('$dir/truth'))['bots'])
assert bots
listed = {json.loads(l)['id'] for l in open('$dir/all', encoding='utf-8')}
assert not bots & listed, bots & listed"

first=$(nth 0 login)
run mark "$first" shortlisted
exits "a lead is marked" 0
run leads status:shortlisted --json
json "and found by its status" "[l['login'] for l in L] == ['$first']"
run mark "https://github.com/$first?tab=repositories" shortlisted
says "a profile's address will do for a login" "^$first: shortlisted"
for command in show subject journal; do
	run $command "https://github.com/$first"
	exits "$command takes an address, too" 0
done
run mark https://github.com/nobody-at-all/there shortlisted
exits "an address is never taken for a query" 1
run mark shortlisted "$first"
exits "the status comes last" 2
says "which is told" "muster mark $first shortlisted"
run mark "$first" nonsense
exits "an unknown status is a usage error" 2
run mark "$(nth 1 login)" not-a-fit --reason 'other stack'
run leads --json --limit 100000
json "not-a-fit is hidden by default" "'$(nth 1 login)' not in [l['login'] for l in L]"
run mark 'score:0..' contacted
exits "marking many without a terminal needs --yes" 2
run crawl --api-url "$url" --log err
run leads status:shortlisted --json
json "a crawl keeps the pipeline" "[l['login'] for l in L] == ['$first']"

gone=$(nth 2 login)
id=$(nth 2 id)
run forget "$gone"
exits "forgetting without a terminal needs --yes" 2
run show "$gone"
exits "and has done nothing" 0
run forget "$gone" --yes
exits "forgetting works" 0
run show "$gone"
exits "the forgotten is not found" 1
cp "$dir/err" "$dir/unknown.1"
run show nobody-at-all-here
check "and told apart from an unknown one by nothing" test "$(sed "s/nobody-at-all-here/X/" "$dir/err")" = "$(sed "s/$gone/X/" "$dir/unknown.1")"
run crawl --api-url "$url" --log err --json
run leads --json --limit 100000 --all
json "a crawl does not bring the forgotten back" "$id not in [l['id'] for l in L]"
check "no live record names the forgotten" sh -c "! '$MUSTER' leads --json --all --limit 100000 | grep -qw -- '$gone'"

gone_name=$(nth 2 name)
run forget "$(nth 5 login)" --yes
says "forgetting tells that old bytes can be left in the file" "muster compact"
run doctor --api-url "$url"
prints "and so does doctor" "muster compact"
run compact
exits "the store is compacted" 0
says "and said how large it is" "Compacted: [0-9]+ KiB are now [0-9]+ KiB"
in_file() { grep -aqiF -- "$1" "$dir/store/data.mdb"; }
check "those who stayed are in its file" in_file "$(nth 6 login)"
check "no byte of a forgotten login is" sh -c "! grep -aqi -e '$gone' -e '$(nth 5 login)' '$dir/store/data.mdb'"
for text in "$gone_name" "$(nth 5 name)"; do
	[ -z "$text" ] || check "nor of a name" not in_file "$text"
done
run doctor --deep --api-url "$url"
prints "all indexes of the compacted store agree" "all indexes agree"
check "compacting is due no longer" not grep -q "muster compact" "$dir/out"

for command in "mark '' contacted" "tag '' contacted" "assign '' contacted" "known ''"; do
	eval "run $command --yes"
	exits "$command, as of a variable that is not set, is not of everybody" 2
done
run mark " " contacted --yes
says "and it is said how everybody is meant" "^muster: mark: the query is empty; score:0.. is everybody"
run assign "$(nth 6 login)" ""
exits "nobody is called nothing" 2
for name in https://github.com/octo/cat gitlab.com/octocat "octo cat"; do
	run subject "$name"
	exits "who can't be anybody is no person of whom nothing is held" 2
	says "and it is said what can" "^muster: subject: \"$name\": expected a login or an id"
done
run subject nobody-at-all-here
exits "of who is not stored nothing is held" 0

for path in "$dir/held.csv" - "$dir/other.csv" - "$dir/held.csv" "$dir/held.csv" -; do
	run export --all --format csv -o "$path"
done
run export --all --format csv -o ""
exits "no name of a file is a usage error" 2
run suppress "$(nth 3 login)"
exits "a login is suppressed" 0
says "the list that held them is named" "export by .* file=$dir/held.csv"
check "once, however often it was written" [ "$(grep -c "file=$dir/held.csv" "$dir/err")" -eq 1 ]
says "but it is said how often" "file=$dir/held.csv \(the last of 3\)"
says "another one beside it" "file=$dir/other.csv$"
says "what went elsewhere is one line, too" "file=- \(the last of 3\)"
says "and how their old bytes go" "Old bytes .*muster compact"
run suppress "$(nth 3 login)"
says "who is kept out already is not counted anew" "^0 people are kept out from now on"
check "nor are old bytes spoken of" not grep -q "ld bytes" "$dir/err"
run leads --json --limit 100000 --all
json "and no longer listed" "'$(nth 3 login)' not in [l['login'] for l in L]"
run mark "$(nth 4 login)" do-not-contact
says "do-not-contact says what it erased" "^What was held is erased, and the person is never fetched again"
says "and the list that held them" "export by .* file=$dir/held.csv"
says "and how the old bytes go" "Old bytes .*muster compact"
run leads --json --limit 100000 --all
json "do-not-contact is never listed" "'$(nth 4 login)' not in [l['login'] for l in L]"
