#!/bin/bash
# Messages for a person to send: what they say, to whom there are none, and
# that each is journalled.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

virtual_clock 2027-01-15T01:00Z
FIRST_SEEN=2027-01-10T00:00:00Z python3 "$root/tests/scenario/hostile.py" dump >"$dir/dump"
run load "$dir/dump"
run role enable data-intensive
run draft hostile-00
exits "without a contact of the operator there is no first message" 2
says "and the setting is named" "operator.contact: not set in .*muster.yaml"
run draft score:0.. --check
exits "which a check tells of each" 1
prints "and in its rows" "^hostile-00 +refused .*operator.contact is not set"
mkdir -p "$XDG_CONFIG_HOME/muster"
echo 'operator: {contact: privacy@example.com}' >"$XDG_CONFIG_HOME/muster/muster.yaml"
run draft hostile-00
exits "with a contact alone there is one" 0
prints "whose notice has no link" "^We found you .* erased: privacy@example\.com$"
says "which is said" "operator.privacy_url is not set: the notice has no link"
run draft hostile-00 --check
says "when it is only checked, too" "operator.privacy_url is not set"
cat >"$XDG_CONFIG_HOME/muster/muster.yaml" <<'END'
operator: {company: Acme Data, contact: privacy@example.com, privacy_url: "https://example.com/privacy"}
exclude: {logins: [hostile-36]}
END

run draft hostile-00
exits "a draft is written" 0
prints "with a name, and the work it is about" '^Hi Plain, I read your pull request "Plain Name" in o/r\. At Acme Data'
says "what to open before it is sent stands below it" "^It is about https://github.com/o/r/pull/0$"
says "and that the role's file names no job" "job: title: is not set in .*data-intensive.yaml"
says "which is shipped, so a copy is to be made" "muster role new data-intensive --from data-intensive"
prints "and the notice" "^Acme Data found you through your public work on GitHub\. To object or be erased: privacy@example\.com, https://example\.com/privacy$"
run draft hostile-00 --template message
prints "a longer one has the address of the work" "^https://github.com/o/r/pull/0$"
prints "and the company" "^Acme Data$"
check "which is not told again" not grep -q "It is about" "$dir/err"
run role new data-intensive
cat >>"$XDG_CONFIG_HOME/muster/roles/data-intensive.yaml" <<'END'
job: {title: "Senior Backend Engineer, Payments"}
END
run draft hostile-00
prints "a job's title stands as it is written" "At Acme Data we are hiring: Senior Backend Engineer, Payments\\. Open"
check "and nothing is missed" not grep -q "job: title" "$dir/err"
rm "$XDG_CONFIG_HOME/muster/roles/data-intensive.yaml"
run draft hostile-00 --template nonsense
exits "an unknown template is a usage error" 2
printf 'Hi {{frist_name|you}}\n' >"$dir/wrong.txt"
run draft hostile-00 --template "$dir/wrong.txt"
exits "a mistake in a template is one, too" 2
says "told by file, line and column with the nearest token" "wrong.txt:1:4: \{\{frist_name\}\}: no such token; did you mean first_name\?"

run draft 'score:0..' --limit all -o "$dir/drafts"
check "hostile texts have their drafts" [ "$(find "$dir/drafts" -name '*.txt' | wc -l)" -ge 40 ]
check "each for its owner alone" [ -z "$(find "$dir/drafts" -perm /077)" ]
check "under 400 characters, all of them" python3 - "$dir" <<'END'
import glob, sys
for name in glob.glob(sys.argv[1] + "/drafts/*.txt"):
    with open(name, encoding="utf-8") as file:
        text = file.read().strip()
    assert 50 < len(text.encode("utf-16-le")) // 2 < 400, (name, text)
    assert "Acme Data found you" in text and "{{" not in text.replace("{{notice}}", ""), (name, text)
    assert not any(c < " " and c != "\n" or c in "\u202e\u200b\ufeff\x7f" for c in text), (name, text)
END
run draft 'score:0..' --check
prints "the check says who would get what" "^hostile-00 .*(whole|gaps) .*job.title"
says "and how often each token is not known" "Fallbacks: first_name [0-9]+"
check "and writes nothing" [ "$(find "$dir/drafts" -newer "$dir/out" | wc -l)" -eq 0 ]

