#!/bin/bash
# Lists in every format, of people whose texts are hostile to whatever opens them.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

virtual_clock 2027-01-15T01:00Z
FIRST_SEEN=2027-01-10T00:00:00Z python3 "$root/tests/scenario/hostile.py" dump >"$dir/dump"
run load "$dir/dump"
exits "leads with hostile texts are loaded" 0
run role enable data-intensive

cd "$dir" || exit 1
for name in a.csv a.jsonl a.xlsx a.md; do
	run export -o $name
	exits "$name is written" 0
	says "and how many list a way to be contacted is said" "^[0-9]+ leads of data-intensive in $name, [0-9]+ lists? a way to be contacted\.$"
done
check "a hiring manager reads what the work is" grep -qE '^- [0-9-]+ pull request: \[' a.md
run export --excel -o excel.csv
run export --preset greenhouse -o gh.csv
says "what does not fit is in a file of its own" "leads do not fit Greenhouse: the causes are in gh.todo.csv"
says "Greenhouse's own e-mails are warned of" "e-mails prospects"
python3 "$root/tests/scenario/hostile.py" check "$dir"
check "no work is named twice" python3 - <<'END'
import csv, re
with open("a.md", encoding="utf-8") as file:
    leads = [part.splitlines() for part in file.read().split("\n## ")[1:]]
works = [re.findall(r"\(<(https://github.com/o/[^>]*)>\)", "\n".join(lines[1:])) for lines in leads]
with open("gh.csv", encoding="utf-8", newline="") as file:
    works += [re.findall(r"https://github.com/o/\S*", row["Notes"]) for row in csv.DictReader(file)]
assert sum(map(len, works)) > 60 and all(len(urls) == len(set(urls)) for urls in works), works
END
check "all of it is for its owner alone" [ -z "$(find . -maxdepth 1 -name '*.csv' -perm /077 -o -maxdepth 1 -name '*.xlsx' -perm /077)" ]
check "nothing temporary is left" [ -z "$(find . -maxdepth 1 -name '*.??????' ! -name '*.*.csv')" ]

# ---- chosen columns ----
run export --fields basic,first_seen,reason,evidence,tags -o fields.csv
exits "columns are chosen" 0
run export --fields rank,id,login,score,band,coverage,involvement,followers,merged_prs,reviews,hireable,last_active,contact,status,first_seen,notice_due -o card.csv
run export --fields id,score,role,merged_prs,last_active -o bare.csv
run export --fields login,skills,signals -o fields.jsonl
python3 - <<'END'
import csv, json
with open("a.csv", encoding="utf-8", newline="") as file:
    whole = list(csv.DictReader(file))
