#!/bin/bash
# A sourcer's month, day by day: from the first crawl on a Monday to the purge,
# with what people answer and what an auditor asks.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

virtual_clock 2027-02-01T07:00Z
begin=$(cut -d ' ' -f 1 "$MUSTER_CLOCK")
# day N: that many days after the first Monday, at the same hour or later.
day() { printf '%d 0\n' $((begin + $1 * 86400000)) >"$MUSTER_CLOCK"; }
# nth N FIELD: of the leads in $dir/list, from 0.
nth() { python3 -c "import json; print(json.loads(open('$dir/list', encoding='utf-8').read().split('\n')[$1])['$2'])"; }
list() { "$MUSTER" leads --json --limit all "$@" >"$dir/list" 2>"$dir/err"; }

start_simulator --generate 11:100:2
mkdir -p "$XDG_CONFIG_HOME/muster"
settings() {
	cat >"$XDG_CONFIG_HOME/muster/muster.yaml" <<-END
		operator: {company: Acme Data, contact: privacy@example.com, privacy_url: "https://example.com/privacy"}
		exclude: {logins: [$1]}
	END
}
settings ''
cd "$dir" || exit 1

# ---- Monday: a crawl, and a first look ----
run role enable data-intensive
run crawl --api-url "$url" --log err --max-people 62 --json
exits "on Monday a crawl is done" 0
run search save mine 'score:1..'
run leads @mine --new-since last
prints "all of it is new" "first look at @mine"
list
all=$(wc -l <"$dir/list")
check "there are enough leads for a month" [ "$all" -ge 45 ]
cp "$dir/list" "$dir/monday"

# ---- Tuesday: twenty are not a fit, ten may be ----
day 1
for i in $(seq 25 44); do run tag "$(nth "$i" login)" other-stack; done
run mark tag:other-stack not-a-fit --reason 'another stack'
exits "marking twenty asks first" 2
run mark tag:other-stack not-a-fit --reason 'another stack' --yes
exits "and is done when told to" 0
run leads --count
prints "twenty are hidden from now on" "^$((all - 20))$"
for i in $(seq 0 9); do run mark "$(nth "$i" login)" shortlisted; done
run leads status:shortlisted --count
prints "ten are shortlisted" "^10$"

# ---- Wednesday: five messages ----
day 2
for i in 0 1 2 3 4; do run tag "$(nth "$i" login)" write; done
run draft tag:write --check
exits "all five can be written to" 0
run draft tag:write --template message -o drafts
check "five drafts are there, to be read and sent by a person" [ "$(find drafts -name '*.txt' | wc -l)" -eq 5 ]
check "each tells where people were found and how to object" [ "$(grep -lF 'Acme Data found you through your public work on GitHub. To object or be erased: privacy@example.com, https://example.com/privacy' drafts/*.txt | wc -l)" -eq 5 ]
check "each cites work by its address" [ "$(grep -l '^https://' drafts/*.txt | wc -l)" -eq 5 ]
run mark tag:write contacted --yes
run leads status:contacted --count
prints "five were written to" "^5$"

# ---- Thursday: the list goes to Greenhouse ----
day 3
run export status:shortlisted,contacted --preset greenhouse --set Source=GitHub -o prospects.csv
exits "the shortlist goes to Greenhouse" 0
says "whose own e-mails are warned of" "e-mails prospects"
check "everybody is in it or among those who don't fit" python3 - <<'END'
import csv, os
rows = list(csv.DictReader(open("prospects.csv", encoding="utf-8", newline="")))
left = list(csv.DictReader(open("prospects.todo.csv", encoding="utf-8", newline=""))) if os.path.exists("prospects.todo.csv") else []
assert len(rows) + len(left) == 10, (len(rows), len(left))
assert all(r["First Name"] and r["Last Name"] and r["Source"] == "GitHub" and "https://github.com/" in r["Notes"] for r in rows)
END
run export @mine -o everybody.xlsx
exits "and all of it into a workbook" 0
printf 'Candidate,GitHub\nSomebody Here,https://github.com/%s\nSomebody Else,https://github.com/nobody-here\n' "$(nth 20 login)" >ats.csv
run known --import ats.csv --yes
exits "who is in Greenhouse already is taken over from it" 0
run leads @mine --json --limit all
json "and hidden" "$(nth 20 id) not in [l['id'] for l in L] and $(nth 21 id) in [l['id'] for l in L]"

# ---- Friday: an objection by mail, a colleague, and answers ----
day 4
gone=$(nth 2 login)
gone_id=$(nth 2 id)
run forget "$gone" --yes
exits "who objects is erased" 0
says "and the files that still hold them are named" "prospects\.csv"
says "the workbook, too" "everybody\.xlsx"
says "and the drafts" "drafts"
run compact
check "no byte of them is left in the store" not grep -aqF -- "$gone" "$dir/store/data.mdb"
colleague=$(nth 6 login)
settings "$colleague"
list --role data-intensive
check "a colleague is hidden by a line of the configuration" not grep -qF "\"$colleague\"" "$dir/list"
cp "$dir/monday" "$dir/list"
run draft "$colleague"
exits "and is not written to" 1
run mark "$(nth 0 login)" replied
run note "$(nth 0 login)" 'would talk in March; write to me at somebody@example.com'
says "an address somebody mentions is not kept" "are not kept; they were replaced"
run mark "$(nth 1 login)" applicant
run show "$(nth 1 login)" --json
json "whoever applied has no score any more" "L[0]['score'] is None and L[0]['band'] is None and L[0]['signals'] == []"
run export status:applicant --format csv
check "in no list either" python3 - "$dir/out" <<'END'
import csv, sys
rows = list(csv.DictReader(open(sys.argv[1], encoding="utf-8", newline="")))
assert len(rows) == 1 and not any(rows[0][k] for k in ("score", "band", "coverage", "signals", "rank")), rows
END