# ---- a draft that somebody mended ----
echo 'Dear Plain' >"$dir/drafts/hostile-00.txt"
rm "$dir/drafts/hostile-01.txt"
run draft 'score:0..' --limit all -o "$dir/drafts"
check "a mended draft is not written over" [ "$(cat "$dir/drafts/hostile-00.txt")" = 'Dear Plain' ]
check "one that was deleted is made anew" grep -q 'Acme Data' "$dir/drafts/hostile-01.txt"
says "and that is said" "[0-9]+ were in $dir/drafts already and stay as they are"
run journal --json --limit 2
json "nor journalled again" "[bool(e['person']) for e in L] == [True, False]"
run journal --json --limit 3
json "but for the folder, which the run before had, too" "not L[0]['person'] and L[0]['action'] == 'draft'"
run draft 'score:0..' -o "$dir/few" --limit 2
says "drafts that a limit left out are counted" "^[0-9]+ more match: --limit N"
run draft 'score:0..' -o "$dir/few" --template message --limit 3
says "who has a draft of another template is not said to have got one" "^1 of 3 got a draft by .*/message.txt"
says "but to have one" "^2 were in $dir/few already and stay as they are"
mkdir "$dir/inway" "$dir/inway/hostile-02.txt"
run draft hostile-02 -o "$dir/inway"
exits "a directory is no draft" 1
says "but in the way of one" "inway/hostile-02.txt: is a directory"
run draft hostile-02 --work 3
says "who has no third piece of work is told of" "hostile-02: no draft: no work 3: show lists only 1"
run draft hostile-02
says "one draft is spoken of as one" "^Read it, open what it names, mend it; then .muster mark hostile-02 contacted"

# ---- more than one writes by hand ----
python3 - "$dir/dump" >"$dir/many" <<'END'
import json, sys
with open(sys.argv[1], encoding="utf-8") as file:
    lines = [json.loads(line) for line in file]
role, person, score = lines[1], lines[2], next(line for line in lines if line["kind"] == "score")
people = [dict(person, id=5000 + i, node_id=f"M_{i}", login=f"many-{i}") for i in range(250)]
scores = [dict(score, person=5000 + i) for i in range(250)]
for line in [lines[0], role, *people, *scores, dict(lines[-1], lines=2 + 2 * 250)]:
    print(json.dumps(line))
END
export MUSTER_STORE=$dir/many.store
run load "$dir/many"
run role enable data-intensive
run draft score:0.. --limit 50 -o "$dir/fifty"
says "up to 200 a larger limit drafts for more" "^200 more match: --limit N drafts for them, too \(200 at most\)"
run draft score:0.. --limit 200 -o "$dir/most"
says "with 200 it is said how to go on" "^50 more match\. 200 drafts a run are the most: "
run draft score:0.. --limit 201 -o "$dir/most"
exits "more are refused" 1
run draft score:0.. --check
says "a check looks at all" "^250 of 250 would get a draft"
run draft score:0.. --check --limit 240
says "but for a limit" "^10 more match: --limit all looks at them, too"
sed -n 's/.*"login": "\([^"]*\)".*/\1/p' "$dir/many" >"$dir/logins"
head -n 100 "$dir/logins" >"$dir/hundred"
run suppress --import "$dir/hundred"
says "for a hundred people the files that held them are named" "draft by .* file=$dir/most"
tail -n 101 "$dir/logins" >"$dir/others"
run suppress --import "$dir/others"
says "for more the journal is" "^.muster journal. names the exports, drafts, dumps and backups"
check "and no file" not grep -q "file=" "$dir/err"
export MUSTER_STORE=$dir/store

# ---- to whom nothing is written ----
run mark hostile-00 declined
run draft hostile-00
exits "who declined gets none" 1
says "and it is said why" "hostile-00: no draft: declined\."
run draft hostile-36
says "who is excluded gets none" "hostile-36: no draft: is excluded by your configuration"
run mark hostile-35 do-not-contact
run draft hostile-35
says "who must not be contacted is not found" "hostile-35: not found"
run suppress hostile-34
run draft hostile-34
says "nor is who is suppressed" "hostile-34: not found"
run mark hostile-03 contacted
run draft hostile-03
exits "who was written to may get another" 0
says "which is said" "^hostile-03: contacted on 2027-01-15 already\."
run forget hostile-03 --yes
run draft 'score:0..' --limit all
check "a list has none of them" not grep -qE "hostile-(00|34|35|36)" "$dir/out"

run journal --json --limit 1000
json "each draft is journalled, by a keyed hash" "sum(e['action'] == 'draft' and len(e['person'] or '') == 32 for e in L) > 40"
check "which names nobody" not grep -q hostile- "$dir/out"
printf '%d 0\n' $(($(cut -d' ' -f1 "$MUSTER_CLOCK") + 31 * 86400000)) >"$MUSTER_CLOCK"
run draft hostile-01
says "past their date there is no draft for anybody" "hostile-01: not found"
run draft 'score:0..'
exits "nor by a query" 1

"$MUSTER" draft --tokens >"$dir/tokens"
manual() {
	mandoc -T ascii "$root/docs/man/muster.1" | sed "s/.\x08//g" | tr -s ' \n' ' ' >"$dir/manual"
	while read -r token _; do grep -qE "[ ,]${token}[ ,.]" "$dir/manual" || echo "$token"; done <"$dir/tokens"
}
check "the manual has every token" [ -z "$(manual)" ]