for name in "fields.csv", "card.csv", "bare.csv":
    with open(name, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(whole), name
    for row, all_of_it in zip(rows, whole):
        for column in row:
            assert row[column] == all_of_it[column], (name, column, row, all_of_it)
with open("a.jsonl", encoding="utf-8") as all_lines, open("fields.jsonl", encoding="utf-8") as lines:
    for whole, chosen in zip(map(json.loads, all_lines), map(json.loads, lines)):
        assert list(chosen) == ["login", "skills", "signals"]
        assert all(chosen[key] == whole[key] for key in chosen)
END
check "and each says what it says in the whole list" [ $? = 0 ]
check "those of evidence too" grep -q '^rank,id,login,.*,status,first_seen,reason,evidence_1_title,' fields.csv
run export --fields login,salary -o bad.csv
exits "an unknown column is a usage error" 2
says "which names it" '^muster: --fields: "salary": expected basic or names of columns'
run export --fields basic,login
says "a column is given once" '"login": given twice'
run export --fields login -o bad.xlsx
says "other formats have theirs" "only for --format csv or jsonl"

# ---- what is refused ----
run export --format xlsx
exits "a workbook needs a file" 2
says "and says so" "xlsx: needs a file to write to: add -o FILE"
run export -o leads.ods
exits "an unknown ending is a usage error" 2
run export --preset lever -o lever.csv
says "Lever's columns are not guessed" "download its template there and add --header-file"
exits "but asked for" 2
printf '\xef\xbb\xbf"Full name",Stage,Sources,Origin,Posting URL,Links,"Favourite, colour"\r\n' >template.csv
run export --preset lever --header-file template.csv -o Lever.csv
says "Lever's rule for names of files is kept" "takes file names of a-z, 0-9, _ and - alone"
run export --preset lever --header-file template.csv --set "Sources=GitHub,muster" -n 3 -o lever.csv
check "a template's line is kept to the byte" grep -qxF '"Full name",Stage,Sources,Origin,Posting URL,Links,"Favourite, colour"'$'\r' lever.csv
check "what Lever insists on is filled in" [ "$(grep -c ',New Lead,"GitHub,muster",Sourced,,' lever.csv)" = 3 ]
says "columns that nothing is known for stay empty and are told" "Left empty: Posting URL, Favourite, colour\."
printf 'a,b,c\n' >wrong.csv
run export --preset lever --header-file wrong.csv -o lever.csv
exits "a file that is no template is refused" 2
run export --preset greenhouse --map Band=band -o gh2.csv
says "a band does not slip into an ATS" "tells how muster ranks people"
run export --preset greenhouse --map Why=reason --set Source=GitHub --with-score -n 2 -o gh2.csv
check "one's own columns come last" grep -q 'Address,Source,Why' gh2.csv
check "a score that was asked for is in the notes" grep -q 'Score 90 of 100, band A' gh2.csv
run journal
prints "which the journal tells" "format=greenhouse with score"
run export --preset linkedin -n 1
prints "LinkedIn gets a search for people" "https://www.linkedin.com/search/results/people/\?keywords=Plain%20Name%20grafana"

# ---- a million rows do not fit anywhere: files are split ----
python3 - "$dir" <<'END'
import json, sys
with open(sys.argv[1] + "/many", "w", encoding="utf-8") as out:
    def put(**line):
        print(json.dumps(line), file=out)
    n, when = 8050, "2027-01-10T00:00:00Z"
    put(kind="muster-dump", format=1, schema=2, at=when, name="made by hand")
    put(kind="role", name="systems-performance")
    for i in range(n):
        put(kind="person", id=5000 + i, node_id=f"M_{i}", login=f"many-{i}", name="Ada L" + chr(97 + i // 676 % 26) + chr(97 + i // 26 % 26) + chr(97 + i % 26), type="User",
            fetched_at=when, first_seen=when)
    for i in range(n):
        put(kind="score", role="systems-performance", person=5000 + i, score=50, coverage=0.9, band=3, involvement=2,
            last_active=when, scored_at=when)
    put(kind="end", lines=2 * n + 2)
END
run load "$dir/many"
run export --role systems-performance --preset greenhouse -o many.csv
check "a list that is too long for the system is split" [ "$(cat many.csv many-2.csv | wc -l)" = 8052 ]
check "at its limit, each with its heading" [ "$(wc -l <many.csv)" = 8001 ]
says "which is said" "8050 leads of systems-performance in many.csv, many-2.csv, 0 list"
run export --role systems-performance --preset greenhouse
exits "standard output can't be split" 1
says "which is said" "takes 8000 leads a file: add -o FILE"

# ---- a long list, which is written while it is read ----
run export --role systems-performance -o long.csv
run export --role systems-performance -n 400 -o short.csv
check "a long list is what short ones are made of" cmp <(head -n 401 long.csv) short.csv
check "it lists everybody once" [ "$(cut -d , -f 2 long.csv | sort -u | wc -l)" = 8051 ]
"$MUSTER" export --role systems-performance >long.out 2>"$dir/err"
check "nor is it another one on standard output" cmp long.csv long.out
"$MUSTER" export --role systems-performance >/dev/full 2>"$dir/err"
check "a disk that is full while it is written fails" [ $? = 1 ]
check "which is said, once" [ "$(cat "$dir/err")" = "muster: standard output: can't be written: no space left" ]
"$MUSTER" export --role systems-performance 2>"$dir/err" | head -n 1 >/dev/null
check "a closed pipe ends it as it does any program" [ "${PIPESTATUS[0]}" = 141 ]
check "without a word" [ ! -s "$dir/err" ]
early() { grep -qE '^\{.*"action":"export".*leads=[1-9][0-9]* at most, ended early query=' <("$MUSTER" journal --json --limit 1); }
check "and the journal tells of what went out" early
run subject "$(sed -n 2p long.csv | cut -d , -f 2)"
prints "for those who were in it" "at most, ended early"
"$MUSTER" subject hostile-00 >/dev/full 2>"$dir/err"
check "a page that did not fit is told, too" grep -qE "^muster: standard output: (No space left|not all of it)" "$dir/err"

# ---- interrupted ----
# Whenever the signal comes, there is a whole list that the journal tells of, or nothing.
interrupted() {
	python3 - "$MUSTER" "$@" <<'END'
import glob, os, signal, subprocess, sys
ends = set()
numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
for number in numbers:  # some are ignored under nohup
    signal.signal(number, signal.SIG_DFL)
for turn in range(60):
    number = numbers[turn % 3]
    child = subprocess.Popen(sys.argv[1:] + ["-o", "stopped.csv"], stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    while child.poll() is None and not glob.glob("stopped.csv*"):
        pass
    child.send_signal(number)
    status = child.wait()
    left = glob.glob("stopped.csv*")
    # (It ends by the signal itself where all is done but to say so.)
    assert (status, left) in ((128 + number, []), (0, ["stopped.csv"]), (-number, ["stopped.csv"])), (number, status, left)
    for name in left:
        os.unlink(name)
    ends |= {number} if status > 0 else set()
    if len(ends) == 3:
        break
assert len(ends) == 3, ends
END
}
check "an export that is interrupted leaves nothing" interrupted export --role systems-performance
check "nor does a dump" interrupted dump

run export --all-roles -o all.xlsx -n 5
says "a workbook holds all roles" "10 leads of data-intensive, systems-performance in all.xlsx"
check "a sheet each" grep -q 'name="data-intensive".*name="systems-performance".*name="About this list"' \
	<(unzip -p all.xlsx xl/workbook.xml 2>/dev/null || python3 -c "import zipfile; print(zipfile.ZipFile('all.xlsx').read('xl/workbook.xml').decode())")

# ---- marking what was exported ----
run export --role systems-performance -n 3 --mark contacted -o marked.csv
exits "marking several needs --yes without a terminal" 2
check "and then there is no list either" [ ! -e marked.csv ]
run export --role systems-performance -n 3 --mark contacted --yes -o marked.csv
says "leads are marked with the list" "3 leads were marked as contacted"
says "and it is said what that means" "That says they were told"
run leads --role systems-performance status:contacted --count
prints "as many as were written" "^3$"
run export --role systems-performance --mark contacted --yes -o marked.csv
exits "too many for one transaction are refused" 1
says "with what to do" "--limit 1000"
run leads --role systems-performance status:contacted --count
prints "and none of them is marked" "^3$"

# ---- who is new since the last export ----
run export --since last -o new.csv
says "a query that was exported before has nobody new" "^0 leads of data-intensive in new.csv"
run export 'followers:..9' --since last -o new.csv
says "another query has its own memory" "This is the first export of this query"
lead() {
	printf '%s\n' '{"kind":"muster-dump","format":1,"schema":2,"at":"2027-01-14T00:00:00Z"}' \
		'{"kind":"role","name":"data-intensive"}' \
		"{\"kind\":\"person\",\"id\":$1,\"login\":\"late-$1\",\"name\":\"Late Comer\",\"type\":\"User\",\"fetched_at\":\"2027-01-12T00:00:00Z\",\"first_seen\":\"$2\"}" \
		"{\"kind\":\"score\",\"role\":\"data-intensive\",\"person\":$1,\"score\":50,\"coverage\":0.9,\"band\":3,\"last_active\":\"2027-01-10T00:00:00Z\",\"scored_at\":\"2027-01-12T00:00:00Z\"}" \
		'{"kind":"end","lines":5}' >"$dir/late"
	run load "$dir/late"
}
# Found long ago, and a lead only now.
lead 90001 2027-01-02T00:00:00Z
run export --since last -o new.csv
says "who became a lead since is new" "^1 lead of data-intensive in new.csv"
run export --since last -o new.csv
says "once" "^0 leads of data-intensive in new.csv"
run export --since last --preset seekout -o new.csv
says "a preset's list has its own memory" "This is the first export of this query"
run export --since 2027-01-03 -o new.csv
check "a date tells by when they were found" not grep -q late-90001 new.csv
lead 90002 2027-01-13T00:00:00Z
run export --since 3d -o new.csv
check "so does a span" [ "$(grep -c late-90002 new.csv) $(wc -l <new.csv)" = "1 2" ]
run export --since yesterday
exits "anything else is a usage error" 2
run search list
check "none of this is a saved search" not grep -q export "$dir/out"
run search save export.mine lang:go
exits "nor can one be saved by such a name" 2