# ---- the next Monday: what is new ----
day 7
run crawl --api-url "$url" --log err --json
exits "the next Monday's crawl goes on" 0
run leads @mine --new-since last --json --limit all
json "who was not on the list is new, nobody else" \
	"len(L) > 0 and not {l['id'] for l in L} & {json.loads(l)['id'] for l in open('$dir/monday', encoding='utf-8')}"
json "and whoever objected never comes back" "$gone_id not in [l['id'] for l in L]"
run export status:shortlisted,contacted,replied,applicant --preset greenhouse --since last -o more.csv
says "a new query of Greenhouse's has its own memory" "first export of this query"
run export status:shortlisted,contacted --preset greenhouse --since last -o more.csv
says "the list of the week before has nobody new" "^0 leads of data-intensive in more.csv"

# ---- day 24: who must be told within a week ----
day 24
run leads due:7d --count
check "those of the first Monday fall due" [ "$(cat "$dir/out")" -gt 10 ]
run notice "$(nth 5 login)"
exits "one of them is told" 0

# ---- day 31: the clock has run out for the others ----
day 31
list --all
check "whoever was not told is not shown, even before they are deleted" python3 - "$dir" "$(nth 0 login)" <<'END'
import json, sys
read = lambda name: [json.loads(l) for l in open(sys.argv[1] + "/" + name, encoding="utf-8")]
monday = {l["id"] for l in read("monday")}
late = [l["login"] for l in read("list") if l["id"] in monday and not l["contacted_at"] and l["status"] == "new" and l["notice_due"]]
assert not late, late
END
run crawl --api-url "$url" --log err --json
run purge --yes
exits "they are deleted" 0
list --all
cp "$dir/list" "$dir/after"
check "who was told, wrote or applied stays; who was not told is gone" python3 - "$dir" <<'END'
import json, sys
read = lambda name: [json.loads(l) for l in open(sys.argv[1] + "/" + name, encoding="utf-8")]
monday = read("monday")
after = {l["id"] for l in read("after")}
told = [monday[i]["id"] for i in (0, 1, 3, 4, 5)]
assert all(i in after for i in told), [i in after for i in told]
others = [l["login"] for l in monday[7:] if l["id"] in after]
assert not others, others
END
run crawl --api-url "$url" --log err --json
list --all
check "a crawl does not bring them back" python3 - "$dir" <<'END'
import json, sys
read = lambda name: {json.loads(l)["id"] for l in open(sys.argv[1] + "/" + name, encoding="utf-8")}
assert not (read("list") - read("after")) & read("monday")
END

# ---- the auditor asks what was done, and about one person ----
cp "$dir/monday" "$dir/list"
run journal --json --limit -1
json "the journal has what was done" "{'mark', 'draft', 'export', 'forget', 'notice', 'purge'} <= {e['action'] for e in L}"
check "and names nobody" python3 - "$dir" <<'END'
import json, re, sys
logins = {json.loads(l)["login"] for l in open(sys.argv[1] + "/monday", encoding="utf-8")}
words = set(re.findall(r"[\w-]+", open(sys.argv[1] + "/out", encoding="utf-8").read()))
assert not logins & words, logins & words
END
run audit --decisions decisions.csv --json
exits "the auditor's question is answered" 0
json "by what feeds each score, found by trying" "L[0]['people_tried'] > 0 and all(f['inputs'] for f in L[0]['families'] if f['weight']) and len(L[0]['rubric']) >= 16"
check "none of it who somebody is" not grep -qE '"member":"(login|name|company|location|avatar[^"]*)","tried":[0-9]+,"changed":[1-9]' "$dir/out"
json "and by how many were selected" "L[0]['selected'] == 5 and L[0]['scored'] == L[0]['selected'] + L[0]['not_selected'] + L[0]['undecided']"
check "each decision is in a file, by keyed ids, names nowhere" python3 - "$dir" <<'END'
import csv, json, re, sys
rows = list(csv.DictReader(open(sys.argv[1] + "/decisions.csv", encoding="utf-8", newline="")))
asked = json.loads(open(sys.argv[1] + "/out", encoding="utf-8").read())
assert len(rows) == asked["scored"], (len(rows), asked["scored"])
assert sum(r["decision"] == "selected" for r in rows) == asked["selected"], rows[:2]
assert {r["role"] for r in rows} == {"data-intensive"}
words = set(re.findall(r"[\w-]+", open(sys.argv[1] + "/decisions.csv", encoding="utf-8").read()))
leads = [json.loads(l) for name in ("monday", "after") for l in open(sys.argv[1] + "/" + name, encoding="utf-8")]
assert not words & {l["login"] for l in leads} and not words & {str(l["id"]) for l in leads}
END
run subject "$(nth 0 login)"
exits "one person can be told all that is held on them" 0
prints "what they were sent to included" "everybody\.xlsx"
run doctor --deep --api-url "$url"
prints "and the store is sound after it all" "all indexes agree"
