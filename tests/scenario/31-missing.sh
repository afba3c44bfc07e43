#!/bin/bash
# A dump whose records lack one member each, or have it empty: no command fails
# over it, or prints what is not there.
# shellcheck source=tests/scenario/lib.sh
. "$(dirname "$0")/lib.sh"

virtual_clock 2027-01-15T01:00Z
python3 - >"$dir/dump" <<'END'
import copy, json

WHEN = "2027-01-10T00:00:00Z"
URL = "https://github.com/o/r/pull/1"
REASON = {"text": "t", "url": URL, "date": WHEN}
FULL = {
    "person": {"login": "", "node_id": "U", "name": "Ada Love", "type": "User", "bio": "b", "company": "@acme", "location": "Berlin",
        "links": [{"kind": "website", "url": "https://example.org/"}, {"kind": "linkedin", "url": "https://www.linkedin.com/in/x"}],
        "created_at": WHEN, "updated_at": WHEN, "fetched_at": WHEN, "first_seen": WHEN, "profile_readme": "x", "pushed_at": WHEN},
    "score": {"role": "data-intensive", "score": 50.0, "coverage": 0.9, "band": 4, "involvement": 2, "involvement_reason": "x", "must_missing": ["go"],
        "signals": [{"value": 0.5, "coverage": 1.0, "weight": 10.0, "points": 5.0, "reasons": [REASON]}], "headline": "h", "reason": "r",
        "evidence": [{"kind": "pull", "title": "t", "url": URL, "date": WHEN}], "languages": ["Go"], "skills": [{"id": "kafka", "strength": 0.5}],
        "flags": ["f"], "seeds": [{"repository": "o/r", "repository_id": 1, "commits": 1, "merged_pulls": 1}], "last_active": WHEN, "rubric": "x",
        "scored_at": WHEN, "reason_url": URL, "alternates": [REASON], "must_seen": [REASON]},
    "lead": {"role": "data-intensive", "status": 1, "status_at": WHEN, "status_reason": "x", "owner": "o", "tags": ["t"], "notes": [{"at": WHEN, "text": "n"}]},
    "work": {"repository": 1, "commits_total": 3, "pulls": [{"number": 1, "title": "t", "merged_at": WHEN}],
        "reviews": [{"number": 3, "state": "APPROVED", "title": "t", "submitted_at": WHEN, "author": 3}],
        "comments": [{"id": 9, "number": 1, "path": "p", "body": "b", "created_at": WHEN}],
        "commits": [{"oid": "a", "message": "m", "authored_at": WHEN}], "fetched_at": WHEN},
    "portfolio": {"items": [{"id": 77, "node_id": "R", "full_name": "a/own", "description": "d", "primary_language": "Go", "license": "MIT",
        "languages": [{"name": "Go", "bytes": 5}], "topics": ["t"], "paths": ["a_test.go"], "workflows": ["w"], "readme": "x"}], "fetched_at": WHEN},
}
KEPT = ("role", "login", "repository", "first_seen")


def ways(value, path=()):
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        if key not in KEPT and not isinstance(key, int):
            yield path + (key,)
        yield from ways(value[key], path + (key,))


def without(record, path, is_emptied):
    record = at = copy.deepcopy(record)
    for key in path[:-1]:
        at = at[key]
    value = at.pop(path[-1])
    if is_emptied and value != WHEN:
        at[path[-1]] = type(value)()
    return record


lines = [{"kind": "muster-dump", "format": 1, "schema": 2, "at": WHEN, "name": "made by hand"},
    {"kind": "role", "name": "data-intensive"}, {"kind": "repository", "id": 1, "full_name": "o/r", "fetched_at": WHEN}]
person = 1000
for changed, full in FULL.items():
    bare = {key: full[key] for key in KEPT if key in full}
    for record in [bare] + [without(full, path, is_emptied) for path in ways(full) for is_emptied in (False, True)]:
        person += 1
        for kind, own in {**FULL, changed: record}.items():
            whom = {"id": person} if kind == "person" else {"person": person}
            lines.append({"kind": kind, **whom, **own, **({"login": f"who-{person}"} if kind == "person" else {})})
for line in lines + [{"kind": "journal"}, {"kind": "journal", "sequence": 2, "action": "export"}, {"kind": "end", "lines": len(lines) + 3}]:
    print(json.dumps(line))
END
mkdir -p "$XDG_CONFIG_HOME/muster"
echo 'operator: {contact: privacy@example.com}' >"$XDG_CONFIG_HOME/muster/muster.yaml"
run load "$dir/dump"
run role enable data-intensive
run leads score:0.. --all --limit all --json
json "people of whom something is missing are listed" "len(L) > 150"

# whole COMMAND...: it ends by itself and prints no "(null)".
whole() {
	run "$@"
	check "muster $* ends" [ "$status" -le 1 ]
	check "and prints nothing that is not there" not grep -qaF "(null)" "$dir/out" "$dir/err"
}
for format in csv jsonl md; do
	whole export --all --limit all --format $format
done
for preset in greenhouse gem seekout; do
	whole export --all --limit all --preset $preset -o "$dir/$preset.csv"
done
whole export --all --limit all -o "$dir/list.xlsx"
for query in score:0.. lang:go skill:kafka loc:berlin company:acme repo:o/r seed:o/r love '"a b"' sort:prs tag:t owner:o flag:f contact:linkedin; do
	whole leads "$query" --all --limit all
done
whole leads --all --limit all --json
whole leads --all --weight review=40 --json
whole leads --all --facets lang,loc,company,skill,status
for template in linkedin message; do
	whole draft score:0.. --check --template $template
	whole draft score:0.. --limit 200 --template $template
done
for person in 1001 1040 1100 1150; do
	whole show "$person"
	whole subject "$person"
	whole subject "$person" --json
done
whole journal --limit -1
whole audit
whole doctor --deep --api-url http://127.0.0.1:9
whole rescore
